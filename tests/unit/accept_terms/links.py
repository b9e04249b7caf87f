"""A link to the confirmation of the builders, and somebody's untouched answer to it."""

from typing import Any

from functions.accept_terms.accept_terms import AcceptTerms, Witness, accept_terms
from functions.accept_terms.evidence_of_acceptance import Shown
from functions.accept_terms.order_on_acceptance import Ordering
from functions.accept_terms.outcome import Outcome
from shared.domain.confirmation import Confirmation
from shared.domain.customer import Customer
from shared.domain.link import Link, Purpose
from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.quote import Quote
from shared.ports import Clock, Confirmations
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    CONFIRMATION_ID,
    KEYS,
    NOON,
    PARTNER_ID,
    a_confirmation,
    a_customer,
    a_partner,
    a_product,
    a_quote,
)
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.evidence import FakeShownParts
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.products import FakeProducts
from tests.support.fakes.quotes import FakeQuotes

SHOWN = Shown(
    locale=Locale.ENGLISH,
    summary="<section>Backup, 5</section>",
    terms="<section>General terms</section>",
    statements={"terms_accepted": "I have read the terms.", "authorized": "I may accept them."},
    button="Accept terms",
)


def a_link(number: int = 1) -> Link:
    return Link(purpose=Purpose.APPROVE, partner_id=PARTNER_ID, object_id=CONFIRMATION_ID, number=number)


def stored(confirmation: Confirmation | None = None, *, partner: Partner | None = None) -> FakeConfirmations:
    return FakeConfirmations(partner or a_partner(), a_customer(), confirmations=[confirmation or a_confirmation()])


def accept(
    confirmations: Confirmations,
    *,
    now: Clock = lambda: NOON,
    link: Link | None = None,
    ordering: Ordering | None = None,
    witness: Witness | None = None,
    **changes: Any,
) -> Outcome:
    """As Anna, the addressee, with everything that is asked for."""
    given: dict[str, Any] = {
        "terms_accepted": True,
        "authorized": True,
        "contact_id": ANNA_ID,
        "code": "",
        "wants_new_code": False,
        "origin": A_PHONE,
    }
    command = AcceptTerms(link=link or a_link(), **(given | changes))
    return accept_terms(
        command,
        confirmations=confirmations,
        ordering=ordering or an_ordering(),
        witness=witness or a_witness(),
        keys=KEYS,
        now=now,
    )


def a_witness(parts: FakeShownParts | None = None) -> Witness:
    return Witness(show=lambda _: SHOWN, parts=parts or FakeShownParts(), random_bytes=lambda count: b"s" * count)


def an_ordering(
    quote: Quote | None = None, *, customer: Customer | None = None, confirmations: FakeConfirmations | None = None
) -> Ordering:
    """What an order on acceptance needs: the quote, its customer, and a contract with the product."""
    customers = FakeCustomers(customer or a_customer(), partner=a_partner())
    quotes = FakeQuotes(quote or a_quote(), customers=customers)
    orders = FakeOrders(records=FakeDistributorRecords(customers), quotes=quotes, confirmations=confirmations)
    return Ordering(quotes=quotes, orders=orders, products=FakeProducts(a_product()))
