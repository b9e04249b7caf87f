"""*Send order confirmation* and *Add work*: what goes out of an order, to be confirmed or agreed to (D8, D12)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.digital_documents.models import SendOrderDocumentRequest
from functions.digital_documents.portal.jobs_form import JobsForm
from functions.digital_documents.portal.routes import portal
from functions.digital_documents.portal.sending_form import SendingForm
from functions.digital_documents.portal.sending_page import (
    Outgoing,
    hindered_page,
    hindrance,
    redrawn,
    send_page,
)
from functions.digital_documents.send_order_document import SendOrderDocument, lines_of, send_order_document, title_of
from shared import wiring
from shared.domain import ids
from shared.domain.digital_document import DigitalDocument, DocumentActive, DocumentKind
from shared.domain.errors import Invalid, NotFound
from shared.domain.once import AlreadyAnswered
from shared.domain.order import Order, OrderCanceled
from shared.domain.quote import totals_of
from shared.ports import Sending
from shared.tell_poll import tell_poll
from shared.web.form_once import form_once
from shared.web.line_faults import line_faults
from shared.web.portal import PortalRequest, WebAnswer

KINDS = {"order-confirmations": DocumentKind.ORDER_CONFIRMATION, "upsells": DocumentKind.UPSELL}


@portal.route("GET /portal/orders/{order_id}/{kind}/new")
def get_new_order_document(request: PortalRequest) -> WebAnswer:
    """Filled in with whom the one before went to; `again`: with its jobs too."""
    kind, sending = read_kind(request), read_sending(request)
    order, present = sending.subject, sending.present
    jobs = JobsForm(order=order, locale=request.user.language) if kind is DocumentKind.UPSELL else None
    refusal = hindrance(sending, wiring.now())
    if refusal is not None:
        return hindered_page(request, sending, refusal.code, subject_of(order))
    if jobs and present and present.kind is DocumentKind.UPSELL and "again" in request.query:
        jobs = JobsForm.of(present.jobs, order, request.user.language)
    form = SendingForm.of(present.recipient) if present else SendingForm()
    return send_page(request, outgoing_of(sending, kind, jobs), form)


@portal.route("POST /portal/orders/{order_id}/{kind}/new")
def post_order_document(request: PortalRequest) -> WebAnswer:
    kind, sending = read_kind(request), read_sending(request)
    form, order, step = SendingForm.read(request.form), sending.subject, request.form.get("step", "")
    jobs = JobsForm.read(request.form, order, request.user.language) if kind is DocumentKind.UPSELL else None
    if step != "send":
        outgoing = outgoing_of(sending, kind, jobs.changed(step) if jobs else None)
        return send_page(request, outgoing, redrawn(request, form, sending))
    jobs = jobs.tidied() if jobs else None
    try:
        name = send(request, kind, form, jobs)
    except Invalid as refusal:
        faults = faults_of(request, refusal)
        return send_page(request, outgoing_of(sending, kind, jobs), form, faults=faults, looks=False)
    except (DocumentActive, OrderCanceled) as refusal:
        return hindered_page(request, read_sending(request), refusal.code, subject_of(order))
    return request.redirect(subject_of(order), flash=request.t("sent_to", name=name))


def send(request: PortalRequest, kind: DocumentKind, form: SendingForm, jobs: JobsForm | None) -> str:
    """Answer the name of whom it goes to, now or when the button was pressed first.

    Raises Invalid, DocumentActive, OrderCanceled.
    """
    tenant = request.caller.tenant
    values: dict[str, Any] = {"kind": kind, "channel": form.channel, "jobs": jobs.to_values() if jobs else []}
    content = request.read(SendOrderDocumentRequest, values | ({"address": form.address} if form.address else {}))
    command = SendOrderDocument(
        order_id=request.path["order_id"],
        kind=kind,
        jobs=tuple(job.wanted for job in content.jobs),
        channel=content.channel,
        address=content.address,
        sent_by=request.caller.actor,
    )
    documents = wiring.digital_documents(tenant)
    try:
        document = send_order_document(
            command, documents=documents, now=wiring.now, once=form_once(request, recipient_of)
        )
    except AlreadyAnswered as before:
        return before.answer
    tell_poll(tenant, document.provider, document.id, version=document.version, queue=wiring.signing_queue())
    return document.recipient.name


def recipient_of(document: DigitalDocument) -> str:
    return document.recipient.name


def faults_of(request: PortalRequest, refusal: Invalid) -> dict[str, str]:
    """The jobs are lines of the form."""
    renamed = (replace(error, field=error.field.replace("jobs", "lines", 1)) for error in refusal.errors)
    return line_faults(request, Invalid(*renamed))


def read_kind(request: PortalRequest) -> DocumentKind:
    """Raises NotFound."""
    try:
        return KINDS[request.path["kind"]]
    except KeyError:
        raise NotFound from None


def read_sending(request: PortalRequest) -> Sending[Order]:
    """Raises NotFound."""
    order_id = ids.require("ord", request.path["order_id"])
    return wiring.digital_documents(request.caller.tenant).sending_of_order(order_id)


def subject_of(order: Order) -> str:
    return f"/portal/orders/{order.id}"


def outgoing_of(sending: Sending[Order], kind: DocumentKind, jobs: JobsForm | None) -> Outgoing:
    order = sending.subject
    name = next(name for name, one in KINDS.items() if one is kind)
    return Outgoing(
        sending=sending,
        kind=kind,
        title="" if jobs else title_of((), order),
        totals=None if jobs else totals_of(lines_of(order), order.currency),
        expires_at=wiring.now() + timedelta(days=sending.partner.confirmation_validity_days),
        path=f"{subject_of(order)}/{name}/new",
        subject=subject_of(order),
        jobs=jobs,
    )
