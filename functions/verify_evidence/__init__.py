"""Anybody checks evidence: a certificate, or what is kept under its number."""
