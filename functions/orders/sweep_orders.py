"""Number the orders that got none when they were made. Runs by schedule."""

from collections.abc import Callable
from functools import partial

from shared.domain.concurrency import settle
from shared.domain.tenant import Tenant
from shared.number_orders import number_waiting_orders
from shared.ports import Clock, OrderDirectory, Orders

LIMIT_PER_SHARD = 100


def sweep_orders(*, directory: OrderDirectory, orders: Callable[[Tenant], Orders], now: Clock) -> int:
    """How many were numbered; those that still wait are for the next run. Raises Unavailable."""
    return sum(
        settle(partial(number_waiting_orders, orders=orders(tenant)))
        for tenant in directory.unnumbered(now(), LIMIT_PER_SHARD)
    )
