"""The page behind a signing link of the built-in provider: read, choose, sign, decline (D9)."""
