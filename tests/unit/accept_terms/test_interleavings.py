"""Two who answer at once, request by request: accepted, and its evidence exists, or neither (T5, invariant 2).

The real repositories on a table in memory: a turn is a request to the table. Every order of the requests is played.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest

from functions.accept_terms.accept_terms import Witness
from functions.accept_terms.decline_terms import DeclineTerms, decline_terms
from functions.accept_terms.order_on_acceptance import Ordering
from functions.accept_terms.show_approval import show_approval
from functions.quotes.update_quote import UpdateQuote, update_quote
from functions.send_confirmation.revoke_confirmation import RevokeConfirmation, revoke_confirmation
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments
from shared.adapters.dynamodb.evidence import DynamoEvidence, DynamoShownParts
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.confirmation import Confirmation, Event, State
from shared.domain.partner import CodePolicy
from shared.domain.quote import OrderOnAcceptance
from shared.evidence.disclosures import misfits
from tests.support.account import TABLE_NAME
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    NOON,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_customer,
    a_partner,
    a_product,
    a_quote,
)
from tests.support.interleaving import Turns, every_order
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.unit.accept_terms.links import SHOWN, a_link, accept

type Act = Callable[[Stores], object]

AT = NOON + timedelta(minutes=5)
WISH = OrderOnAcceptance(
    order_number="PO-17", order_number_not_required=False, governed_by_master_agreement=True, authorized_to_order=True
)


class Stores:
    """The repositories, at a client that a test may watch."""

    def __init__(self, memory: MemoryDynamoDb) -> None:
        self.memory = memory
        self.client: object = memory

    @property
    def table(self) -> DynamoTable:
        return DynamoTable(cast("Any", self.client), TABLE_NAME)

    @property
    def confirmations(self) -> DynamoConfirmations:
        return DynamoConfirmations(self.table, TENANT, lambda: AT)

    @property
    def ordering(self) -> Ordering:
        customers = DynamoCustomers(self.table, TENANT, lambda: AT)
        return Ordering(
            quotes=DynamoQuotes(self.table, TENANT, lambda: AT),
            orders=DynamoOrders(self.table, TENANT, customers, lambda: AT),
            products=DynamoProducts(self.table, TENANT),
        )

    def rows(self, kind: str) -> list[str]:
        """The sort keys of that kind."""
        return [sort_key for _, sort_key in self.memory._items if sort_key.startswith(kind)]


def prepared(*, places_order: bool = False) -> Stores:
    stores = Stores(MemoryDynamoDb(throttles=False))
    DynamoPartners(stores.table, TENANT).put(a_partner(require_code=CodePolicy.OFF), None)
    DynamoCustomers(stores.table, TENANT, lambda: NOON).add(a_customer(), None)
    DynamoProducts(stores.table, TENANT).put(a_product(), None)
    quote = a_quote(confirmation_id=CONFIRMATION_ID, order_on_acceptance=WISH if places_order else None)
    DynamoQuotes(stores.table, TENANT, lambda: NOON).add(quote, None)
    confirmation = a_confirmation(places_order=places_order)
    stores.table.commit([confirmation_write(TENANT, confirmation, replaces=None)])
    return stores


def accepting(contact_id: str) -> Act:
    """In a process that has kept nothing yet."""

    def act(stores: Stores) -> object:
        witness = Witness(show=lambda _: SHOWN, parts=DynamoShownParts(stores.table), random_bytes=bytes)
        return accept(
            stores.confirmations, now=lambda: AT, ordering=stores.ordering, witness=witness, contact_id=contact_id
        )

    return act


def decline(stores: Stores) -> object:
    command = DeclineTerms(link=a_link(), reason="Too dear.", origin=A_PHONE)
    return decline_terms(command, confirmations=stores.confirmations, now=lambda: AT)


def revoke(stores: Stores) -> object:
    command = RevokeConfirmation(confirmation_id=CONFIRMATION_ID, reason="Wrong.", expected_version=None, by=SELLER)
    return revoke_confirmation(command, confirmations=stores.confirmations, now=lambda: AT)


def look(stores: Stores, *, by_person: bool) -> object:
    return show_approval(
        a_link(), by_person=by_person, origin=A_PHONE, confirmations=stores.confirmations, now=lambda: AT
    )


view, scan = partial(look, by_person=True), partial(look, by_person=False)


def change_quote(stores: Stores) -> object:
    """After an acceptance or before it."""
    command = UpdateQuote(
        quote_id=QUOTE_ID, expected_version=None, changes={"title": "Safer workplace"}, tenant=TENANT, by=SELLER
    )
    return update_quote(
        command,
        quotes=stores.ordering.quotes,
        documents=DynamoDigitalDocuments(stores.table, TENANT, lambda: AT),
        partners=DynamoPartners(stores.table, TENANT),
        products=DynamoProducts(stores.table, TENANT),
        now=lambda: AT,
        random_bytes=bytes,
    )


@dataclass
class Played:
    acts: Sequence[Act]
    places_order: bool = False
    changes: int | None = None
    orders: int = 0
    ends: set[tuple[State, str | None]] = field(default_factory=set)
    """States, and who accepted."""

    def in_every_order(self) -> "Played":
        stores = prepared(places_order=self.places_order)
        self.orders = len(list(every_order(partial(self._play, stores), changes=self.changes)))
        return self

    def _play(self, before: Stores, turns: Turns) -> None:
        stores = deepcopy(before)
        stores.client = turns.watched(stores.memory)
        turns.run(*(partial(act, stores) for act in self.acts))
        stores.client = stores.memory
        confirmation = stores.confirmations.get(CONFIRMATION_ID)
        check(stores, confirmation)
        by = confirmation.accepted_by
        self.ends.add((confirmation.state, by.contact_id if by else None))


def check(stores: Stores, confirmation: Confirmation) -> None:
    """Accepted, once, with all of its evidence, which goes on where it no longer holds; or nothing of it."""
    times = [entry.event for entry in confirmation.history].count(Event.ACCEPT)
    found = [stores.rows("EVIDENCE#"), stores.rows("DISCLOSED#"), stores.rows("EVIDENCE")]
    if confirmation.accepted_by is None:
        assert (times, confirmation.evidence, found) == (0, None, [[], [], []])
        return
    assert times == 1
    assert confirmation.evidence is not None
    records = list(dict.fromkeys((confirmation.evidence.decision_id, confirmation.evidence.record_id)))
    assert sorted(found[0]) == [f"EVIDENCE#{record_id}" for record_id in records]
    assert sorted(found[1]) == [f"DISCLOSED#{record_id}" for record_id in records]
    assert sorted(found[2]) == [*["EVIDENCE"] * len(records), *sorted(found[0])]
    evidence, *later = (DynamoEvidence(stores.table, TENANT).get(record_id) for record_id in records)
    newest = later[-1] if later else evidence
    assert replace(confirmation.evidence, first_id=None) == newest.record.reference
    assert evidence.record.follows(None)
    assert [one.record.content["what"] for one in later] == ["superseded"] * (confirmation.state is State.SUPERSEDED)
    assert all(one.record.follows(evidence.record) for one in later)
    assert evidence.record.content["facts"]["selected"] == confirmation.accepted_by.contact_id
    assert misfits(evidence.disclosures, evidence.record.digests) == ()
    assert {one.name for one in evidence.disclosures} == evidence.record.digests.keys()
    accepted_at = [entry.event for entry in confirmation.history].index(Event.ACCEPT)
    assert len(evidence.record.content["facts"]["history"]) == accepted_at + 1
    assert DynamoShownParts(stores.table).get(TENANT, SHOWN.terms_sha256) == SHOWN.terms.encode()


BY_ANNA, BY_BO = (State.ACCEPTED, ANNA_ID), (State.ACCEPTED, BO_ID)

PAIRS: dict[str, tuple[Sequence[Act], set[tuple[State, str | None]]]] = {
    "accept, accept": ((accepting(ANNA_ID), accepting(BO_ID)), {BY_ANNA, BY_BO}),
    "accept twice": ((accepting(ANNA_ID), accepting(ANNA_ID)), {BY_ANNA}),
    "accept, revoke": ((accepting(ANNA_ID), revoke), {BY_ANNA, (State.REVOKED, None)}),
    "accept, decline": ((accepting(ANNA_ID), decline), {BY_ANNA, (State.DECLINED, None)}),
    "accept, view": ((accepting(ANNA_ID), view), {BY_ANNA}),
    "accept, scan": ((accepting(ANNA_ID), scan), {BY_ANNA}),
    "accept, change": (
        (accepting(ANNA_ID), change_quote),
        {(State.SUPERSEDED, ANNA_ID), (State.SUPERSEDED, None)},
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_at_once_accepted_and_evidence_exist_together(pair: str) -> None:
    acts, ends = PAIRS[pair]

    played = Played(acts).in_every_order()

    assert played.ends == ends
    assert played.orders > 10


def test_three_who_accept_or_revoke_at_once() -> None:
    played = Played((accepting(ANNA_ID), accepting(BO_ID), revoke), changes=2).in_every_order()

    assert played.ends == {BY_ANNA, BY_BO, (State.REVOKED, None)}
    assert played.orders > 100


@pytest.mark.parametrize("other", [accepting(BO_ID), revoke], ids=["accept", "revoke"])
def test_an_acceptance_that_orders_is_evidenced_once_too(other: Act) -> None:
    played = Played((accepting(ANNA_ID), other), places_order=True, changes=3).in_every_order()

    assert BY_ANNA in played.ends
    assert len(played.ends) == 2
