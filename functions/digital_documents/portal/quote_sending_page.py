"""*Send digital quote*: a quote goes out to be signed (D1, D2)."""

from functions.digital_documents.models import SendDocumentRequest
from functions.digital_documents.portal.routes import portal
from functions.digital_documents.portal.sending_form import SendingForm
from functions.digital_documents.portal.sending_page import (
    Outgoing,
    hindered_page,
    hindrance,
    redrawn,
    send_page,
)
from functions.digital_documents.send_document import SendDocument, kind_of, send_document
from shared import wiring
from shared.domain import ids
from shared.domain.digital_document import DigitalDocument, DocumentActive
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.quote import Quote, QuoteExpired
from shared.ports import Sending
from shared.tell_poll import tell_poll
from shared.web.form_once import form_once
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/quotes/{quote_id}/digital-documents/new")
def get_new_document(request: PortalRequest) -> WebAnswer:
    """Filled in with what leads here, else with whom the one before went to."""
    sending = read_sending(request)
    refusal = hindrance(sending, wiring.now())
    if refusal is not None:
        return hindered_page(request, sending, refusal.code, outgoing_of(sending).subject)
    form = SendingForm.read(request.query)
    if not request.query and sending.present is not None:
        form = SendingForm.of(sending.present.recipient)
    return send_page(request, outgoing_of(sending), form)


@portal.route("POST /portal/quotes/{quote_id}/digital-documents/new")
def post_document(request: PortalRequest) -> WebAnswer:
    form, sending = SendingForm.read(request.form), read_sending(request)
    outgoing = outgoing_of(sending)
    if request.form.get("step") != "send":
        return send_page(request, outgoing, redrawn(request, form, sending))
    try:
        name = send(request, form)
    except Invalid as refusal:
        return send_page(request, outgoing, form, faults=request.faults(refusal), looks=False)
    except (DocumentActive, QuoteExpired) as refusal:
        return hindered_page(request, read_sending(request), refusal.code, outgoing.subject)
    return request.redirect(outgoing.subject, flash=request.t("sent_to", name=name))


def send(request: PortalRequest, form: SendingForm) -> str:
    """Answer the name of whom it goes to, now or when the button was pressed first.

    Raises Invalid, DocumentActive, QuoteExpired.
    """
    tenant = request.caller.tenant
    typed = {"channel": form.channel, "address": form.address}
    content = request.read(SendDocumentRequest, {name: value for name, value in typed.items() if value})
    command = SendDocument(
        quote_id=request.path["quote_id"],
        channel=content.channel,
        address=content.address,
        kind=None,
        sent_by=request.caller.actor,
    )
    documents = wiring.digital_documents(tenant)
    try:
        document = send_document(command, documents=documents, now=wiring.now, once=form_once(request, recipient_of))
    except AlreadyAnswered as before:
        return before.answer
    tell_poll(tenant, document.provider, document.id, version=document.version, queue=wiring.signing_queue())
    return document.recipient.name


def recipient_of(document: DigitalDocument) -> str:
    return document.recipient.name


def read_sending(request: PortalRequest) -> Sending[Quote]:
    """Raises NotFound."""
    quote_id = ids.require("quo", request.path["quote_id"])
    return wiring.digital_documents(request.caller.tenant).sending_of_quote(quote_id)


def outgoing_of(sending: Sending[Quote]) -> Outgoing:
    quote = sending.subject
    return Outgoing(
        sending=sending,
        kind=kind_of(quote),
        title=quote.title,
        totals=quote.totals,
        expires_at=quote.valid_until,
        path=f"/portal/quotes/{quote.id}/digital-documents/new",
        subject=f"/portal/quotes/{quote.id}",
        options=tuple(line.description for line in quote.lines if line.optional),
    )
