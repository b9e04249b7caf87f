"""The whole system on one machine: an emulated AWS, this repository's template deployed to it, a mailbox, demo data."""
