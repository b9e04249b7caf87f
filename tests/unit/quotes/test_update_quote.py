"""Changing a quote, and what becomes of its confirmation (A12)."""

from datetime import timedelta
from typing import Any

import pytest

from functions.quotes.price_lines import DraftLine
from functions.quotes.update_quote import UpdateQuote, update_quote
from shared.domain.confirmation import Confirmation, Event, Person, State
from shared.domain.digital_document import DigitalDocument, DocumentActive, DocumentStatus
from shared.domain.errors import ConcurrentChange, Invalid, NotFound, Stale
from shared.domain.money import Money
from shared.domain.product import Billing
from shared.domain.quote import Quote
from tests.support.builders import (
    A_PHONE,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
    a_product,
    a_quote,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.digital_documents import FakeDigitalDocuments
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.partners import FakePartners
from tests.support.fakes.products import FakeProducts
from tests.support.fakes.quotes import FakeQuotes
from tests.support.recorded import a_recorded, accepted_with
from tests.support.signing import DOCUMENT_ID, a_document

LATER = NOON + timedelta(hours=1)


def confirmed(confirmation: Confirmation) -> FakeQuotes:
    """A quote with that as its newest confirmation."""
    customers = FakeCustomers(a_customer())
    return FakeQuotes(a_quote(confirmation_id=CONFIRMATION_ID), customers=customers, confirmations=[confirmation])


def unconfirmed(**changes: Any) -> FakeQuotes:
    return FakeQuotes(a_quote(**changes), customers=FakeCustomers(a_customer()))


def documents_of(quotes: FakeQuotes, *documents: DigitalDocument) -> FakeDigitalDocuments:
    orders = FakeOrders(records=FakeDistributorRecords(quotes.customers))
    return FakeDigitalDocuments(*documents, quotes=quotes, orders=orders)


def update(
    quotes: FakeQuotes,
    *documents: DigitalDocument,
    quote_id: str = QUOTE_ID,
    expected_version: int | None = None,
    **changes: Any,
) -> tuple[Quote, Confirmation | None]:
    return update_quote(
        UpdateQuote(quote_id=quote_id, expected_version=expected_version, changes=changes, tenant=TENANT, by=SELLER),
        quotes=quotes,
        documents=documents_of(quotes, *documents),
        partners=FakePartners(a_partner()),
        products=FakeProducts(a_product()),
        now=lambda: LATER,
        random_bytes=bytes,
    )


def test_a_change_grows_the_revision_and_the_version() -> None:
    quotes = unconfirmed()

    quote, _ = update(quotes, title="Safer workplace", expected_version=1)

    assert quote == a_quote(title="Safer workplace", revision=2, version=2)
    assert quotes.get(QUOTE_ID) == quote


def test_a_change_that_changes_nothing_writes_nothing_and_voids_nothing() -> None:
    quotes = confirmed(a_confirmation())

    quote, confirmation = update(quotes, title=a_quote().title, permitted_users=25)

    assert (quote.revision, confirmation) == (1, a_confirmation())
    assert quotes.saved == []


def test_lines_sent_again_at_the_same_price_are_no_change() -> None:
    draft = DraftLine(
        sku="BACKUP-100",
        description="Backup 100 GB",
        quantity=12,
        billing=Billing.MONTHLY,
        optional=False,
        unit_price=None,
    )
    quotes = unconfirmed()

    once, _ = update(quotes, lines=(draft,))
    twice, _ = update(quotes, lines=(draft,))

    assert once.lines[0].unit_price == Money(11138, "SEK")
    assert (once.revision, twice) == (2, once)


def test_a_stale_edit_overwrites_nothing() -> None:
    quotes = unconfirmed(version=2)

    with pytest.raises(Stale):
        update(quotes, title="Other", expected_version=1)
    assert quotes.saved == []


@pytest.mark.parametrize(
    "confirmation",
    [
        pytest.param(a_confirmation(), id="sent"),
        pytest.param(a_confirmation().viewed(now=NOON, origin=A_PHONE), id="viewed"),
        pytest.param(a_confirmation().accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE), id="accepted"),
    ],
)
def test_a_change_voids_the_confirmation(confirmation: Confirmation) -> None:
    quotes = confirmed(confirmation)

    _, voided = update(quotes, title="Safer workplace")

    assert voided is not None
    assert quotes.confirmations[CONFIRMATION_ID] == voided
    assert (voided.state, voided.version, voided.due_at) == (State.SUPERSEDED, confirmation.version + 1, None)
    assert voided.accepted_by == confirmation.accepted_by
    assert (voided.history[-1].event, voided.history[-1].by) == (Event.SUPERSEDE, SELLER.user_id)


def test_that_an_acceptance_no_longer_holds_is_recorded_after_it() -> None:
    accepted = accepted_with(a_recorded())
    quotes = confirmed(accepted)

    _, voided = update(quotes, title="Safer workplace")

    (evidence,) = quotes.evidence.values()
    assert evidence.record.follows(a_recorded().record)
    assert evidence.record.content["what"] == "superseded"
    assert evidence.record.content["facts"] == {
        "title": "Safe workplace",
        "customer": {"id": CUSTOMER_ID},
        "quote": {"id": QUOTE_ID, "revision": 1},
        "why": "quote_changed",
    }
    assert [(one.name, one.value) for one in evidence.disclosures] == [
        ("by", {"name": "Sam Seller", "email": "sam@reseller.example"})
    ]
    assert voided is not None
    assert voided.evidence == evidence.record.reference.after(a_recorded().record.reference)
    assert voided.evidence.decision_id == a_recorded().record.id


def test_what_nobody_had_accepted_leaves_no_evidence() -> None:
    quotes = confirmed(a_confirmation())

    _, voided = update(quotes, title="Safer workplace")

    assert voided is not None
    assert (voided.evidence, quotes.evidence) == (None, {})


@pytest.mark.parametrize(
    "confirmation",
    [
        pytest.param(a_confirmation().declined("Too dear", now=NOON, origin=A_PHONE), id="declined"),
        pytest.param(a_confirmation().revoked("Mistake", now=NOON, by="usr_1"), id="revoked"),
        pytest.param(a_confirmation(expires_at=LATER), id="expired"),
    ],
)
def test_what_is_over_stays_as_it_ended(confirmation: Confirmation) -> None:
    quotes = confirmed(confirmation)

    quote, kept = update(quotes, title="Safer workplace")

    assert (quote.revision, kept) == (2, confirmation)
    assert quotes.confirmations[CONFIRMATION_ID] == confirmation


def test_a_new_date_lies_in_the_future_and_an_old_one_may_stay() -> None:
    with pytest.raises(Invalid) as refused:
        update(unconfirmed(), valid_until=LATER)
    assert [error.field for error in refused.value.errors] == ["valid_until"]
    quote, _ = update(unconfirmed(valid_until=NOON), title="Other", valid_until=NOON)
    assert quote.title == "Other"


def test_every_fault_is_named_at_once() -> None:
    draft = DraftLine(
        sku="UNKNOWN", description="x", quantity=1, billing=Billing.MONTHLY, optional=False, unit_price=None
    )

    with pytest.raises(Invalid) as refused:
        update(unconfirmed(), lines=(draft,), valid_until=NOON)
    assert [error.field for error in refused.value.errors] == ["valid_until", "lines.0.sku"]


@pytest.mark.parametrize("quote_id", [QUOTE_ID.replace("01KAAAAAAC", "01KAAAAAAZ"), CONFIRMATION_ID, "quo_1"])
def test_an_unknown_quote_is_refused(quote_id: str) -> None:
    with pytest.raises(NotFound):
        update(unconfirmed(), quote_id=quote_id, title="Other")


def test_an_acceptance_that_comes_between_is_voided_as_an_acceptance() -> None:
    """The change read an open confirmation; before it was written, the customer accepted."""
    accepted = a_confirmation().accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE)
    quotes = AcceptedMeanwhile(accepted)

    _, voided = update(quotes, title="Safer workplace")

    assert voided is not None
    assert (voided.state, voided.accepted_by) == (State.SUPERSEDED, accepted.accepted_by)


class AcceptedMeanwhile(FakeQuotes):
    def __init__(self, accepted: Confirmation) -> None:
        quote = a_quote(confirmation_id=CONFIRMATION_ID)
        super().__init__(quote, customers=FakeCustomers(a_customer()), confirmations=[a_confirmation()])
        self._accepted = accepted

    def save(self, quote: Quote, *more: Any, **named: Any) -> None:
        if self.confirmations[CONFIRMATION_ID] == a_confirmation():
            self.confirmations[CONFIRMATION_ID] = self._accepted
            raise ConcurrentChange
        super().save(quote, *more, **named)


def test_what_the_customer_is_about_to_sign_can_not_be_changed() -> None:
    quotes = unconfirmed(document_id=DOCUMENT_ID)

    with pytest.raises(DocumentActive, match="waiting for Anna Ek"):
        update(quotes, a_document(status=DocumentStatus.SENT), title="Safer workplace")

    assert quotes.saved == []


@pytest.mark.parametrize("status", ["signed", "declined", "canceled", "expired", "undeliverable"])
def test_after_the_document_is_closed_the_quote_can_be_changed(status: str) -> None:
    quotes = unconfirmed(document_id=DOCUMENT_ID)

    quote, _ = update(quotes, a_document(status=DocumentStatus(status)), title="Safer workplace")

    assert (quote.title, quote.revision, quote.document_id) == ("Safer workplace", 2, DOCUMENT_ID)
