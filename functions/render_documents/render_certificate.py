"""Make the certificate of a record, seal it, and keep it: whoever asks again gets the same file (G3)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from functions.render_documents.certificate import certificate_of
from functions.render_documents.render_document import CONTENT_TYPE, Kept
from functions.render_documents.typeset import typeset
from functions.render_documents.words import TEXTS
from shared.domain import ids
from shared.domain.locale import Locale
from shared.evidence.certificate_file import certificate_key
from shared.ports import Clock, Documents, EvidenceRecords, PdfSeal
from shared.texts import load_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderCertificate:
    """`public_url` begins the address that it tells to check it at."""

    partner_id: str
    record_id: str
    locale: Locale
    public_url: str


def render_certificate(
    command: RenderCertificate,
    *,
    evidence: EvidenceRecords,
    seal: Callable[[], PdfSeal],
    documents: Documents,
    now: Clock,
) -> Kept:
    """Only what isn't there yet is typeset, and asks for a seal. Raises NotFound, Unavailable."""
    found = evidence.get(ids.require("evd", command.record_id))
    sheet = certificate_of(found, command.locale, public_url=command.public_url)
    key = certificate_key(command.partner_id, found, command.locale)
    kept = documents.find(key)
    if kept is None:
        reason = load_texts(TEXTS, command.locale)("evidence_reason")
        sealed = seal().seal(typeset(sheet), reason=reason, at=now())
        kept = documents.keep(key, sealed, content_type=CONTENT_TYPE)
    return Kept(name=sheet.file_name, key=key, sha256=hashlib.sha256(kept).hexdigest())
