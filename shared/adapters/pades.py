"""The seal of a PDF (PAdES, ETSI EN 319 142-1), with a key whose private half nobody has: KMS signs, pyHanko does the
rest. The certificate is signed by the same key: whoever checks goes by the public key, which we publish."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import algos, keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from shared.evidence.sealed_pdf import cms_of, to_sign
from shared.ports import Signer

FIELD = "Seal"
NAME = "Countersign evidence seal"
VALID_FOR = timedelta(days=3653)
ALGORITHM = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
LONGEST_SIGNATURE = 72
# A widget on the page would have to be drawn (PDF/A) and stand among its tags (PDF/UA).
OFF_THE_PAGE = (-1, -1, -1, -1)


def make_certificate(signer: Signer, *, now: datetime) -> bytes:
    """Self-signed, in DER. Signatures of ECDSA differ each time, so it is made once and kept. Raises Unavailable."""
    public_key = keys.PublicKeyInfo.load(signer.public_key)
    name = x509.Name.build({"common_name": NAME, "organization_name": "Countersign"})
    begins = now.astimezone(UTC).replace(microsecond=0)
    content = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": int.from_bytes(hashlib.sha256(signer.public_key).digest()[:15]),
            "signature": ALGORITHM,
            "issuer": name,
            "subject": name,
            "validity": {
                "not_before": x509.Time({"utc_time": begins}),
                "not_after": x509.Time({"utc_time": begins + VALID_FOR}),
            },
            "subject_public_key_info": public_key,
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
                {"extn_id": "key_usage", "critical": True, "extn_value": {"digital_signature", "non_repudiation"}},
                {"extn_id": "key_identifier", "critical": False, "extn_value": public_key.sha256[:20]},
            ],
        }
    )
    signed = {
        "tbs_certificate": content,
        "signature_algorithm": ALGORITHM,
        "signature_value": signer.sign(content.dump()),
    }
    der: bytes = x509.Certificate(signed).dump()
    return der


class PadesSeal:
    """`certificate` is one that `make_certificate` made for the key of `signer`, in DER.

    pyHanko writes the file; the signature in it is written by the same code that reads it, so strictly, again.
    """

    def __init__(self, signer: Signer, certificate: bytes) -> None:
        self._signer = signer
        self._certificate = certificate

    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        """All of the file, and its metadata as they are. Raises Unavailable."""
        room = 2 * len(cms_of(self._certificate, bytes(32), bytes(LONGEST_SIGNATURE)))
        prepared = self._session(pdf, reason, at).prepare_tbs_document(
            validation_info=None, bytes_reserved=room, appearance_text_params=None
        )
        output = BytesIO()
        digested, _ = prepared.digest_tbs_document(output=output)
        digest = digested.document_digest
        signature = self._signer.sign(to_sign(self._certificate, digest))
        digested.fill_with_cms(output, cms_of(self._certificate, digest, signature))
        return output.getvalue()

    def _session(self, pdf: bytes, reason: str, at: datetime) -> PdfSigningSession:
        about = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, name=NAME
        )
        outside = ExternalSigner(
            signing_cert=x509.Certificate.load(self._certificate),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_value=bytes(LONGEST_SIGNATURE),
        )
        field = SigFieldSpec(FIELD, box=OFF_THE_PAGE, readable_field_name=NAME)
        session = _PdfSigner(about, signer=outside, new_field_spec=field).init_signing_session(_Unchanged(BytesIO(pdf)))
        session.system_time = at.astimezone(UTC)
        return session


class _PdfSigner(PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """None: pyHanko would call the file PDF 2.0 for its curve, and PDF/A-3 is PDF 1.7."""


class _Unchanged(IncrementalPdfFileWriter):
    """pyHanko would name itself and the time of this machine in the metadata, which say what the file conforms to."""

    def _update_meta(self) -> None:
        pass
