"""What the confirmation routes take and answer."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from shared.delivery import Delivery, delivery_detail, delivery_of
from shared.domain.confirmation import Confirmation, Person, State
from shared.domain.locale import Locale
from shared.fields import PageQuery, Paragraph
from shared.models import AnswerModel, RequestModel
from shared.ports import Delivered


class SendConfirmationRequest(RequestModel):
    contact_id: Annotated[str, Field(min_length=1, max_length=64)]
    replace: bool = False


class RevokeConfirmationRequest(RequestModel):
    reason: Paragraph


class ConfirmationsQuery(PageQuery):
    state: State | None = None


class PersonAnswer(AnswerModel):
    id: str
    name: str
    email: str

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(id=person.contact_id, name=person.name, email=person.email)


class TermsAnswer(AnswerModel):
    locale: Locale
    version: int
    title: str
    sha256: str


class HistoryAnswer(AnswerModel):
    at: datetime
    event: str
    by: str
    detail: str


class ConfirmationAnswer(AnswerModel):
    id: str
    quote_id: str
    quote_revision: int
    customer_id: str
    title: str
    state: State
    contact: PersonAnswer
    accepted_by: PersonAnswer | None
    signer_differs: bool
    sent_at: datetime
    viewed_at: datetime | None
    decided_at: datetime | None
    expires_at: datetime
    reminders: int
    delivery: Delivery
    delivery_detail: str | None
    reason: str | None
    change_requested: bool
    terms: TermsAnswer
    history: tuple[HistoryAnswer, ...]
    evidence_id: str | None
    version: int

    @classmethod
    def of(cls, delivered: Delivered, now: datetime) -> Self:
        confirmation, message = delivered.confirmation, delivered.message
        return cls(
            id=confirmation.id,
            quote_id=confirmation.quote_id,
            quote_revision=confirmation.quote_revision,
            customer_id=confirmation.customer_id,
            title=confirmation.title,
            state=confirmation.state_at(now),
            contact=PersonAnswer.of(confirmation.addressee),
            accepted_by=PersonAnswer.of(confirmation.accepted_by) if confirmation.accepted_by else None,
            signer_differs=confirmation.signer_differs,
            sent_at=confirmation.sent_at,
            viewed_at=confirmation.viewed_at,
            decided_at=confirmation.decided_at,
            expires_at=confirmation.expires_at,
            reminders=confirmation.reminders,
            delivery=delivery_of(message),
            delivery_detail=delivery_detail(message),
            reason=confirmation.reason,
            change_requested=confirmation.change_requested,
            terms=TermsAnswer(
                locale=confirmation.terms.locale,
                version=confirmation.terms.version,
                title=confirmation.terms.title,
                sha256=confirmation.terms.sha256,
            ),
            history=_history(confirmation),
            evidence_id=confirmation.evidence.decision_id if confirmation.evidence else None,
            version=confirmation.version,
        )


def _history(confirmation: Confirmation) -> tuple[HistoryAnswer, ...]:
    return tuple(
        HistoryAnswer(at=entry.at, event=entry.event or "send", by=entry.by, detail=entry.detail)
        for entry in confirmation.history
    )
