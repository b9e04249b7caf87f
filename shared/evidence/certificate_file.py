"""Where the certificates of a record are kept, each of them once."""

from shared.domain.locale import Locale
from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.record import Evidence

CERTIFIED = frozenset({"accepted", "signed", "consented"})
"""What a record must be of to have a certificate: what was agreed. Later records tell what became of that."""


def certificates_of(partner_id: str, record_id: str) -> str:
    """How the keys of all that a record ever had begin."""
    return f"certificates/{partner_id}/{record_id}-"


def certificate_key(partner_id: str, evidence: Evidence, locale: Locale) -> str:
    """Another one once the record is sealed, as the certificate holds the seal then; and another after each erasure,
    so that what was erased is never handed out again."""
    form = "sealed" if evidence.seal else "at-once"
    erased = evidence.record.digests.keys() - {one.name for one in evidence.disclosures}
    without = f"-without-{sha256_of(canonical(sorted(erased)))[:16]}" if erased else ""
    return f"{certificates_of(partner_id, evidence.record.id)}{locale}-{form}{without}.pdf"
