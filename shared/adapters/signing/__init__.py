"""Signing providers behind one port (D9)."""
