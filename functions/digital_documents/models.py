"""What the routes of digital documents take and answer."""

from typing import Annotated, Literal

from pydantic import Field

from functions.digital_documents.send_order_document import WantedJob
from shared.domain.channel import Channel
from shared.domain.digital_document import AttemptChannel, DocumentKind, DocumentStatus
from shared.fields import Count, MoneyField, PageQuery, Paragraph, Text
from shared.models import AnswerModel, RequestModel

Address = Annotated[str, Field(min_length=1, max_length=254)]


class SendDocumentRequest(RequestModel):
    """An email address, or a mobile number, which without a country code is one of the partner's country (D1)."""

    channel: Channel
    address: Address
    kind: Literal[DocumentKind.QUOTE, DocumentKind.QUICK_QUOTE] | None = None


class JobRequest(RequestModel):
    description: Text
    quantity: Count
    unit_price: MoneyField

    @property
    def wanted(self) -> WantedJob:
        return WantedJob(description=self.description, quantity=self.quantity, unit_price=self.unit_price.money)


class SendOrderDocumentRequest(RequestModel):
    """An order confirmation has no jobs, an upsell at least one."""

    kind: Literal[DocumentKind.UPSELL, DocumentKind.ORDER_CONFIRMATION]
    jobs: Annotated[tuple[JobRequest, ...], Field(max_length=50)] = ()
    channel: Channel
    address: Address


class DocumentsQuery(PageQuery):
    status: DocumentStatus | None = None


class AttemptRequest(RequestModel):
    channel: AttemptChannel
    note: Paragraph


class SummaryAnswer(AnswerModel):
    counts: dict[DocumentStatus, int]
