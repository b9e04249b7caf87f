"""The seal of a PDF (PAdES, ETSI EN 319 142-1), with a key whose private half nobody has: KMS signs, pyHanko does the
rest. The certificate is signed by the same key: whoever checks goes by the public key, which we publish."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import algos, keys, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

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
    """`certificate` is one that `make_certificate` made for the key of `signer`, in DER."""

    def __init__(self, signer: Signer, certificate: bytes) -> None:
        self._signer = _CmsSigner(signer, x509.Certificate.load(certificate))

    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        """All of the file, and its metadata as they are. Raises Unavailable."""
        about = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, name=NAME
        )
        field = SigFieldSpec(FIELD, box=OFF_THE_PAGE, readable_field_name=NAME)
        signer = _PdfSigner(about, signer=self._signer, new_field_spec=field)
        session = signer.init_signing_session(_Unchanged(BytesIO(pdf)))
        session.system_time = at.astimezone(UTC)
        return asyncio.run(_sealed(session))


async def _sealed(session: PdfSigningSession) -> bytes:
    room = await session.estimate_signature_container_size(None, tight=True)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=room, appearance_text_params=None)
    output = BytesIO()
    digested, _ = prepared.digest_tbs_document(output=output)
    await prepared.perform_signature(
        document_digest=digested.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
    )
    return output.getvalue()


class _PdfSigner(PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """None: pyHanko would call the file PDF 2.0 for its curve, and PDF/A-3 is PDF 1.7."""


class _CmsSigner(CmsSigner):
    def __init__(self, signer: Signer, certificate: x509.Certificate) -> None:
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=ALGORITHM,
            embed_roots=True,
        )
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
        return bytes(LONGEST_SIGNATURE) if dry_run else self._signer.sign(data)


class _Unchanged(IncrementalPdfFileWriter):
    """pyHanko would name itself and the time of this machine in the metadata, which say what the file conforms to."""

    def _update_meta(self) -> None:
        pass
