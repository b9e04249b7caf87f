"""Documents are handed to signing providers, and their status follows what these report (D2, D3, D10, D11)."""
