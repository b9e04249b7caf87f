"""Digital documents over the API and as pages: sent, listed, reminded of, cancelled (D1-D8, D12)."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.digital_documents.cancel_document import CancelDocument, cancel_document
from functions.digital_documents.models import (
    AttemptRequest,
    DocumentsQuery,
    SendDocumentRequest,
    SendOrderDocumentRequest,
    SummaryAnswer,
)
from functions.digital_documents.pages import portal
from functions.digital_documents.record_attempt import RecordAttempt, record_attempt
from functions.digital_documents.remind_recipient import DocumentNotSent, RemindRecipient, remind_recipient
from functions.digital_documents.send_document import SendDocument, send_document
from functions.digital_documents.send_order_document import SendOrderDocument, send_order_document
from shared import wiring
from shared.api import Api
from shared.document_answer import DocumentAnswer, present_document
from shared.domain import ids
from shared.domain.digital_document import DigitalDocument, DocumentActive, DocumentClosed, DocumentStatus
from shared.domain.order import OrderCanceled
from shared.domain.quote import QuoteExpired
from shared.domain.signing_account import SigningAccount
from shared.fields import Page
from shared.lists import answer_page
from shared.observability import logger
from shared.ports import Watched
from shared.requests import Request
from shared.tell_poll import tell_poll

api = Api()


@api.post(
    "/v1/quotes/{quote_id}/digital-documents",
    body=SendDocumentRequest,
    answer=DocumentAnswer,
    refusals=(DocumentActive, QuoteExpired),
)
def post_document_of_quote(request: Request[SendDocumentRequest]) -> DocumentAnswer:
    """Send a digital quote: the customer signs it at the partner's signing provider."""
    tenant = request.caller.tenant
    command = SendDocument(
        quote_id=request.path["quote_id"],
        channel=request.content.channel,
        address=request.content.address,
        kind=request.content.kind,
        sent_by=request.caller.actor,
    )
    document = send_document(
        command,
        documents=wiring.digital_documents(tenant),
        now=wiring.now,
        once=request.once(lambda made: present_new(made, request.origin)),
    )
    tell_poll(tenant, document.provider, document.id, version=document.version, queue=wiring.signing_queue())
    return present_new(document, request.origin)


@api.post(
    "/v1/orders/{order_id}/digital-documents",
    body=SendOrderDocumentRequest,
    answer=DocumentAnswer,
    refusals=(DocumentActive, OrderCanceled),
)
def post_document_of_order(request: Request[SendOrderDocumentRequest]) -> DocumentAnswer:
    """Have an order confirmed, or additional jobs agreed, by a signature."""
    tenant = request.caller.tenant
    command = SendOrderDocument(
        order_id=request.path["order_id"],
        kind=request.content.kind,
        jobs=tuple(job.wanted for job in request.content.jobs),
        channel=request.content.channel,
        address=request.content.address,
        sent_by=request.caller.actor,
    )
    document = send_order_document(
        command,
        documents=wiring.digital_documents(tenant),
        now=wiring.now,
        once=request.once(lambda made: present_new(made, request.origin)),
    )
    tell_poll(tenant, document.provider, document.id, version=document.version, queue=wiring.signing_queue())
    return present_new(document, request.origin)


@api.get("/v1/digital-documents", query=DocumentsQuery, answer=Page[DocumentAnswer])
def get_documents(request: Request[DocumentsQuery]) -> Page[DocumentAnswer]:
    """The partner's digital documents, newest first: all, or those of a status."""
    query, documents = request.content, wiring.digital_documents(request.caller.tenant)
    statuses = (query.status,) if query.status else tuple(DocumentStatus)
    return answer_page(
        request,
        f"digital documents:{query.status}",
        read=lambda after: documents.page(statuses, limit=query.limit, before=after["before"] if after else None),
        present=lambda watched: present_document(watched, request.origin),
    )


@api.get("/v1/digital-documents/summary", answer=SummaryAnswer)
def get_summary(request: Request[None]) -> SummaryAnswer:
    """How many digital documents have each status."""
    return SummaryAnswer(counts=wiring.digital_documents(request.caller.tenant).counts())


@api.get("/v1/digital-documents/{document_id}", answer=DocumentAnswer)
def get_document(request: Request[None]) -> DocumentAnswer:
    """A digital document, as it was last heard of."""
    document_id = ids.require("doc", request.path["document_id"])
    return present_document(wiring.digital_documents(request.caller.tenant).watched(document_id), request.origin)


@api.post("/v1/digital-documents/{document_id}/attempts", body=AttemptRequest, answer=DocumentAnswer)
def post_attempt(request: Request[AttemptRequest]) -> DocumentAnswer:
    """Record an attempt to reach the customer."""
    command = RecordAttempt(
        document_id=request.path["document_id"],
        channel=request.content.channel,
        note=request.content.note,
        by=request.caller.actor,
    )
    watched = record_attempt(
        command,
        documents=wiring.digital_documents(request.caller.tenant),
        now=wiring.now,
        once=request.once(lambda made: present_document(made, request.origin)),
    )
    return present_document(watched, request.origin)


@api.post(
    "/v1/digital-documents/{document_id}/cancel",
    answer=DocumentAnswer,
    status=HTTPStatus.OK,
    refusals=(DocumentClosed,),
)
def post_cancel(request: Request[None]) -> DocumentAnswer:
    """Cancel a document that is out: its link dies at the provider too."""
    tenant = request.caller.tenant
    command = CancelDocument(
        document_id=request.path["document_id"],
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    followed = cancel_document(
        command,
        documents=wiring.digital_documents(tenant),
        orders=wiring.orders(tenant),
        services=wiring.signing_services(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    return present_document(followed.watched, request.origin)


@api.post(
    "/v1/digital-documents/{document_id}/remind",
    answer=DocumentAnswer,
    status=HTTPStatus.OK,
    refusals=(DocumentClosed, DocumentNotSent),
)
def post_remind(request: Request[None]) -> DocumentAnswer:
    """Have the provider remind whoever has not signed yet."""
    tenant = request.caller.tenant
    followed = remind_recipient(
        RemindRecipient(document_id=request.path["document_id"], by=request.caller.actor),
        documents=wiring.digital_documents(tenant),
        orders=wiring.orders(tenant),
        services=wiring.signing_services(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    return present_document(followed.watched, request.origin)


def present_new(document: DigitalDocument, origin: str) -> DocumentAnswer:
    """Nobody has asked for it yet."""
    return present_document(Watched(document, SigningAccount(provider=document.provider)), origin)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
