"""What the distributor runs for an account: as it last told, and as ordered through us since (B18).

It is kept beside the account, not in it: the account is the partner's to edit, and only what the distributor
changes in its own record since then is carried over.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from shared.domain.money import Money, total

ACTIVE = "active"


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    CANCELED = "canceled"


class AssetKind(StrEnum):
    LICENSE = "license"
    RESERVATION = "reservation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`monthly_amount` is the selling price of all of `quantity` for a month."""

    id: str
    sku: str
    quantity: int
    status: SubscriptionStatus
    monthly_amount: Money

    @property
    def is_active(self) -> bool:
        return self.status is SubscriptionStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """`status` is the distributor's own word; only `active` means something to us."""

    id: str
    kind: AssetKind
    name: str
    quantity: int
    status: str

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributorRecord:
    """Details that the distributor never told are None; subscriptions and assets stand in the order of their ids.

    `ordered` are subscriptions of executed orders that the distributor hasn't told of yet: its word on a SKU replaces
    them (`told_of`).
    """

    external_id: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    country: str | None = None
    state: str | None = None
    postcode: str | None = None
    domains: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    assets: tuple[Asset, ...] = ()
    ordered: tuple[Subscription, ...] = ()
    version: int = 1

    @property
    def running(self) -> tuple[Subscription, ...]:
        return (*self.subscriptions, *self.ordered)

    def told_of(self, subscriptions: tuple[Subscription, ...]) -> Self:
        """What was ordered of a SKU is in what the distributor tells of it, once that changes."""
        changed = {one.sku for one in set(subscriptions).symmetric_difference(self.subscriptions)}
        ordered = tuple(one for one in self.ordered if one.sku not in changed)
        return replace(self, subscriptions=subscriptions, ordered=ordered)

    @property
    def is_transacting(self) -> bool:
        """An active subscription or asset (B2)."""
        return any(one.is_active for one in self.running) or any(one.is_active for one in self.assets)

    def monthly_run_rate(self, currency: str) -> Money:
        """What its active subscriptions bring in a month, in the partner's currency (B18)."""
        return total((one.monthly_amount for one in self.running if one.is_active), currency)
