"""From an acceptance to a certificate and a seal that anybody can check, on the running stack."""

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_der_x509_certificate

from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.record import Record
from shared.evidence.sealed_pdf import read_seal
from tests.flows.seller import Deal, Seller, ticked
from tests.support.pdf import Pdf
from tests.support.seals import verifies
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

PATIENCE = 60
"""The first certificate of a stack takes its time: the typesetter is read, the seal's own certificate is made."""


def mailed_certificate(deal: Deal) -> bytes:
    """What goes with the addressee's copy."""
    copy = wait_until(lambda: [mail for mail in deal.mails(deal.addressee) if mail["attachments"]], within=PATIENCE)[0]
    (url,) = [one["url"] for one in copy["attachments"] if one["name"] == f"Evidence of acceptance {title(deal)}.pdf"]
    return httpx.get(url, timeout=30).content


def title(deal: Deal) -> str:
    return str(deal.quote["title"])


def public_key(stack: LocalStack) -> str:
    with stack.as_anyone() as anyone:
        key = anyone.get("/.well-known/evidence-key.pem")
    assert (key.status_code, key.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    return key.text


def test_what_was_accepted_is_certified_at_once_and_sealed_by_the_next_run(seller: Seller, stack: LocalStack) -> None:
    deal = seller.sent()
    assert deal.open().submit(**ticked(deal)).status_code == 200
    path = f"/v1/evidence/{seller.state_of(deal)['evidence_id']}"
    pem, mailed = public_key(stack), mailed_certificate(deal)

    stack.sweep("evidence")

    evidence = seller.get(path)
    record = canonical(evidence["record"])
    assert sha256_of(record) == evidence["record_hash"]
    assert verifies(pem, evidence["seal"]["signature"], evidence["record_hash"])
    assert not verifies(pem, evidence["seal"]["signature"], sha256_of(record + b" "))
    assert evidence["checkpoint"]["number"] >= 1
    later = seller.api.get(f"{path}/certificate")
    assert (later.status_code, later.headers["content-type"]) == (200, "application/pdf")
    for certificate in (mailed, later.content):
        assert_sealed(certificate, pem)
        assert Pdf(certificate).reader.attachments["record.json"] == [record]
        assert f"Anna Ek ({deal.addressee}) accepted “{title(deal)}”" in Pdf(certificate).text
    assert "seal.json" not in Pdf(mailed).reader.attachments
    assert "seal.json" in Pdf(later.content).reader.attachments
    assert Record.read(record).id in Pdf(mailed).letters
    assert [verified(stack, one) for one in (mailed, later.content, mailed + b"\n")] == [
        "verified",
        "verified",
        "altered",
    ]


def verified(stack: LocalStack, certificate: bytes) -> str:
    """On the public page."""
    with stack.as_anyone() as anyone:
        files = {"file": ("certificate.pdf", certificate, "application/pdf")}
        answer = anyone.post("/verify", files=files, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["outcome"])


def assert_sealed(certificate: bytes, pem: str) -> None:
    """With nothing of ours but the public key."""
    seal, key = read_seal(certificate), load_pem_public_key(pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert load_der_x509_certificate(seal.certificate).public_key() == key
    key.verify(seal.signature, seal.signed, ec.ECDSA(hashes.SHA256()))
