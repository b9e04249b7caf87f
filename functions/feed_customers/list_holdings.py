"""A page of what an account holds, which all stands in one row."""

from shared.domain.distributor_record import Asset, Subscription
from shared.ports import Listed


def list_holdings[T: (Subscription, Asset)](
    held: tuple[T, ...], *, limit: int, after: dict[str, str] | None
) -> Listed[T]:
    """The active ones first, then by id; what is gone when the next page is asked for doesn't lead astray."""
    rest = sorted((one for one in held if after is None or _place(one) > after["place"]), key=_place)
    page = tuple(rest[:limit])
    return Listed(page, {"place": _place(page[-1])} if len(rest) > limit else None)


def _place(one: Subscription | Asset) -> str:
    return f"{'active' if one.is_active else 'over'} {one.id}"
