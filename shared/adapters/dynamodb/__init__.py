"""The one table: its keys, its writes, its repositories."""
