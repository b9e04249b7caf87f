"""Make the certificate of a record, seal it, and keep it: whoever asks again gets the same file (G3)."""

import hashlib
from dataclasses import dataclass

from functions.render_documents.certificate import certificate_of
from functions.render_documents.render_document import CONTENT_TYPE, Kept
from functions.render_documents.typeset import typeset
from functions.render_documents.words import TEXTS
from shared.domain import ids
from shared.domain.locale import Locale
from shared.ports import Clock, Documents, EvidenceRecords, PdfSeal
from shared.texts import load_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderCertificate:
    partner_id: str
    record_id: str
    locale: Locale


def render_certificate(
    command: RenderCertificate,
    *,
    evidence: EvidenceRecords,
    seal: PdfSeal,
    documents: Documents,
    public_url: str,
    now: Clock,
) -> Kept:
    """Raises NotFound, Unavailable."""
    record_id = ids.require("evd", command.record_id)
    sheet = certificate_of(evidence.get(record_id), command.locale, public_url=public_url)
    reason = load_texts(TEXTS, command.locale)("evidence_reason")
    sealed = seal.seal(typeset(sheet), reason=reason, at=now())
    key = f"certificates/{command.partner_id}/{record_id}-{command.locale}.pdf"
    kept = documents.keep(key, sealed, content_type=CONTENT_TYPE)
    return Kept(name=sheet.file_name, key=key, sha256=hashlib.sha256(kept).hexdigest())
