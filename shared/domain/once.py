"""Creates that are safe to repeat: the answer to an Idempotency-Key is kept with what it made (F3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Once[T]:
    """`key` is the digest of route and Idempotency-Key, `fingerprint` that of the body."""

    key: str
    fingerprint: str
    present: Callable[[T], str]


@dataclass(frozen=True, slots=True)
class Receipt:
    key: str
    fingerprint: str
    answer: str


class AlreadyAnswered(Exception):
    """Not a refusal: the same request came before, and this was its answer."""

    def __init__(self, answer: str) -> None:
        super().__init__("answered before")
        self.answer = answer
