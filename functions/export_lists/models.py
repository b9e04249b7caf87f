"""What the routes of exports answer."""

from datetime import UTC, datetime
from typing import Self

from pydantic import Field

from shared.domain.export import Export, ExportState, Period
from shared.fields import Since, Until
from shared.models import AnswerModel, RequestModel
from shared.ports import Files


class EvidenceExportRequest(RequestModel):
    """What was sealed from then until then; dates are whole days. Without them: all, until now."""

    from_: Since | None = Field(default=None, alias="from")
    until: Until | None = None

    def period(self, now: datetime) -> Period:
        return Period(since=self.from_, until=min(self.until or now, now.astimezone(UTC)))


class ExportReference(AnswerModel):
    """What is kept for a repeated request: its answer is made anew, with a link that still works."""

    id: str

    @classmethod
    def of(cls, export: Export) -> Self:
        return cls(id=export.id)


class ExportAnswer(AnswerModel):
    """`url` gives the file for some minutes; ask again for another, until the export expires."""

    id: str
    status: ExportState
    url: str | None
    file_name: str
    expires_at: datetime

    @classmethod
    def of(cls, export: Export, files: Files) -> Self:
        return cls(
            id=export.id,
            status=export.state,
            url=files.link(export.file_key) if export.state is ExportState.READY else None,
            file_name=export.file_name,
            expires_at=export.expires_at,
        )
