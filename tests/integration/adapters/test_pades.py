"""The seal of a certificate, as readers of PDF that are not ours see it."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import KeyUsage, load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from shared.adapters.pades import PadesSeal, make_certificate
from shared.domain.errors import Unavailable
from shared.domain.locale import Locale
from tests.support.builders import NOON
from tests.support.certificates import SEALED_AT, Sealed, a_certificate, a_sealed_certificate
from tests.support.fakes.signer import FakeSigner
from tests.support.pdf import Pdf

needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed (poppler-utils)")


@cache
def sealed() -> Sealed:
    return a_sealed_certificate(Locale.SWEDISH)


def validated(pdf: bytes, certificate: bytes) -> Any:
    """In a thread of its own: pyHanko wants an event loop, and where a browser was tested before there is one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(_validated, pdf, certificate).result()


def _validated(pdf: bytes, certificate: bytes) -> Any:
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(certificate)], allow_fetching=False, moment=SEALED_AT
    )
    return validate_pdf_signature(signature, context)


def pdfsig(pdf: bytes, folder: Path) -> str:
    file = folder / "certificate.pdf"
    file.write_bytes(pdf)
    command = ["pdfsig", "-nocert", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def test_the_seal_is_valid_over_the_whole_file() -> None:
    status = validated(sealed().pdf, sealed().certificate)

    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.bottom_line


def test_it_is_pades_with_a_name_a_reason_and_a_time() -> None:
    (signature,) = PdfFileReader(BytesIO(sealed().pdf)).embedded_signatures

    assert signature.field_name == "Seal"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == "Sealed, to be read by a test."
    assert signature.sig_object["/Name"] == "Countersign evidence seal"
    assert signature.self_reported_timestamp == SEALED_AT.replace(microsecond=0)


def test_sealing_adds_to_the_file_and_changes_nothing_that_it_says_of_itself() -> None:
    made, pdf = a_certificate(locale=Locale.SWEDISH), Pdf(sealed().pdf)

    assert sealed().pdf.startswith(made.content)
    assert pdf.metadata == made.metadata
    assert pdf.reader.metadata == made.reader.metadata
    assert pdf.text == made.text
    assert pdf.reader.attachments == made.reader.attachments
    assert pdf.tags == made.tags
    assert "/Version" not in pdf.catalog


def test_the_seal_is_not_seen_on_any_page() -> None:
    (field,) = Pdf(sealed().pdf).catalog["/AcroForm"]["/Fields"]

    assert list(field.get_object()["/Rect"]) == [-1, -1, -1, -1]


def test_a_changed_byte_is_seen_by_others_too() -> None:
    pdf = sealed().pdf
    at = pdf.index(b"/Title") + 10
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]

    assert not validated(changed, sealed().certificate).bottom_line


@needs_pdfsig
def test_pdfsig_calls_it_valid(tmp_path: Path) -> None:
    told = pdfsig(sealed().pdf, tmp_path)

    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signer Certificate Common Name: Countersign evidence seal" in told
    assert "ETSI.CAdES.detached" in told


@needs_pdfsig
def test_pdfsig_finds_what_was_changed(tmp_path: Path) -> None:
    pdf = sealed().pdf
    at = pdf.index(b"/Title") + 10

    assert "Digest Mismatch" in pdfsig(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], tmp_path)


def test_its_certificate_is_the_key_s_own_and_only_for_sealing() -> None:
    signer = FakeSigner()
    certificate = load_der_x509_certificate(make_certificate(signer, now=NOON))

    certificate.verify_directly_issued_by(certificate)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(hashes.SHA256()))
    assert certificate.subject.rfc4514_string() == "CN=Countersign evidence seal,O=Countersign"
    assert certificate.not_valid_before_utc == NOON
    assert certificate.not_valid_after_utc == NOON.replace(year=NOON.year + 10)
    usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_encipherment, usage.key_cert_sign, usage.crl_sign) == (False, False, False)


def test_a_key_that_is_out_of_reach_seals_nothing() -> None:
    signer = FakeSigner()
    certificate = make_certificate(signer, now=NOON)

    class Gone(FakeSigner):
        def sign(self, message: bytes) -> bytes:
            raise Unavailable("The signing key can't be reached now.")

    with pytest.raises(Unavailable):
        PadesSeal(Gone(), certificate).seal(a_certificate().content, reason="Sealed.", at=SEALED_AT)
