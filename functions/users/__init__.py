"""Users: a partner's own, and those of its customers in the storefront; how they are invited and choose a password."""
