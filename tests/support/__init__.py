"""Builders, fakes and readers that several tests share."""
