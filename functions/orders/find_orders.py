"""The orders of a customer, all or those that a search finds (B13)."""

from collections.abc import Iterator
from itertools import islice

from shared.domain.folding import are_begun, fold
from shared.domain.order import Order
from shared.ports import Listed, Orders

READ_AT_ONCE = 100


def find_orders(
    customer_id: str, text: str, *, orders: Orders, limit: int, after: dict[str, str] | None
) -> Listed[Order]:
    """Newest first; `after` names the last one of the page before. Raises NotFound without such a customer."""
    beginnings = fold(text).split()
    if not beginnings:
        return orders.of_customer(customer_id, limit=limit, after=after)
    found = (order for order in _all_of(customer_id, orders) if are_begun(words_of(order), beginnings))
    rest = (order for order in found if after is None or order.id < after["before"])
    page = tuple(islice(rest, limit + 1))
    return Listed(page[:limit], {"before": page[limit - 1].id} if len(page) > limit else None)


def _all_of(customer_id: str, orders: Orders) -> Iterator[Order]:
    after: dict[str, str] | None = None
    while True:
        listed = orders.of_customer(customer_id, limit=READ_AT_ONCE, after=after)
        yield from listed.items
        after = listed.after
        if after is None:
            return


def words_of(order: Order) -> list[str]:
    texts = [str(order.number or ""), order.order_number or "", *(line.name for line in order.lines)]
    skus = [line.sku or "" for line in order.lines]
    return [word for text in [*texts, *skus] for word in fold(text).split()]
