"""Make the PDF of a digital document once, and keep it; to ask for it again changes nothing (D8)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from functions.render_documents.document_sheet import DocumentSheet, sheet_to_sign, signed_sheet
from functions.render_documents.terms_blocks import Blocks
from functions.render_documents.typeset import typeset
from shared.domain import ids
from shared.domain.digital_document import DigitalDocument
from shared.domain.terms import TermsReference
from shared.ports import DigitalDocuments, Documents, Envelopes

CONTENT_TYPE = "application/pdf"


class Form(StrEnum):
    TO_SIGN = "to_sign"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderDocument:
    partner_id: str
    document_id: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where the file lies, and the name that it goes by."""

    name: str
    key: str
    sha256: str


def render_document(
    command: RenderDocument,
    *,
    digital_documents: DigitalDocuments,
    envelopes: Envelopes,
    terms_of: Callable[[TermsReference], Blocks],
    documents: Documents,
) -> Kept:
    """Signed ones only of our own page: other providers make their own. Raises NotFound, DocumentNotSigned,
    Unavailable."""
    document_id = ids.require("doc", command.document_id)

    def terms(document: DigitalDocument) -> Blocks:
        return terms_of(document.terms) if document.terms else ()

    def content() -> DocumentSheet:
        if command.form is Form.TO_SIGN:
            document = digital_documents.get(document_id)
            return sheet_to_sign(document, terms(document))
        signing = envelopes.read(document_id)
        return signed_sheet(signing.document, signing.envelope, terms(signing.document))

    sheet = content()
    key = f"documents/{command.partner_id}/{document_id}-{command.form}.pdf"
    kept = documents.keep(key, typeset(sheet), content_type=CONTENT_TYPE)
    return Kept(name=sheet.file_name, key=key, sha256=hashlib.sha256(kept).hexdigest())
