"""How long to wait before what failed is tried again."""

from datetime import timedelta


def back_off(failures: int, *, first: timedelta, longest: timedelta, jitter: float) -> timedelta:
    """Twice as long after each failure but the first, half of it at least; `jitter` (0 to 1) spreads those that failed
    together."""
    doubled: timedelta = first * 2 ** min(failures, 10)
    return min(doubled, longest) * (0.5 + jitter / 2)
