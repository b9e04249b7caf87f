"""Digital documents through the whole function, with the table and S3."""

import hashlib
from datetime import timedelta
from typing import Any

import boto3
import pytest

from functions.customers import handler as customers_handler
from functions.render_documents import handler, render_document
from functions.render_documents.handler import NotRendered
from functions.render_documents.terms_blocks import to_blocks
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.attachment import Attachment, AttachmentKind, signed_document_id, signed_document_key
from shared.domain.digital_document import Choices, DigitalDocument
from shared.terms_texts import TermsTexts
from tests.support import seeds
from tests.support.account import ENVIRONMENT
from tests.support.builders import A_PHONE, CUSTOMER_ID, NOON, OTHER_PARTNER_ID, PARTNER_ID, TENANT
from tests.support.events import Context, answer_of, api_event
from tests.support.pdf import Pdf
from tests.support.signing import DOCUMENT_ID, a_document, an_envelope, an_option, put_document, put_envelope

BUCKET = ENVIRONMENT["DOCUMENTS_BUCKET"]


@pytest.fixture(autouse=True)
def account(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner with a quote, an empty bucket that keeps versions; a process that has read no terms yet."""
    monkeypatch.setattr(wiring, "now", lambda: NOON)
    monkeypatch.setattr(handler, "terms_texts", TermsTexts(wiring.terms, to_blocks))
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


@pytest.fixture
def document(table: DynamoTable) -> DigitalDocument:
    return put_document(table, a_document(lines=(*a_document().lines, an_option())))


def render(form: str = "to_sign", **changes: str) -> Any:
    event = {"partner_id": PARTNER_ID, "document_id": DOCUMENT_ID, "form": form}
    return handler.lambda_handler({**event, **changes}, Context())


def stored(key: str) -> Any:
    return boto3.client("s3").get_object(Bucket=BUCKET, Key=key)


def versions() -> list[Any]:
    return boto3.client("s3").list_object_versions(Bucket=BUCKET).get("Versions", [])


def sign(table: DynamoTable, document: DigitalDocument) -> None:
    signed = an_envelope(document).signed(Choices(options=("3",)), now=NOON + timedelta(minutes=1), origin=A_PHONE)
    put_envelope(table, document, signed)


def test_what_is_to_be_signed_is_made_and_kept_with_its_terms(document: DigitalDocument) -> None:
    made = render()

    assert made["key"] == f"documents/{PARTNER_ID}/{document.id}-to_sign.pdf"
    file = stored(made["key"])
    content = file["Body"].read()
    assert hashlib.sha256(content).hexdigest() == made["sha256"]
    assert file["ContentType"] == "application/pdf"
    assert "Options Whoever signs chooses among these." in Pdf(content).text
    assert "Notice is three months." in Pdf(content).text
    assert made["name"] == "Quote Safe workplace.pdf"


def test_what_was_signed_is_made_of_what_the_page_took(document: DigitalDocument, table: DynamoTable) -> None:
    sign(table, document)

    made = render("signed")

    assert made["key"] == signed_document_key(PARTNER_ID, document.id)
    text = Pdf(stored(made["key"])["Body"].read()).text
    assert "Monitoring around the clock option, chosen while signing" in text
    assert "Signed by Anna Ek" in text
    assert "Notice is three months." in text


@pytest.mark.parametrize("form", ["to_sign", "signed"])
def test_whoever_asks_again_gets_the_same_bytes(
    form: str, document: DigitalDocument, table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(table, document)
    first = render(form)
    monkeypatch.setattr(render_document, "typeset", lambda _: b"another template")

    assert render(form) == first
    assert len(versions()) == 1


def test_both_forms_stand_side_by_side(document: DigitalDocument, table: DynamoTable) -> None:
    sign(table, document)

    assert len({render(form)["sha256"] for form in ("to_sign", "signed")}) == 2


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"document_id": DOCUMENT_ID[:-1] + "Z"}, "not_found"),
        ({"document_id": "nonsense"}, "not_found"),
        ({"partner_id": OTHER_PARTNER_ID}, "not_found"),
        ({"form": "signed"}, "not_found"),
    ],
    ids=["unknown", "nonsense", "another-s", "never-on-our-page"],
)
def test_what_is_not_there_is_not_rendered(event: dict[str, str], code: str, document: DigitalDocument) -> None:
    with pytest.raises(NotRendered, match=code):
        render(**event)
    assert versions() == []


def test_what_is_not_signed_has_no_signed_form(document: DigitalDocument, table: DynamoTable) -> None:
    put_envelope(table, document)

    with pytest.raises(NotRendered, match="document_not_signed"):
        render("signed")
    assert versions() == []


def test_a_failure_is_logged_by_its_place_without_what_it_quotes(
    document: DigitalDocument, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> bytes:
        raise ValueError("Bageriet på Hörnet AB")

    monkeypatch.setattr(render_document, "typeset", fail)
    with pytest.raises(NotRendered) as raised:
        render()

    (line,) = [vars(record) for record in caplog.records if record.name == "countersign"]
    assert (line["message"], line["error"], line["about"]) == ("rendering failed", "ValueError", document.id)
    assert "Bageri" not in f"{line} {raised.value}"


def test_what_was_signed_is_listed_with_the_customer_by_a_link_that_brings_it(
    document: DigitalDocument, table: DynamoTable
) -> None:
    sign(table, document)
    made = render("signed")
    attached = Attachment(
        id=signed_document_id(document.id),
        customer_id=CUSTOMER_ID,
        kind=AttachmentKind.SIGNED_DOCUMENT,
        created_at=NOON,
        **made,
    )
    wiring.attachments(TENANT).add(attached)

    answer = customers_handler.lambda_handler(api_event("GET", f"/v1/customers/{CUSTOMER_ID}/attachments"), Context())

    (item,) = answer_of(answer)["items"]
    assert (item["kind"], item["name"]) == ("signed_document", "Quote (signed) Safe workplace.pdf")
    assert f"/{signed_document_key(PARTNER_ID, document.id)}?" in item["url"]
