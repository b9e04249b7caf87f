"""The page behind an approval link: read, accept, decline, ask for a change (A8-A16)."""
