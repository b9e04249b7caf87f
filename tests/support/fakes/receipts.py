"""Answers kept for Idempotency-Keys, as every fake that creates something needs them."""

from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused
from shared.domain.once import AlreadyAnswered, Once


class FakeReceipts:
    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, str]] = {}

    def check[T](self, once: Once[T] | None) -> None:
        if once is None or once.key not in self.kept:
            return
        fingerprint, answer = self.kept[once.key]
        raise AlreadyAnswered(answer) if fingerprint == once.fingerprint else IdempotencyKeyReused

    def keep[T](self, once: Once[T] | None, made: T) -> None:
        """Raises ConcurrentChange when the same request was answered meanwhile."""
        if once is not None:
            if once.key in self.kept:
                raise ConcurrentChange
            self.kept[once.key] = (once.fingerprint, once.present(made))
