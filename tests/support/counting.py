"""Counts the requests that reach AWS: boto3 tells each before it is sent."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@contextmanager
def counted(client: "DynamoDBClient") -> Iterator[Counter[str]]:
    """The operations asked of this client within the block, each with its number."""
    counts: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        counts[model.name] += 1

    handler: Callable[..., None] = count
    client.meta.events.register("before-call.dynamodb", handler)
    try:
        yield counts
    finally:
        client.meta.events.unregister("before-call.dynamodb", handler)
