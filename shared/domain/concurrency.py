"""Optimistic writes: when somebody else wrote first, read again and decide again."""

from collections.abc import Callable

from shared.domain.errors import ConcurrentChange, Stale

ATTEMPTS = 8


def settle[T](attempt: Callable[[], T]) -> T:
    """Repeat a read-decide-write until it is based on the present state.

    Raises ConcurrentChange (503, repeat the request) when it lost ATTEMPTS races in a row.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except ConcurrentChange:
            continue
    return attempt()


def check_version(present: int, expected: int | None) -> None:
    """Hold a change against its `If-Match`; without one it applies to the present state (F3)."""
    if expected is not None and expected != present:
        raise Stale(present)
