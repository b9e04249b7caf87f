"""The addendum through the whole function, with the table and S3; and on from there into the mail."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.customers import handler as customers_handler
from functions.deliver_messages import handler as deliver_messages
from functions.render_documents import handler, render_addendum
from functions.render_documents.handler import NotRendered
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.message import MessageState
from shared.domain.order import Order, OrderStep, RfiStatus
from shared.domain.order_messages import order_addendum
from tests.support import seeds
from tests.support.account import ENVIRONMENT
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    SELLER,
    TENANT,
    a_partner,
    a_user,
    an_order,
)
from tests.support.events import STRANGER_CLAIMS, Context, answer_of, api_event
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.documents import FakeAttachments, FakeDocuments
from tests.support.pdf import Pdf
from tests.support.portal import Visitor, put_user
from tests.support.renderings import rendering_at_hand

BUCKET = ENVIRONMENT["DOCUMENTS_BUCKET"]
ATTACHMENTS = f"/v1/customers/{CUSTOMER_ID}/attachments"
EVENT = {"partner_id": PARTNER_ID, "order_id": ORDER_ID, "locale": "en"}
MESSAGE = order_addendum(an_order().taken(OrderStep.SUBMIT, by=SELLER, at=NOON), a_partner(), NOON)


@pytest.fixture(autouse=True)
def account(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner with a customer, an empty bucket that keeps versions, and a sender whose domain SES knows."""
    monkeypatch.setattr(wiring, "now", lambda: NOON)
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")


def place(*, number: int | None = 12, submit: bool = True) -> Order:
    """As the function of orders commits it, with the message that carries the addendum."""
    draft = an_order(number=number, order_number="PO 7")
    orders = wiring.orders(TENANT)
    if not submit:
        orders.add(draft, orders.placing(CUSTOMER_ID))
        return draft
    order = replace(
        draft.taken(OrderStep.SUBMIT, by=SELLER, at=NOON), order_date=NOON, rfi_status=RfiStatus.INCOMPLETE, version=1
    )
    orders.add(order, orders.placing(CUSTOMER_ID), (MESSAGE,))
    return order


def render(**changes: str) -> Any:
    return handler.lambda_handler({**EVENT, **changes}, Context())


def versions() -> list[Any]:
    return boto3.client("s3").list_object_versions(Bucket=BUCKET).get("Versions", [])


def stored(key: str) -> Any:
    return boto3.client("s3").get_object(Bucket=BUCKET, Key=key)


def test_it_is_made_kept_and_attached() -> None:
    place()

    made = render()

    assert made["key"] == f"addenda/{PARTNER_ID}/{ORDER_ID}-en.pdf"
    file = stored(made["key"])
    content = file["Body"].read()
    assert hashlib.sha256(content).hexdigest() == made["sha256"]
    assert file["ContentType"] == "application/pdf"
    assert "Order addendum 12" in Pdf(content).text
    (attached,) = wiring.attachments(TENANT).of_customer(CUSTOMER_ID)
    assert (attached.key, attached.sha256, attached.created_at) == (made["key"], made["sha256"], NOON)
    assert attached.id == f"addendum-{ORDER_ID}-en"


def test_to_ask_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    place()
    first = render()
    monkeypatch.setattr(render_addendum, "typeset", lambda _: b"another template")

    assert render() == first
    assert len(versions()) == 1


def test_each_language_is_a_document_of_its_own() -> None:
    place()

    names = {render(locale=locale)["name"] for locale in Locale}

    assert names == {"Order addendum 12.pdf", "Orderbilaga 12.pdf"}
    assert len(wiring.attachments(TENANT).of_customer(CUSTOMER_ID)) == 2


def test_what_a_crash_left_in_the_bucket_is_what_is_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two releases the same order may be typeset otherwise: the file that is there stays the one."""
    place()
    key = f"addenda/{PARTNER_ID}/{ORDER_ID}-en.pdf"
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"by an older release")

    made = render()

    assert made["sha256"] == hashlib.sha256(b"by an older release").hexdigest()
    assert len(versions()) == 1


def test_of_two_who_make_it_at_once_one_attaches_it() -> None:
    order = place()
    attachments = FakeAttachments(FakeCustomers())
    command = render_addendum.RenderAddendum(partner_id=PARTNER_ID, order_id=ORDER_ID, locale=Locale.ENGLISH)
    documents = FakeDocuments()

    class OneOrder:
        def get(self, order_id: str) -> Order:
            return order

    def make() -> Any:
        return render_addendum.render_addendum(
            command,
            orders=OneOrder(),  # type: ignore[arg-type]
            attachments=attachments,
            documents=documents,
        )

    def quicker() -> None:
        attachments.before_add = lambda: None
        make()

    attachments.before_add = quicker

    assert make() == attachments.attachments[f"addendum-{ORDER_ID}-en"]
    assert len(documents.files) == 1


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"order_id": ORDER_ID[:-1] + "Z"}, "not_found"),
        ({"order_id": "nonsense"}, "not_found"),
        ({"partner_id": OTHER_PARTNER_ID}, "not_found"),
    ],
)
def test_what_is_unknown_or_another_s_is_not_rendered(event: dict[str, str], code: str) -> None:
    place()

    with pytest.raises(NotRendered, match=code):
        render(**event)
    assert versions() == []


def test_a_draft_has_no_addendum() -> None:
    place(submit=False)

    with pytest.raises(NotRendered, match="order_not_submitted"):
        render()


def test_an_order_without_a_number_waits_for_it() -> None:
    place(number=None)

    with pytest.raises(NotRendered, match="order_not_numbered"):
        render()


def test_a_failure_is_logged_by_its_place_without_what_it_quotes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place()

    def fail(_: object) -> bytes:
        raise ValueError("Bageriet på Hörnet AB")

    monkeypatch.setattr(render_addendum, "typeset", fail)
    with pytest.raises(NotRendered) as raised:
        render()

    (line,) = [vars(record) for record in caplog.records if record.name == "countersign"]
    assert (line["message"], line["error"]) == ("rendering failed", "ValueError")
    assert "Bageri" not in f"{line} {raised.value}"


# --- On into the mail -------------------------------------------------------------------------------------------


@pytest.fixture
def lambda_service() -> Iterator[list[Any]]:
    with rendering_at_hand() as asked:
        yield asked


class UnhurriedContext(Context):
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 120_000


def sweep() -> Any:
    return deliver_messages.lambda_handler({"sweep": "messages"}, UnhurriedContext())


def mails() -> list[EmailMessage]:
    sent = ses_backends[DEFAULT_ACCOUNT_ID]["eu-north-1"].sent_messages
    return [message_from_string(one.raw_data, policy=default) for one in sent]


def test_the_mail_carries_the_pdf_that_is_kept(lambda_service: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    place()
    monkeypatch.setattr(wiring, "now", lambda: NOON.replace(minute=5))

    counts = sweep()

    assert counts == {"sent": 1}
    (mail,) = mails()
    (attachment,) = mail.iter_attachments()
    content = attachment.get_content()
    assert attachment.get_filename() == "Order addendum 12.pdf"
    assert content == stored(f"addenda/{PARTNER_ID}/{ORDER_ID}-en.pdf")["Body"].read()
    assert "Customer’s order number PO 7" in Pdf(content).text
    assert mail["To"] == "Sam Seller <sam@reseller.example>"
    assert len(lambda_service) == 1


def test_a_bucket_that_is_gone_costs_no_mail(lambda_service: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    place()
    boto3.client("s3").delete_bucket(Bucket=BUCKET)
    monkeypatch.setattr(wiring, "now", lambda: NOON.replace(minute=5))
    counts = sweep()
    waiting = wiring.outbox().get(PARTNER_ID, MESSAGE.id)
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    monkeypatch.setattr(wiring, "now", lambda: NOON.replace(minute=15))

    assert (counts, waiting.state) == ({"postponed": 1}, MessageState.WAITING)
    assert sweep() == {"sent": 1}
    assert len(lambda_service) == 2


def test_a_number_that_comes_late_costs_no_mail(lambda_service: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    place(number=None)
    monkeypatch.setattr(wiring, "now", lambda: NOON.replace(minute=5))
    counts = sweep()
    orders = wiring.orders(TENANT)
    orders.give_numbers(orders.numbering())
    monkeypatch.setattr(wiring, "now", lambda: NOON.replace(minute=15))

    assert counts == {"postponed": 1}
    assert sweep() == {"sent": 1}
    (attachment,) = mails()[0].iter_attachments()
    assert "Our order number 1 " in Pdf(attachment.get_content()).text


# --- Listed with the customer -----------------------------------------------------------------------------------


def listed(path: str = ATTACHMENTS, *, status: int = 200, **more: Any) -> Any:
    response = customers_handler.lambda_handler(api_event("GET", path, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def test_attachments_are_listed_with_links_that_bring_them() -> None:
    place()
    assert listed() == {"items": [], "next_cursor": None}
    for locale in Locale:
        render(locale=locale)

    items = listed()["items"]

    assert [item["name"] for item in items] == ["Orderbilaga 12.pdf", "Order addendum 12.pdf"]
    assert {(item["kind"], item["created_at"]) for item in items} == {("order_addendum", "2026-11-22T12:00:00Z")}
    assert f"/addenda/{PARTNER_ID}/{ORDER_ID}-sv.pdf?" in items[0]["url"]


def test_attachments_come_page_by_page() -> None:
    place()
    for locale in Locale:
        render(locale=locale)

    first = listed(query={"limit": "1"})
    second = listed(query={"limit": "1", "cursor": first["next_cursor"]})

    assert [item["name"] for item in (*first["items"], *second["items"])] == [
        "Orderbilaga 12.pdf",
        "Order addendum 12.pdf",
    ]
    assert second["next_cursor"] is None


def test_another_s_attachments_are_not_found() -> None:
    place()
    render()

    assert listed(status=404, claims=STRANGER_CLAIMS)["code"] == "not_found"
    assert listed(ATTACHMENTS.replace(CUSTOMER_ID, "nonsense"), status=404)["code"] == "not_found"


# --- In the portal ----------------------------------------------------------------------------------------------


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    put_user(table, a_user())
    return Visitor.signed_in(table, a_user(), customers_handler)


def test_the_record_leads_to_the_attachments_and_each_of_them_to_its_file(visitor: Visitor) -> None:
    place()
    section = f"/portal/customers/{CUSTOMER_ID}/attachments"
    assert "No documents yet." in visitor.get(section)["body"]
    render()

    page = visitor.get(section)
    path = f"{section}/addendum-{ORDER_ID}-en"
    file = visitor.get(path)

    assert f'hx-get="{section}"' in visitor.get(f"/portal/customers/{CUSTOMER_ID}")["body"]
    assert f'<a href="{path}">Order addendum 12.pdf</a>' in page["body"]
    assert (page["statusCode"], file["statusCode"]) == (200, 303)
    assert f"/addenda/{PARTNER_ID}/{ORDER_ID}-en.pdf?" in file["headers"]["Location"]


@pytest.mark.parametrize(
    "path",
    [
        f"/portal/customers/{CUSTOMER_ID}/attachments/addendum-{ORDER_ID}-sv",
        f"/portal/customers/{CUSTOMER_ID[:-1]}Z/attachments/addendum-{ORDER_ID}-en",
        f"/portal/customers/{CUSTOMER_ID[:-1]}Z/attachments",
        "/portal/customers/nonsense/attachments",
    ],
)
def test_an_unknown_attachment_is_not_found(path: str, visitor: Visitor) -> None:
    place()
    render()

    assert visitor.get(path)["statusCode"] == 404
