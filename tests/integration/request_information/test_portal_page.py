"""The RFI in the portal, through the handler, on the table of template.yaml."""

from html import unescape

import pytest

from functions.request_information import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.order import OrderStatus, PlacedBy, RfiStatus
from tests.support import seeds
from tests.support.answers import ANSWERS, typed
from tests.support.builders import ORDER_ID, OTHER_PARTNER_ID, TENANT, a_shopper, a_user
from tests.support.clock import SteppingClock
from tests.support.inquiries import put_order, stored, submit_order
from tests.support.portal import Visitor, put_user

PAGE = f"/portal/orders/{ORDER_ID}/rfi"


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    put_user(table, a_user())


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, a_user(), handler)


def test_it_is_saved_and_submitted_in_the_partner_s_name(sam: Visitor) -> None:
    submit_order()
    page = sam.get(PAGE)
    assert page["statusCode"] == 200
    assert "Bageriet på Hörnet AB" in page["body"]

    saved = sam.post(PAGE, {**sam.hidden, "mail_server": "other", "decision": "save"})
    assert (saved["statusCode"], saved["headers"]["Location"]) == (303, PAGE)
    assert stored().answers == {"mail_server": "other"}
    sam.get(PAGE)
    submitted = sam.post(PAGE, {**sam.hidden, **typed(ANSWERS), "decision": "submit"})

    assert submitted["statusCode"] == 303
    by = stored().submitted_by
    assert by is not None
    assert by.name == "Sam Seller"
    assert wiring.orders(TENANT).get(ORDER_ID).rfi_status is RfiStatus.COMPLETE
    record = sam.get(PAGE)
    assert '<form method="post" action="/portal/orders' not in record["body"]
    assert "Submitted by Sam Seller" in record["body"]
    assert "192.0.2.16/28" in record["body"]


def test_what_is_wrong_is_said_beside_it_and_nothing_is_saved(sam: Visitor) -> None:
    submit_order()
    sam.get(PAGE)

    page = sam.post(PAGE, {**sam.hidden, "technical_contact.email": "tove", "decision": "save"})

    assert page["statusCode"] == 422
    assert 'id="technical_contact.email_fault"' in page["body"]
    assert 'value="tove"' in page["body"]
    assert stored().answers == {}


def test_a_stale_form_shows_both(sam: Visitor) -> None:
    submit_order()
    sam.get(PAGE)
    shown = sam.hidden
    sam.post(PAGE, {**shown, "mail_server": "other", "decision": "save"})

    page = sam.post(PAGE, {**shown, "mail_server": "microsoft_365", "decision": "save"})

    assert page["statusCode"] == 412
    assert "Now saved: Another mail server." in unescape(page["body"])


def test_a_draft_and_a_storefront_s_order_say_why_there_is_nothing(sam: Visitor) -> None:
    put_order()
    draft = sam.get(PAGE)

    assert draft["statusCode"] == 409
    assert "This order isn’t submitted yet" in unescape(draft["body"])

    other = ORDER_ID.replace("01KAAAAAAJ", "01KAAAAAAK")
    put_order(id=other, placed_by=PlacedBy.END_CUSTOMER, status=OrderStatus.PENDING_RESELLER_APPROVAL)
    storefront = sam.get(f"/portal/orders/{other}/rfi")
    assert storefront["statusCode"] == 409
    assert "This order asks for no information" in unescape(storefront["body"])


def test_a_stranger_and_a_shopper_see_nothing_of_it(sam: Visitor, table: DynamoTable) -> None:
    submit_order()
    seeds.put_stranger(table)
    stranger = a_user(id="usr_01KASTRANGER00000000000001", partner_id=OTHER_PARTNER_ID)
    put_user(table, stranger)
    shopper = a_shopper(state=a_user().state, was_active=True)
    put_user(table, shopper)

    foreign = Visitor.signed_in(table, stranger, handler)
    assert foreign.get(PAGE)["statusCode"] == 404
    assert foreign.post(PAGE, {"mail_server": "other", "decision": "save"})["statusCode"] == 404
    assert Visitor.signed_in(table, shopper, handler).get(PAGE)["statusCode"] == 403
    assert sam.get("/portal/orders/nonsense/rfi")["statusCode"] == 404
    assert stored().answers == {}
