"""One contract, two implementations, for documents and for what is attached to customers."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from shared import wiring
from shared.adapters.dynamodb.attachments import DynamoAttachments
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.lambda_renderings import LambdaRenderings
from shared.domain.attachment import Attachment, AttachmentKind, addendum_id, addendum_key
from shared.domain.errors import ConcurrentChange, NotFound, Unavailable
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.ports import Attachments, Documents
from tests.support.account import ENVIRONMENT
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TENANT,
    a_customer,
    a_partner,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.documents import FakeAttachments, FakeDocuments
from tests.support.recorded import EVIDENCE_ID
from tests.support.signing import DOCUMENT_ID

BUCKET = ENVIRONMENT["DOCUMENTS_BUCKET"]
KEY = addendum_key(PARTNER_ID, ORDER_ID, Locale.SWEDISH)
PDF = "application/pdf"
ATTACHMENT = Attachment(
    id=addendum_id(ORDER_ID, Locale.SWEDISH),
    customer_id=CUSTOMER_ID,
    name="Orderbilaga 12.pdf",
    kind=AttachmentKind.ORDER_ADDENDUM,
    created_at=NOON,
    key=KEY,
    sha256="0" * 64,
)


@pytest.fixture
def bucket(aws: None) -> None:
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


# --- Documents --------------------------------------------------------------------------------------------------


@pytest.fixture(params=["s3", "fake"])
def documents(request: pytest.FixtureRequest) -> Documents:
    if request.param == "fake":
        return FakeDocuments()
    request.getfixturevalue("bucket")
    return wiring.documents()


def test_what_is_kept_is_what_is_read(documents: Documents) -> None:
    assert documents.find(KEY) is None
    assert documents.keep(KEY, b"first", content_type=PDF) == b"first"
    assert documents.get(KEY) == documents.find(KEY) == b"first"


def test_what_lies_there_is_never_written_over(documents: Documents) -> None:
    documents.keep(KEY, b"first", content_type=PDF)

    assert documents.keep(KEY, b"second", content_type=PDF) == b"first"
    assert documents.get(KEY) == b"first"


@pytest.mark.usefixtures("bucket")
def test_a_repetition_makes_no_version() -> None:
    for _ in range(2):
        wiring.documents().keep(KEY, b"first", content_type=PDF)

    assert len(boto3.client("s3").list_object_versions(Bucket=BUCKET)["Versions"]) == 1


@pytest.mark.usefixtures("bucket")
def test_a_link_is_signed_for_minutes_and_brings_a_pdf_of_that_name() -> None:
    link = urlsplit(wiring.documents().link(KEY, "Orderbilaga 12.pdf"))
    asked = parse_qs(link.query)

    assert (link.scheme, link.netloc) == ("https", f"{BUCKET}.s3.eu-north-1.amazonaws.com")
    assert link.path == f"/{KEY}"
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["response-content-disposition"] == ['attachment; filename="Orderbilaga 12.pdf"']
    assert asked["response-content-type"] == [PDF]


@pytest.mark.usefixtures("bucket")
def test_a_name_in_other_letters_is_told_so_that_every_browser_reads_it() -> None:
    asked = parse_qs(urlsplit(wiring.documents().link(KEY, "Offert Kök.pdf")).query)

    (disposition,) = asked["response-content-disposition"]
    assert disposition == "attachment; filename=\"Offert K_k.pdf\"; filename*=UTF-8''Offert%20K%C3%B6k.pdf"
    assert disposition.isascii()


@contextmanager
def failing(client: Any, operation: str, failure: Exception) -> Iterator[None]:
    def fail(**_: Any) -> None:
        raise failure

    event = f"before-call.*.{operation}"
    client.meta.events.register_first(event, fail)
    yield
    client.meta.events.unregister(event, fail)


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "PutObject")


@pytest.mark.parametrize(
    "failure",
    [
        ConnectTimeoutError(endpoint_url="https://s3.example"),
        ReadTimeoutError(endpoint_url="https://s3.example"),
        refused("SlowDown"),
        refused("ConditionalRequestConflict"),
    ],
    ids=repr,
)
@pytest.mark.usefixtures("bucket")
def test_an_unreachable_bucket_is_unavailable(failure: Exception) -> None:
    documents = wiring.documents()

    with failing(documents._client, "PutObject", failure), pytest.raises(Unavailable):
        documents.keep(KEY, b"first", content_type=PDF)
    with failing(documents._client, "GetObject", failure), pytest.raises(Unavailable):
        documents.get(KEY)
    with failing(documents._client, "GetObject", failure), pytest.raises(Unavailable):
        documents.find(KEY)


@pytest.mark.usefixtures("bucket")
def test_who_may_not_list_is_not_told_that_something_is_missing() -> None:
    documents = wiring.documents()

    with failing(documents._client, "GetObject", refused("AccessDenied")):
        assert documents.find(KEY) is None


@pytest.mark.usefixtures("bucket")
def test_a_forbidden_bucket_is_no_outage() -> None:
    documents = wiring.documents()

    with failing(documents._client, "PutObject", refused("AccessDenied")), pytest.raises(ClientError):
        documents.keep(KEY, b"first", content_type=PDF)


# --- Attachments ------------------------------------------------------------------------------------------------


@pytest.fixture(params=["dynamodb", "fake"])
def attachments(request: pytest.FixtureRequest) -> Attachments:
    if request.param == "fake":
        return FakeAttachments(FakeCustomers(a_customer(), partner=a_partner()))
    table: DynamoTable = request.getfixturevalue("table")
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customers.add(a_customer(), None)
    return DynamoAttachments(table, TENANT, customers)


def test_an_attachment_is_found_by_the_customer_and_by_the_order(attachments: Attachments) -> None:
    attachments.add(ATTACHMENT)

    assert attachments.find(CUSTOMER_ID, ATTACHMENT.id) == attachments.find(ORDER_ID, ATTACHMENT.id) == ATTACHMENT
    assert attachments.find(CUSTOMER_ID, addendum_id(ORDER_ID, Locale.ENGLISH)) is None


def test_an_attachment_is_added_once(attachments: Attachments) -> None:
    attachments.add(ATTACHMENT)

    with pytest.raises(ConcurrentChange):
        attachments.add(replace(ATTACHMENT, sha256="1" * 64))
    assert attachments.find(CUSTOMER_ID, ATTACHMENT.id) == ATTACHMENT


def test_attachments_are_listed_newest_first(attachments: Attachments) -> None:
    made = [replace(ATTACHMENT, id=f"addendum-{n}", created_at=NOON + timedelta(days=n)) for n in (2, 9, 10)]
    for one in made:
        attachments.add(one)

    assert list(attachments.of_customer(CUSTOMER_ID)) == made[::-1]


def test_who_has_none_has_an_empty_list_and_nobody_has_no_list(attachments: Attachments) -> None:
    assert attachments.of_customer(CUSTOMER_ID) == ()
    for nobody in (CUSTOMER_ID[:-1] + "Z", CUSTOMER_ID.replace("01KAAAAAAA", "01KAAAAAAB")):
        with pytest.raises(NotFound):
            attachments.of_customer(nobody)


def test_more_than_a_query_gives_are_all_listed(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customers.add(a_customer(), None)
    attachments = DynamoAttachments(table, TENANT, customers)
    for number in range(5):
        attachments.add(replace(ATTACHMENT, id=f"addendum-{number}", name="x" * 300_000))

    assert len(attachments.of_customer(CUSTOMER_ID)) == 5


def test_a_stranger_finds_nothing(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customers.add(a_customer(), None)
    DynamoAttachments(table, TENANT, customers).add(ATTACHMENT)
    stranger = Tenant(OTHER_PARTNER_ID)
    theirs = DynamoAttachments(table, stranger, DynamoCustomers(table, stranger, lambda: NOON))

    assert theirs.find(CUSTOMER_ID, ATTACHMENT.id) is None
    with pytest.raises(NotFound):
        theirs.of_customer(CUSTOMER_ID)


# --- What is had made -------------------------------------------------------------------------------------------


@dataclass
class StandInLambda:
    """A client that answers as Lambda does for what the function gave back, or raised."""

    answer: Any
    is_error: bool = False

    def invoke(self, **request: Any) -> Any:
        self.asked = request
        error = {"FunctionError": "Unhandled"} if self.is_error else {}
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(self.answer).encode()), **error}


MADE = {"name": ATTACHMENT.name, "key": KEY, "sha256": hashlib.sha256(b"a pdf").hexdigest()}


def renderings(client: Any) -> LambdaRenderings:
    documents = FakeDocuments()
    documents.keep(KEY, b"a pdf", content_type=PDF)
    return LambdaRenderings(client, "render", documents)


def test_an_addendum_is_had_made_and_fetched() -> None:
    client = StandInLambda(MADE)

    made = renderings(client).of_order(TENANT, ORDER_ID, Locale.SWEDISH)

    assert (made.name, made.content) == (ATTACHMENT.name, b"a pdf")
    assert client.asked["FunctionName"] == "render"
    assert json.loads(client.asked["Payload"]) == {"partner_id": PARTNER_ID, "order_id": ORDER_ID, "locale": "sv"}


@pytest.mark.parametrize("form", ["to_sign", "signed"])
def test_a_digital_document_is_had_made_and_fetched(form: str) -> None:
    client = StandInLambda(MADE)

    made = getattr(renderings(client), form)(TENANT, DOCUMENT_ID)

    assert (made.name, made.key, made.sha256, made.content) == (*MADE.values(), b"a pdf")
    assert json.loads(client.asked["Payload"]) == {
        "partner_id": PARTNER_ID,
        "document_id": DOCUMENT_ID,
        "form": form,
    }


def test_a_certificate_is_had_made_and_fetched() -> None:
    client = StandInLambda(MADE)

    made = renderings(client).certificate(TENANT, EVIDENCE_ID, Locale.SWEDISH, origin="https://countersign.example")

    assert (made.name, made.content) == (ATTACHMENT.name, b"a pdf")
    assert json.loads(client.asked["Payload"]) == {
        "partner_id": PARTNER_ID,
        "record_id": EVIDENCE_ID,
        "locale": "sv",
        "origin": "https://countersign.example",
    }


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(StandInLambda({"errorMessage": "order_not_numbered"}, is_error=True), id="it-raised"),
        pytest.param(StandInLambda(MADE | {"sha256": "0" * 64}), id="another-file"),
    ],
)
def test_one_that_could_not_be_made_is_unavailable(client: StandInLambda) -> None:
    with pytest.raises(Unavailable):
        renderings(client).of_order(TENANT, ORDER_ID, Locale.SWEDISH)
    with pytest.raises(Unavailable):
        renderings(client).signed(TENANT, DOCUMENT_ID)


@pytest.mark.parametrize(
    "failure",
    [
        ConnectTimeoutError(endpoint_url="https://lambda.example"),
        ReadTimeoutError(endpoint_url="https://lambda.example"),
        refused("TooManyRequestsException"),
        refused("AccessDeniedException"),
    ],
    ids=repr,
)
def test_a_function_that_does_not_answer_is_unavailable(failure: Exception, aws: None) -> None:
    client = boto3.client("lambda")

    with failing(client, "Invoke", failure), pytest.raises(Unavailable):
        renderings(client).of_order(TENANT, ORDER_ID, Locale.SWEDISH)
