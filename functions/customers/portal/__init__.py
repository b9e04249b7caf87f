"""The portal's pages of customer accounts: My customers, the record, its contacts (B1-B7, A5, A6)."""
