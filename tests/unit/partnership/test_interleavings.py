"""Two, or ten, who act on the same partnership at once, request by request (T5).

The real repositories on a table in memory: a turn is a request to the table. Every order of the requests is played.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from math import comb
from typing import Any, cast

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.outbox import message_json
from shared.adapters.dynamodb.partnerships import DynamoPartnerships
from shared.adapters.dynamodb.recipients import DynamoRecipients
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange, Conflict, DomainError, Forbidden, NotFound, Stale
from shared.domain.message import Message
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partnership import (
    ModificationClosed,
    ModificationPending,
    NotYourTurn,
    Partnership,
    PartnershipChange,
    PartnershipExists,
    PartnershipNotAccepted,
    PartnershipNotOpen,
    PartnershipStatus,
    PartnershipStep,
    Side,
)
from shared.domain.tenant import Tenant
from shared.domain.user import User, UserState
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON
from tests.support.interleaving import Turns, every_order
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.partnerships import CARLA, CONSULTANT, KIM, LO, NILS, OLGA, SAM, put_partners
from tests.unit.partnership.desk import Desk
from tests.unit.partnership.promises import check_promises

type Act = Callable[[Desk], object]
type Check = Callable[[Desk, list[Any]], None]


class TableStores:
    """The repositories, at a client that a test may watch."""

    def __init__(self, memory: MemoryDynamoDb) -> None:
        self.memory = memory
        self.client = memory

    @property
    def table(self) -> DynamoTable:
        return DynamoTable(cast("Any", self.client), TABLE_NAME)

    @property
    def recipients(self) -> DynamoRecipients:
        return DynamoRecipients(self.table)

    def partnerships(self, tenant: Tenant) -> DynamoPartnerships:
        return DynamoPartnerships(self.table, tenant, lambda: NOON)

    @property
    def messages(self) -> list[Message]:
        items = self.memory._items.values()
        return [message_json.validate_json(one["data"]["S"]) for one in items if one["pk"]["S"].startswith("OUTBOX#")]

    @property
    def live(self) -> int:
        """Claims on pairs."""
        return sum("#OFFERED#" in partition for partition, _ in self.memory._items)


def a_desk(*acts: Act) -> Desk:
    """With three partners, after those acts."""
    stores = TableStores(MemoryDynamoDb(throttles=False))
    put_partners(stores.table)
    desk = Desk(stores)
    for act in acts:
        act(desk)
    return desk


def stores_of(desk: Desk) -> TableStores:
    return cast("TableStores", desk.stores)


OFFERED: Sequence[Act] = (lambda desk: desk.offer(SAM),)
FORMED: Sequence[Act] = (*OFFERED, lambda desk: desk.accept(CARLA, manager_user_ids=(NILS.id,)))
MODIFIED: Sequence[Act] = (*FORMED, lambda desk: modify(desk, SAM))


def modify(desk: Desk, by: User) -> PartnershipChange:
    """Somebody of one's own side more."""
    return desk.modify(by, add_manager_user_ids=(KIM.id if by is SAM else OLGA.id,))


def waiting(desk: Desk) -> str:
    """The change that waits when the acts begin: each act is about that one."""
    return desk.pending()


@dataclass
class Played:
    """How often a pair was played, and how it came out."""

    before: Sequence[Act]
    acts: Sequence[Act]
    check: Check
    changes: int | None = None
    outcomes: set[tuple[str, ...]] = field(default_factory=set)
    orders: int = 0

    def in_every_order(self) -> "Played":
        prepared = a_desk(*self.before)
        self.orders = len(list(every_order(partial(self._play, prepared), changes=self.changes)))
        return self

    def _play(self, prepared: Desk, turns: Turns) -> None:
        desk = deepcopy(prepared)
        stores = stores_of(desk)
        stores.client = turns.watched(stores.memory)
        outcomes = turns.run(*(partial(act, desk) for act in self.acts))
        stores.client = stores.memory
        partnership = check_promises(desk, stores.messages)
        assert stores.live == partnership.is_live
        self.check(desk, outcomes)
        self.outcomes.add(tuple(type(one).__name__ for one in outcomes))


def steps(desk: Desk) -> list[PartnershipStep]:
    return [entry.step for entry in desk.history(Side.PARTNER)]


def one_wins(*refusals: type[DomainError]) -> Check:
    """The other one hears what holds by then: of the first one where the second was quicker, and so on."""

    def check(desk: Desk, outcomes: list[Any]) -> None:
        won = [one for one in outcomes if isinstance(one, PartnershipChange)]
        assert len(won) == 1
        assert desk.at(Side.PARTNER) == won[0].partnership
        assert desk.history(Side.PARTNER)[-1] == replace(won[0].entry)
        for outcome, refusal in zip(outcomes, refusals, strict=True):
            assert isinstance(outcome, PartnershipChange) or type(outcome) is refusal

    return check


def accept(desk: Desk) -> object:
    return desk.accept(CARLA)


def withdraw(desk: Desk) -> object:
    return desk.withdraw(SAM)


PAIRS: dict[str, tuple[Sequence[Act], Sequence[Act], Check]] = {
    "accept and withdraw": (OFFERED, (accept, withdraw), one_wins(PartnershipNotOpen, PartnershipNotOpen)),
    "accept and decline": (
        OFFERED,
        (accept, lambda desk: desk.decline(CARLA)),
        one_wins(PartnershipNotOpen, PartnershipNotOpen),
    ),
    "accept twice": (OFFERED, (accept, accept), one_wins(PartnershipNotOpen, PartnershipNotOpen)),
    "decline and withdraw": (
        OFFERED,
        (lambda desk: desk.decline(CARLA), withdraw),
        one_wins(PartnershipNotOpen, PartnershipNotOpen),
    ),
    "both sides change": (
        FORMED,
        (lambda desk: modify(desk, SAM), lambda desk: modify(desk, CARLA)),
        one_wins(ModificationPending, ModificationPending),
    ),
    "two of a side change": (
        FORMED,
        (lambda desk: modify(desk, CARLA), lambda desk: modify(desk, NILS)),
        one_wins(ModificationPending, ModificationPending),
    ),
    "both sides end": (
        FORMED,
        (lambda desk: desk.end(SAM), lambda desk: desk.end(CARLA)),
        one_wins(PartnershipNotAccepted, PartnershipNotAccepted),
    ),
    "accept the change twice": (
        MODIFIED,
        (lambda desk: answer(desk, CARLA), lambda desk: answer(desk, NILS)),
        one_wins(ModificationClosed, ModificationClosed),
    ),
    "accept and decline the change": (
        MODIFIED,
        (
            lambda desk: answer(desk, CARLA),
            lambda desk: desk.decline_modification(NILS, modification_id=desk.waiting),
        ),
        one_wins(ModificationClosed, ModificationClosed),
    ),
}
