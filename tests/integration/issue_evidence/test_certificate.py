"""The certificate of a record over the API and in the portal: made by the function of PDFs, sealed (G3)."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.deliver_messages import handler as deliver_messages
from functions.issue_evidence import handler
from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.approval_messages import acceptance_copies
from shared.domain.confirmation import State
from shared.domain.locale import Locale
from shared.evidence.record import Evidence
from shared.evidence.sealed_pdf import read_seal
from tests.support import seeds
from tests.support.account import ENVIRONMENT, create_evidence_key
from tests.support.builders import NOON, PARTNER_ID, TENANT, a_customer, a_partner, a_user
from tests.support.certificates import an_accepted, an_evidence
from tests.support.events import MEMBER_CLAIMS, SHOPPER_CLAIMS, STRANGER_CLAIMS, Context, answer_of, api_event
from tests.support.pdf import Pdf
from tests.support.portal import Visitor, put_user
from tests.support.recorded import a_recorded
from tests.support.renderings import rendering_at_hand

BUCKET = ENVIRONMENT["DOCUMENTS_BUCKET"]
RECORD_ID = an_evidence().record.id
CERTIFICATE = f"/v1/evidence/{RECORD_ID}/certificate"


@pytest.fixture(autouse=True)
def kept(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """A confirmation that was accepted on its page, with the record of that."""
    monkeypatch.setattr(wiring, "now", lambda: NOON)
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    create_evidence_key()
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    evidence = an_evidence()
    table.commit([confirmation_write(TENANT, replace(an_accepted(), version=1), replaces=None)])
    recorded = replace(an_accepted(), evidence=evidence.record.reference, version=2)
    copies = acceptance_copies(recorded, a_partner(), a_customer(), NOON)
    DynamoConfirmations(table, TENANT, lambda: NOON).save(recorded, copies, evidence)
    return evidence


@pytest.fixture
def lambda_service() -> Iterator[list[Any]]:
    with rendering_at_hand() as asked:
        yield asked


def call(path: str = CERTIFICATE, claims: dict[str, str] = MEMBER_CLAIMS) -> dict[str, Any]:
    response: dict[str, Any] = handler.lambda_handler(api_event("GET", path, claims=claims), Context())
    return response


def files() -> set[str]:
    return {one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])}


@pytest.mark.usefixtures("lambda_service")
def test_it_is_a_pdf_sealed_with_the_key_that_is_shown_to_everybody(kept: Evidence) -> None:
    answer = call()

    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is True
    headers = answer["headers"]
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="Evidence of acceptance Safe workplace.pdf"'
    pdf = b64decode(answer["body"])
    seal = read_seal(pdf)
    ours = wiring.evidence_signer().public_key
    key = load_der_x509_certificate(seal.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == ours
    key.verify(seal.signature, seal.signed, ec.ECDSA(hashes.SHA256()))
    assert Pdf(pdf).reader.attachments["record.json"] == [kept.record.stored]
    assert f"{ENVIRONMENT['PUBLIC_URL']}/verify/{RECORD_ID}" in Pdf(pdf).letters


def test_it_is_made_once_and_so_is_the_certificate_of_the_key(lambda_service: list[Any]) -> None:
    first = call()
    wiring.pdf_seal.cache_clear()

    assert call()["body"] == first["body"]
    assert len(lambda_service) == 2
    assert sorted(name.partition("/")[0] for name in files()) == ["certificates", "seals"]
    assert f"certificates/{PARTNER_ID}/{RECORD_ID}-en-at-once.pdf" in files()


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        (CERTIFICATE, STRANGER_CLAIMS),
        (CERTIFICATE.replace(RECORD_ID, f"{RECORD_ID[:-1]}2"), MEMBER_CLAIMS),
        (CERTIFICATE.replace(RECORD_ID, "nonsense"), MEMBER_CLAIMS),
    ],
    ids=["foreign", "unknown", "nonsense"],
)
def test_nobody_makes_one_of_a_record_that_is_not_theirs(
    path: str, claims: dict[str, str], lambda_service: list[Any]
) -> None:
    answer = call(path, claims)

    assert (answer["statusCode"], answer_of(answer)["code"]) == (404, "not_found")
    assert lambda_service == []


def test_a_storefront_user_has_none() -> None:
    assert call(claims=SHOPPER_CLAIMS)["statusCode"] == 403


def test_what_became_of_an_agreement_has_none(table: DynamoTable, lambda_service: list[Any]) -> None:
    later = a_recorded(RECORD_ID, what="superseded").record.stored.decode()
    table.commit([Write(key=keys.evidence(TENANT, RECORD_ID), data=later, version=2, replaces=1)])

    assert call()["statusCode"] == 404
    assert lambda_service == []


@pytest.mark.usefixtures("lambda_service")
def test_while_it_cannot_be_made_the_answer_says_when_to_ask_again() -> None:
    boto3.client("s3").delete_bucket(Bucket=BUCKET)

    answer = call()

    assert (answer["statusCode"], answer_of(answer)["code"]) == (503, "unavailable")
    assert answer["headers"]["Retry-After"] == "5"


# --- With the copies --------------------------------------------------------------------------------------------


def sweep_messages() -> dict[str, int]:
    swept: dict[str, int] = deliver_messages.lambda_handler({"sweep": "messages"}, UnhurriedContext())
    return swept


class UnhurriedContext(Context):
    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 120_000


def test_what_is_accepted_while_none_can_be_made_is_accepted_and_its_copies_follow(
    kept: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")
    monkeypatch.setattr(wiring, "now", lambda: NOON + timedelta(minutes=5))

    meanwhile = sweep_messages()
    accepted = wiring.confirmations(TENANT).get(an_accepted().id)
    monkeypatch.setattr(wiring, "now", lambda: NOON + timedelta(minutes=15))
    with rendering_at_hand():
        later = sweep_messages()

    assert (meanwhile, accepted.state, later) == ({"postponed": 2}, State.ACCEPTED, {"sent": 2})
    certificates = [pdf for mail in mails() for pdf in pdfs_of(mail)]
    assert len(certificates) == 2
    assert certificates[0] == certificates[1]
    assert Pdf(certificates[0]).reader.attachments["record.json"] == [kept.record.stored]


def mails() -> list[EmailMessage]:
    sent = ses_backends[DEFAULT_ACCOUNT_ID]["eu-north-1"].sent_messages
    return [message_from_string(one.raw_data, policy=default) for one in sent]


def pdfs_of(mail: EmailMessage) -> list[bytes]:
    return [one.get_content() for one in mail.iter_attachments() if one.get_content_type() == "application/pdf"]


# --- In the portal ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("lambda_service")
def test_in_the_portal_it_speaks_the_user_s_language(table: DynamoTable) -> None:
    user = a_user(language=Locale.SWEDISH)
    put_user(table, user)

    file = Visitor.signed_in(table, user, handler).get(f"/portal/evidence/{RECORD_ID}/certificate")

    assert (file["statusCode"], file["headers"]["Content-Type"]) == (200, "application/pdf")
    name = "filename*=UTF-8''Intyg%20om%20godk%C3%A4nnande%20Safe%20workplace.pdf"
    assert file["headers"]["Content-Disposition"].endswith(name)
    assert "Förseglingen av den här filen är plattformens" in Pdf(b64decode(file["body"])).text


@pytest.mark.usefixtures("lambda_service")
def test_in_the_portal_a_failure_is_a_page_that_says_to_try_again(table: DynamoTable) -> None:
    put_user(table, a_user())
    boto3.client("s3").delete_bucket(Bucket=BUCKET)

    page = Visitor.signed_in(table, a_user(), handler).get(f"/portal/evidence/{RECORD_ID}/certificate")

    assert (page["statusCode"], page["headers"]["Retry-After"]) == (503, "5")
    assert "The certificate isn’t ready yet" in page["body"]
