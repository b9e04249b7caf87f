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
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.errors import DomainError, NotFound
from shared.domain.message import Message
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partnership import (
    ModificationClosed,
    ModificationPending,
    PartnershipChange,
    PartnershipExists,
    PartnershipNotAccepted,
    PartnershipNotOpen,
    PartnershipStep,
    Side,
)
from shared.domain.tenant import Tenant
from shared.domain.user import Role, User, UserState
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON
from tests.support.interleaving import Turns, every_order
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.partnerships import CARLA, KIM, NILS, OLGA, SAM, put_partners
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


OLGA_ADMIN = replace(OLGA, role=Role.ADMIN)


def leave(desk: Desk) -> None:
    """Of the customer side nobody but two administrators can sign in any more."""
    for user in (OLGA_ADMIN, replace(NILS, state=UserState.DEACTIVATED)):
        key = keys.user(Tenant(user.partner_id), user.id)
        changed = replace(user, version=2)
        write = Write(key=key, data=user_json.dump_json(changed).decode(), version=2, replaces=1)
        stores_of(desk).table.commit([write])


LEFT: Sequence[Act] = (lambda desk: desk.offer(SAM, contact_email=NILS.email), leave)


def modify(desk: Desk, by: User) -> PartnershipChange:
    """Somebody of one's own side more."""
    return desk.modify(by, add_manager_user_ids=(KIM.id if by is SAM else OLGA.id,))


@dataclass
class Played:
    """How often a pair was played, and how it came out."""

    before: Sequence[Act]
    acts: Sequence[Act]
    check: Check
    changes: int | None = None
    chosen: Sequence[int] = ()
    outcomes: set[tuple[str, ...]] = field(default_factory=set)
    orders: int = 0

    def in_every_order(self) -> "Played":
        prepared = a_desk(*self.before)
        prepared.modification_id = prepared.pending() if self.before else None
        self.orders = len(list(every_order(partial(self._play, prepared), changes=self.changes)))
        return self

    def once(self) -> "Played":
        """As `chosen`, then one after the other."""
        self._play(a_desk(*self.before), Turns(self.chosen))
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


def one_wins(*refusals: type[DomainError], both: bool = False) -> Check:
    """The other one hears what holds by then, which is the refusal at its place. `both`: or they win in turn."""

    def check(desk: Desk, outcomes: list[Any]) -> None:
        won = [one for one in outcomes if isinstance(one, PartnershipChange)]
        assert len(won) in ({1, 2} if both else {1})
        last = max(won, key=lambda change: change.entry.number)
        assert desk.at(Side.PARTNER) == last.partnership
        assert {change.entry.number for change in won} == set(
            range(last.entry.number + 1 - len(won), last.entry.number + 1)
        )
        for outcome, refusal in zip(outcomes, refusals, strict=True):
            assert isinstance(outcome, PartnershipChange) or type(outcome) is refusal

    return check


NOT_OPEN, NOT_ACCEPTED = (PartnershipNotOpen, PartnershipNotOpen), (PartnershipNotAccepted, PartnershipNotAccepted)
PENDING, CLOSED = (ModificationPending, ModificationPending), (ModificationClosed, ModificationClosed)


def counter(by: User) -> Act:
    return lambda desk: desk.counter(by, add_manager_user_ids=(OLGA.id,))


PAIRS: dict[str, tuple[Sequence[Act], Sequence[Act], tuple[type[DomainError], type[DomainError]]]] = {
    "accept, accept": (OFFERED, (lambda desk: desk.accept(CARLA), lambda desk: desk.accept(CARLA)), NOT_OPEN),
    "accept, accept by two who stand in": (
        LEFT,
        (lambda desk: desk.accept(CARLA), lambda desk: desk.accept(OLGA_ADMIN)),
        # The quicker one is its manager from then on, so nobody stands in any more.
        (NotFound, NotFound),
    ),
    "accept, decline": (OFFERED, (lambda desk: desk.accept(CARLA), lambda desk: desk.decline(CARLA)), NOT_OPEN),
    "accept, withdraw": (OFFERED, (lambda desk: desk.accept(CARLA), lambda desk: desk.withdraw(SAM)), NOT_OPEN),
    "decline, withdraw": (OFFERED, (lambda desk: desk.decline(CARLA), lambda desk: desk.withdraw(SAM)), NOT_OPEN),
    "modify, modify": (FORMED, (lambda desk: modify(desk, SAM), lambda desk: modify(desk, CARLA)), PENDING),
    "modify, modify by a colleague": (
        FORMED,
        (lambda desk: modify(desk, CARLA), lambda desk: modify(desk, NILS)),
        PENDING,
    ),
    "end, end": (FORMED, (lambda desk: desk.end(SAM), lambda desk: desk.end(CARLA)), NOT_ACCEPTED),
    "accept change, end": (
        MODIFIED,
        (lambda desk: desk.accept_modification(CARLA), lambda desk: desk.end(SAM)),
        (ModificationClosed, PartnershipNotAccepted),
    ),
    "accept change, accept change": (
        MODIFIED,
        (lambda desk: desk.accept_modification(CARLA), lambda desk: desk.accept_modification(NILS)),
        CLOSED,
    ),
    "accept change, decline change": (
        MODIFIED,
        (lambda desk: desk.accept_modification(CARLA), lambda desk: desk.decline_modification(NILS)),
        CLOSED,
    ),
    "accept change, withdraw change": (
        MODIFIED,
        (lambda desk: desk.accept_modification(CARLA), lambda desk: desk.withdraw_modification(SAM)),
        CLOSED,
    ),
    "counter, withdraw change": (MODIFIED, (counter(CARLA), lambda desk: desk.withdraw_modification(SAM)), CLOSED),
    "counter, counter": (MODIFIED, (counter(CARLA), counter(NILS)), CLOSED),
    "counter, accept change": (MODIFIED, (counter(CARLA), lambda desk: desk.accept_modification(NILS)), CLOSED),
}
ENDS_AFTER_THE_FIRST = {"accept change, end"}
"""Both may happen, one after the other: what was accepted can be ended."""


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_steps_at_once_one_is_taken_and_the_other_hears_why_not(pair: str) -> None:
    before, acts, refusals = PAIRS[pair]

    played = Played(before, acts, one_wins(*refusals, both=pair in ENDS_AFTER_THE_FIRST)).in_every_order()

    won = PartnershipChange.__name__
    expected = {(won, refusals[1].__name__), (refusals[0].__name__, won)}
    if pair in ENDS_AFTER_THE_FIRST:
        expected = {(won, won), (refusals[0].__name__, won)}
    assert played.outcomes == expected
    # Three turns each: until the first request, the reading, the writing. Whoever stands in reads once more.
    assert played.orders == (comb(8, 4) if before is LEFT else comb(6, 3))


# --- Ten offers at once ----------------------------------------------------------------------------------------------


def offer(desk: Desk) -> object:
    return desk.offer(SAM)


def one_is_made(desk: Desk, outcomes: list[Any]) -> None:
    (made,) = (one for one in outcomes if isinstance(one, PartnershipChange))
    assert made.partnership == desk.at(Side.CUSTOMER)
    refused = [one for one in outcomes if one is not made]
    assert [type(one) for one in refused] == [PartnershipExists] * (len(outcomes) - 1)


@pytest.mark.parametrize(("offers", "changes"), [(2, None), (3, 2)])
def test_of_offers_at_once_one_is_made(offers: int, changes: int | None) -> None:
    played = Played((), [offer] * offers, one_is_made, changes).in_every_order()

    assert played.orders > 20
    assert len(played.outcomes) == offers, "each of them was the one"


@pytest.mark.parametrize("first", range(10))
def test_of_ten_offers_that_found_nothing_there_one_is_made(first: int) -> None:
    """Whoever is the first to write."""
    ten = list(range(10))
    # Four reads each, then the writing.
    chosen = [*(who for _ in range(4) for who in ten), first]

    played = Played((), [offer] * 10, one_is_made, chosen=chosen).once()

    (outcome,) = played.outcomes
    assert outcome[first] == PartnershipChange.__name__


def test_of_one_offer_sent_twice_with_one_key_one_is_made_and_answered_twice() -> None:
    once: Once[PartnershipChange] = Once("key", "fingerprint", lambda change: change.partnership.id)
    answers: set[str] = set()

    def send(desk: Desk) -> object:
        try:
            return desk.offer(SAM, once=once).partnership.id
        except AlreadyAnswered as earlier:
            return earlier.answer

    def check(desk: Desk, outcomes: list[Any]) -> None:
        assert outcomes[0] == outcomes[1] == desk.partnership_id
        answers.update(outcomes)

    played = Played((), (send, send), check).in_every_order()

    assert played.orders > 20
    assert len(answers) == 2


# --- Whoever is released meanwhile -----------------------------------------------------------------------------------


def release_nils(desk: Desk) -> object:
    return desk.modify(CARLA, release_manager_user_ids=(NILS.id,), reason="Nils goes on leave.")


RELEASING: Sequence[Act] = (*FORMED, release_nils)


@pytest.mark.parametrize("step", ["end", "modify", "withdraw_modification"])
def test_a_manager_who_is_released_while_they_act_is_quicker_or_no_manager_any_more(step: str) -> None:
    def act(desk: Desk) -> object:
        return modify(desk, NILS) if step == "modify" else getattr(desk, step)(NILS)

    def check(desk: Desk, outcomes: list[Any]) -> None:
        acted, released = outcomes
        managers = {manager.user_id for manager in desk.at(Side.CUSTOMER).managers}
        if isinstance(acted, PartnershipChange):
            assert isinstance(released, ModificationClosed)
            assert NILS.id in managers
        elif isinstance(acted, NotFound):
            assert isinstance(released, PartnershipChange)
            assert NILS.id not in managers
        else:
            assert isinstance(acted, ModificationPending)

    played = Played(RELEASING, (act, lambda desk: desk.accept_modification(SAM)), check).in_every_order()

    released = ("NotFound", "PartnershipChange")
    quicker = (
        ("ModificationPending", "PartnershipChange")
        if step == "modify"
        else ("PartnershipChange", "ModificationClosed")
    )
    assert played.outcomes == {released, quicker}
