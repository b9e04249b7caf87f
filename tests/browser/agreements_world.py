"""What Sam's portal holds in the tests of agreements and settings: quotes and confirmations in every state."""

from dataclasses import replace
from datetime import timedelta

from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.outbox import DynamoOutbox, message_write
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.approval_messages import approval_request
from shared.domain.confirmation import Confirmation, Person
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.message import MessageStep
from shared.domain.money import Money
from shared.domain.product import Billing
from tests.browser.approval_site import TERMS as TEXTS
from tests.support.builders import (
    A_PHONE,
    CUSTOMER_ID,
    NOON,
    PARTNER_ID,
    QUOTE_ID,
    TAIL,
    TENANT,
    TERMS,
    a_confirmation,
    a_contact,
    a_product,
    a_quote,
    bo,
)

AGREEMENTS = f"/portal/customers/{CUSTOMER_ID}/agreements"
NEW_QUOTE = f"/portal/customers/{CUSTOMER_ID}/quotes/new"
QUOTE = f"/portal/quotes/{QUOTE_ID}"
SEND = f"{QUOTE}/confirmations/new"

PENDING_ID = f"cnf_01KAAAAAB1{TAIL}"
PENDING_QUOTE_ID = f"quo_01KAAAAAB2{TAIL}"
ACCEPTED_ID = f"cnf_01KAAAAAB3{TAIL}"
DECLINED_ID = f"cnf_01KAAAAAB5{TAIL}"


def put_products(table: DynamoTable) -> None:
    products = DynamoProducts(table, TENANT)
    products.put(a_product(), None)
    set_up = a_product(sku="SETUP", name="Installation on site", billing=Billing.ONE_TIME, cost=Money(1000_00, "SEK"))
    products.put(set_up, None)


def put_swedish_terms(table: DynamoTable) -> None:
    swedish = replace(TERMS, locale=Locale.SWEDISH, title="Allmänna villkor", body_markdown=TEXTS[Locale.SWEDISH])
    DynamoTermsLibrary(table, TENANT, lambda: NOON).add(swedish, None)


def put_pending(table: DynamoTable) -> Confirmation:
    """A quote whose confirmation bounced, after one that was revoked."""
    earlier = a_confirmation(id=f"cnf_01KAAAAAB0{TAIL}", quote_id=PENDING_QUOTE_ID, title="Backup for the shop")
    revoked = earlier.revoked("The price was wrong.", now=NOON, by=earlier.sent_by.user_id)
    sent = replace(earlier, id=PENDING_ID)
    put_quote(table, PENDING_QUOTE_ID, "Backup for the shop", sent)
    for one in (revoked, sent):
        table.commit([confirmation_write(TENANT, one, replaces=None)])
    message = approval_request(sent, PARTNER_ID, NOON).moved(MessageStep.HAND_OVER, NOON + timedelta(minutes=1))
    bounced = message.moved(MessageStep.BOUNCE, NOON + timedelta(minutes=2), "Permanent/NoEmail 5.1.1")
    table.commit([message_write(replace(message, version=1, state=bounced.state, events=bounced.events))])
    return sent


def put_accepted(table: DynamoTable) -> Confirmation:
    """Accepted, by somebody else than the one addressed."""
    quote_id = f"quo_01KAAAAAB4{TAIL}"
    sent = a_confirmation(id=ACCEPTED_ID, quote_id=quote_id, title="Phones for everybody")
    put_quote(table, quote_id, sent.title, sent)
    viewed = sent.viewed(now=NOON + timedelta(hours=1), origin=A_PHONE)
    accepted = viewed.accepted(Person.of(bo()), now=NOON + timedelta(hours=2), origin=A_PHONE)
    evidence = EvidenceReference(record_id=f"evd_01KAAAAAB5{TAIL}", record_hash="ab" * 32, sequence=1)
    accepted = replace(accepted, evidence=evidence)
    table.commit([confirmation_write(TENANT, accepted, replaces=None)])
    return accepted


def put_declined(table: DynamoTable) -> Confirmation:
    quote_id = f"quo_01KAAAAAB6{TAIL}"
    sent = a_confirmation(id=DECLINED_ID, quote_id=quote_id, title="New server", addressee=Person.of(a_contact()))
    put_quote(table, quote_id, sent.title, sent)
    asked = sent.change_asked("Please take out the backup,\nand add three users.", now=NOON, origin=A_PHONE)
    table.commit([confirmation_write(TENANT, asked, replaces=None)])
    return asked


def put_quote(table: DynamoTable, quote_id: str, title: str, confirmation: Confirmation) -> None:
    quote = a_quote(id=quote_id, title=title, confirmation_id=confirmation.id)
    DynamoQuotes(table, TENANT, lambda: NOON).add(quote, None)


def confirmations_of(table: DynamoTable, quote_id: str = QUOTE_ID) -> list[Confirmation]:
    """Newest first."""
    found = DynamoConfirmations(table, TENANT, lambda: NOON).of_quote(quote_id, limit=10, before=None)
    return list(found.items)


def messages_of(table: DynamoTable) -> int:
    return len(DynamoOutbox(table).due(NOON + timedelta(days=1), 100))
