"""What a partner's accounts come to, kept as they change instead of counted when somebody looks (B2).

Beside each account stands what was last counted of it; totals move by the difference to what it comes to now, in one
transaction with that note. So an event may come twice, late, or out of order: what counts is the account as it is.

A rebuild counts all accounts anew, in a new *generation*: a note of an older one counts as none. It goes on from where
it stopped, while accounts keep changing, and the totals shown are replaced when it is through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from shared.domain.customer import Customer
from shared.domain.money import Money


@dataclass(frozen=True, slots=True)
class Share:
    """What one account adds to the totals."""

    transacting: bool
    monthly_run_rate: Money

    @classmethod
    def of(cls, customer: Customer) -> Self:
        rate = customer.monthly_run_rate
        return cls(transacting=customer.is_transacting or rate.amount > 0, monthly_run_rate=rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is shown of the totals."""

    all_customers: int
    transacting_customers: int
    monthly_run_rate: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """`revenue` is minor units by currency: a partner may have changed its own."""

    customers: int = 0
    transacting: int = 0
    revenue: Mapping[str, int] = field(default_factory=dict)

    def moved(self, share: Share | None, former: Share | None) -> Self:
        """With what an account adds now, without what it added before."""
        totals = self
        for one, sign in ((former, -1), (share, 1)):
            if one is not None:
                totals = totals._plus(one, sign)
        return totals

    def _plus(self, share: Share, sign: int) -> Self:
        currency = share.monthly_run_rate.currency
        amount = self.revenue.get(currency, 0) + sign * share.monthly_run_rate.amount
        return replace(
            self,
            customers=self.customers + sign,
            transacting=self.transacting + sign * share.transacting,
            revenue={**self.revenue, currency: amount},
        )

    def figures(self, currency: str) -> Figures:
        return Figures(
            all_customers=self.customers,
            transacting_customers=self.transacting,
            monthly_run_rate=Money(self.revenue.get(currency, 0), currency),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The note beside an account."""

    share: Share
    generation: int
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """`after` is where in the list of accounts it goes on."""

    totals: Totals = Totals()
    after: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """`version` 0 was never saved."""

    shown: Totals = Totals()
    generation: int = 0
    rebuild: Rebuild | None = None
    version: int = 0

    def counting(self, share: Share, note: Counted | None) -> Self:
        shown = self.shown.moved(share, note.share if note else None)
        if self.rebuild is None:
            return replace(self, shown=shown)
        former = note.share if note and note.generation == self.generation else None
        return replace(
            self, shown=shown, rebuild=replace(self.rebuild, totals=self.rebuild.totals.moved(share, former))
        )

    def begun(self) -> Self:
        """One that was begun already goes on."""
        return self if self.rebuild else replace(self, generation=self.generation + 1, rebuild=Rebuild())

    def counted_until(self, after: dict[str, str] | None) -> Self:
        """After the last account the rebuilt totals are those that are shown."""
        if self.rebuild is None:
            return self
        if after is None:
            return replace(self, shown=self.rebuild.totals, rebuild=None)
        return replace(self, rebuild=replace(self.rebuild, after=after))
