"""Two partners of the reseller kind, for whatever asks what one of them sees of the other (F2)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared import wiring
from shared.adapters.dynamodb.confirmations import DynamoConfirmations
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.exports import DynamoExports
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.approval_messages import approval_request
from shared.domain.export import Export
from shared.domain.locale import Locale
from shared.domain.order import OrderStatus, PlacedBy
from shared.domain.partnership import Business, PartnershipStatus
from shared.domain.tenant import Tenant
from shared.domain.user import UserState
from tests.support import seeds
from tests.support.account import create_signing_queue, create_workspace_key
from tests.support.builders import (
    ANNA_ID,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_customer,
    a_partner,
    a_product,
    a_quote,
    a_shopper,
    a_user,
    an_order,
)
from tests.support.events import SHOPPER_CLAIMS, STRANGER_CLAIMS
from tests.support.fakes.accounts import FakeAccounts
from tests.support.fakes.documents import FakeCertificates
from tests.support.fakes.exports import FakeFiles
from tests.support.partnerships import (
    MODIFICATION_ID,
    PARTNERSHIP_ID,
    SAM,
    THIRD_PARTNER_ID,
    TIM,
    a_story,
    person,
    put_partnership,
)
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.signing import DOCUMENT_ID, a_document, handed_over, put_document, put_envelope

EXPORT = Export(
    id="exp_01KAAAAAAAEXP0RT0000000001",
    partner_id=PARTNER_ID,
    locale=Locale.ENGLISH,
    requested_by=SELLER.user_id,
    requested_at=datetime.now(UTC),
)
OWN = {
    "customer_id": CUSTOMER_ID,
    "contact_id": ANNA_ID,
    "quote_id": QUOTE_ID,
    "confirmation_id": CONFIRMATION_ID,
    "export_id": EXPORT.id,
    "user_id": SELLER.user_id,
    "order_id": ORDER_ID,
    "document_id": DOCUMENT_ID,
    "partnership_id": PARTNERSHIP_ID,
    "modification_id": MODIFICATION_ID,
    "record_id": EVIDENCE_ID,
}
OTHER_CUSTOMER = a_customer(
    id="cus_01KAAAAAAA0THER0000000001A", name="Other AB", email="a@other.example", domains=(), contacts=()
)
OTHER_SHOPPER_ID = "usr_01KAAAAAAH0THER0000000001A"
PLACED = an_order(
    id=ORDER_ID.replace("AAAJ", "AAAK"),
    number=None,
    placed_by=PlacedBy.END_CUSTOMER,
    status=OrderStatus.PENDING_RESELLER_APPROVAL,
    order_date=NOON,
)
STRANGER = a_user(
    id=STRANGER_CLAIMS["custom:user_id"],
    partner_id=OTHER_PARTNER_ID,
    email="stranger@other.example",
    sign_in_name="stranger@other.example",
)
STRANGE_SHOPPER_CLAIMS = SHOPPER_CLAIMS | {
    "custom:partner_id": OTHER_PARTNER_ID,
    "custom:customer_id": OTHER_CUSTOMER.id,
    "custom:user_id": OTHER_SHOPPER_ID,
}


def unknown(identifier: str) -> str:
    """An id that leads to a customer who isn't there."""
    return identifier[:-1] + "Z"


def put_two_resellers(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mine has a customer with everything; the stranger's has nothing but the stranger."""
    accounts = FakeAccounts()
    accounts.set_password(a_user(), "three brown owls reading")
    monkeypatch.setattr(wiring, "accounts", lambda: accounts)
    monkeypatch.setattr(wiring, "files", FakeFiles)
    monkeypatch.setattr(wiring, "certificates", FakeCertificates)
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    create_workspace_key()
    DynamoProducts(table, TENANT).put(a_product(), None)
    orders = wiring.orders(TENANT)
    for order in (an_order(number=None), PLACED):
        orders.add(order, orders.placing(CUSTOMER_ID))
    DynamoCustomers(table, Tenant(OTHER_PARTNER_ID), lambda: NOON).add(OTHER_CUSTOMER, None)
    DynamoPartners(table, TENANT).put(a_partner(workspace_url="https://workspace.example", version=2), a_partner())
    DynamoExports(table, TENANT, lambda: NOON).add(EXPORT.ready(1), None)
    shopper = a_shopper(state=UserState.ACTIVE)
    strange_shopper = replace(
        shopper, id=OTHER_SHOPPER_ID, partner_id=OTHER_PARTNER_ID, customer_id=OTHER_CUSTOMER.id, sign_in_name="other:x"
    )
    for user in (a_user(), shopper, STRANGER, strange_shopper):
        users = DynamoUsers(table, Tenant(user.partner_id), lambda: NOON)
        users.save(user, None, users.circle(user.customer_id))
    confirmation = a_confirmation()
    DynamoConfirmations(table, TENANT, lambda: NOON).send(
        confirmation,
        a_quote().confirmed_by(confirmation.id),
        approval_request(confirmation, PARTNER_ID, NOON),
        replaced=None,
        once=None,
    )
    table.commit(list(evidence_writes(TENANT, a_recorded(), NOON)))
    put_envelope(table, put_document(table, handed_over(a_document())))
    create_signing_queue()
    # With a third one, and a change of it waits.
    third, managers = Business.of(a_partner(id=THIRD_PARTNER_ID)), (person(SAM), person(TIM))
    put_partnership(table, *a_story(PartnershipStatus.MODIFIED, customer=third, managers=managers))
