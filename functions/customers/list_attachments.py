"""A page of a customer's documents, which one query has found; each with a link that is soon over."""

from datetime import datetime
from typing import Self

from shared.domain.attachment import Attachment, AttachmentKind
from shared.models import AnswerModel
from shared.ports import Documents, Listed


class AttachmentAnswer(AnswerModel):
    name: str
    kind: AttachmentKind
    created_at: datetime
    url: str

    @classmethod
    def of(cls, attachment: Attachment, documents: Documents) -> Self:
        return cls(
            name=attachment.name,
            kind=attachment.kind,
            created_at=attachment.created_at,
            url=documents.link(attachment.key, attachment.name),
        )


def list_attachments(
    attachments: tuple[Attachment, ...], *, limit: int, after: dict[str, str] | None
) -> Listed[Attachment]:
    known = [attachment.id for attachment in attachments]
    start = known.index(after["attachment_id"]) + 1 if after else 0
    page = attachments[start : start + limit]
    more = start + limit < len(known)
    return Listed(page, {"attachment_id": page[-1].id} if more else None)
