"""What the API answers to whoever fills in the demo data, or why it doesn't."""

from typing import Any

import httpx


def answer_to(response: httpx.Response) -> Any:
    """Raises LookupError, saying what was asked."""
    if response.is_error:
        raise LookupError(f"{response.request.method} {response.request.url.path} gives {response.text}")
    return response.json()
