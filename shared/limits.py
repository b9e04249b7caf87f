"""What a request may hold, in bytes, whichever edge it comes to."""

MAX_BODY = 256 * 1024
MAX_FILE = 1024 * 1024
"""Of a file that a body may carry besides."""
