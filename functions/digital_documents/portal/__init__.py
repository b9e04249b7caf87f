"""The partner's pages of orders: provisioned, reviewed, submitted, decided on, and listed (B13-B16, C1-C8, A10)."""
