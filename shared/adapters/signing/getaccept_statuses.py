"""GetAccept's words for what became of a document, in ours. A word that isn't here is kept as it is, and told of."""

from shared.domain.digital_document import DocumentStatus

DRAFT = "draft"
NOT_FOUND = "not_found"
"""Our own word for a document that GetAccept told us of once, and now doesn't know: deleted, or another account's."""

STATUSES: dict[str, DocumentStatus] = {
    DRAFT: DocumentStatus.DRAFT,
    "importing": DocumentStatus.DRAFT,
    "scheduled": DocumentStatus.DRAFT,
    "sealed": DocumentStatus.DRAFT,
    "sent": DocumentStatus.SENT,
    "viewed": DocumentStatus.VIEWED,
    "reviewed": DocumentStatus.VIEWED,
    "signed": DocumentStatus.SIGNED,
    "rejected": DocumentStatus.DECLINED,
    "lost": DocumentStatus.DECLINED,
    "recalled": DocumentStatus.CANCELED,
    "deleted": DocumentStatus.CANCELED,
    "expired": DocumentStatus.EXPIRED,
    "hardbounced": DocumentStatus.UNDELIVERABLE,
    "hard bounce": DocumentStatus.UNDELIVERABLE,
}


def status_of(word: str) -> DocumentStatus:
    return STATUSES.get(word.strip().lower(), DocumentStatus.UNKNOWN)
