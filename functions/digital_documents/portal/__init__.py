"""The partner's pages of digital documents: sent, followed, acted on, and listed (D1, D5-D8, D12)."""
