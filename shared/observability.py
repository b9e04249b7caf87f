"""One log line a request, without personal data; metrics as EMF in the same stream."""

import traceback
from typing import Any

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()


def place_of(error: Exception) -> dict[str, Any]:
    """Where an unforeseen error arose, for the log: its message is left out, as it may quote data."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return {"error": type(error).__name__, "at": [f"{frame.filename}:{frame.lineno}" for frame in frames]}
