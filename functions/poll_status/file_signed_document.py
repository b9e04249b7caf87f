"""Keep what was signed: the provider's PDF, with its hash, among the customer's documents (D8)."""

import hashlib
from dataclasses import dataclass, replace

from functions.poll_status.account_book import AccountBook
from shared.domain.attachment import Attachment, AttachmentKind, signed_document_id, signed_document_key
from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, SignedFile
from shared.domain.errors import ConcurrentChange
from shared.domain.signing import ProviderUnavailable, UnknownToProvider
from shared.domain.tenant import Tenant
from shared.evidence.signature import evidence_of_filing
from shared.file_names import file_name
from shared.ports import Attachments, DocumentPdfs, Documents, Watched

CONTENT_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Where PDFs come from, and where they are kept."""

    tenant: Tenant
    pdfs: DocumentPdfs
    files: Documents
    attachments: Attachments


def file_signed_document(document: DigitalDocument, book: AccountBook, archive: Archive) -> None:
    """Once, however often it is asked for. Raises ProviderUnavailable, Unavailable."""
    key = signed_document_key(archive.tenant.partner_id, document.id)
    try:
        pdf = book.service.download(document)
    except UnknownToProvider as error:
        raise ProviderUnavailable("The provider doesn't have the signed file.") from error
    kept = archive.files.keep(key, pdf, content_type=CONTENT_TYPE)
    file = SignedFile(name=f"{file_name(document.title)}.pdf", key=key, sha256=hashlib.sha256(kept).hexdigest())
    _attach(document, file, archive)

    def attempt() -> None:
        watched = book.documents.watched(document.id)
        if watched.document.signed_file is None:
            _save(watched, file, book, archive)

    settle(attempt)


def _save(watched: Watched, file: SignedFile, book: AccountBook, archive: Archive) -> None:
    """With evidence of that, where there is some of the signature."""
    filed = watched.document.filed(file)
    if filed.evidence is None:
        book.documents.save(replace(watched, document=filed))
        return
    evidence = evidence_of_filing(
        filed, archive.tenant, previous=filed.evidence, at=book.now(), random_bytes=book.random_bytes
    )
    filed = replace(filed, evidence=evidence.record.reference.after(filed.evidence))
    book.documents.save(replace(watched, document=filed), evidence=evidence)


def _attach(document: DigitalDocument, file: SignedFile, archive: Archive) -> None:
    identifier = signed_document_id(document.id)
    if archive.attachments.find(document.customer_id, identifier) is not None:
        return
    attachment = Attachment(
        id=identifier,
        customer_id=document.customer_id,
        name=file.name,
        kind=AttachmentKind.SIGNED_DOCUMENT,
        created_at=document.history[-1].at,
        key=file.key,
        sha256=file.sha256,
    )
    try:
        archive.attachments.add(attachment)
    except ConcurrentChange:  # somebody else was quicker: it is the same file
        return
