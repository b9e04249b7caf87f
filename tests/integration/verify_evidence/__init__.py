"""Tests of functions/verify_evidence."""
