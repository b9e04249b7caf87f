"""The page from which something goes out to be signed: to whom, and what (D1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from functions.digital_documents.portal.jobs_form import JobsForm
from functions.digital_documents.portal.routes import document_path, trail_to_customer
from functions.digital_documents.portal.sending_form import SendingForm, suggestions
from functions.digital_documents.send_document import terms_for
from shared import wiring
from shared.domain.digital_document import DocumentActive, DocumentKind, Recipient
from shared.domain.errors import Conflict, Invalid
from shared.domain.order import Order, OrderCanceled, OrderStatus
from shared.domain.partner import SigningProvider
from shared.domain.quote import Quote, QuoteExpired, Totals
from shared.ports import Sending
from shared.web.country_names import country_names
from shared.web.form_once import new_form_id
from shared.web.portal import PortalRequest, WebAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """`path` is the form's, `subject` that of the quote's, or the order's, own page; `options` are the names of lines
    that the customer may choose while signing, `jobs` those of an upsell."""

    sending: Sending[Quote | Order]
    kind: DocumentKind
    title: str
    totals: Totals | None
    expires_at: datetime
    path: str
    subject: str
    options: tuple[str, ...] = ()
    jobs: JobsForm | None = None

    @property
    def order(self) -> Order | None:
        """The one that it is sent from, if it isn't a quote."""
        subject = self.sending.subject
        return subject if isinstance(subject, Order) else None

    @property
    def asks_for_choices(self) -> bool:
        return bool(self.options) or self.jobs is not None

    @property
    def provider(self) -> SigningProvider:
        return SigningProvider.BUILTIN if self.asks_for_choices else self.sending.partner.signing_provider

    @property
    def is_diverted(self) -> bool:
        """Whether the partner's own provider can't take it."""
        return self.provider is not self.sending.partner.signing_provider


def hindrance(sending: Sending[Quote | Order], now: datetime) -> Conflict | None:
    """Why nothing can be sent now."""
    present, subject = sending.present, sending.subject
    if present is not None and present.is_out:
        return DocumentActive("A document is waiting to be signed.")
    if isinstance(subject, Quote):
        return QuoteExpired("The quote's date has passed.") if subject.is_expired(now) else None
    return OrderCanceled("The order was cancelled.") if subject.status is OrderStatus.CANCELED else None


def hindered_page(request: PortalRequest, sending: Sending[Quote | Order], code: str, subject: str) -> WebAnswer:
    """Says what stands in the way, and leads to it."""
    present = sending.present if sending.present and sending.present.is_out else None
    return request.page(
        "hindered.html",
        status=HTTPStatus.CONFLICT,
        code=code,
        present=present,
        leads_to=document_path(present.id) if present else subject,
        trail=trail_to_customer(request, sending.customer.id, sending.customer.name),
    )


def redrawn(request: PortalRequest, form: SendingForm, sending: Sending[Quote | Order]) -> SendingForm:
    """After whatever was pressed or left but the button that sends: a contact, or the other way."""
    customer, partner = sending.customer, sending.partner
    if "to" in request.form:
        return form.filled(request.form["to"], suggestions(form.by, customer, partner.country))
    return form.switched(customer, partner) if request.form.get("step") == "channel" else form


def send_page(
    request: PortalRequest,
    outgoing: Outgoing,
    form: SendingForm,
    *,
    faults: Mapping[str, str] | None = None,
    looks: bool = True,
) -> WebAnswer:
    """`faults` are those of a form that was sent; `looks`: whether an address that stands in the form is checked."""
    sending = outgoing.sending
    recipient, noted = look_at(request, form, sending) if looks and form.address else (None, {})
    return request.page(
        "send.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        outgoing=outgoing,
        customer=sending.customer,
        form=form.shown(recipient),
        recipient=recipient,
        terms=terms_for(sending, recipient.locale if recipient else sending.partner.locale),
        country=country_names(request.user.language)[sending.partner.country],
        suggested=suggestions(form.by, sending.customer, sending.partner.country),
        faults=faults or {},
        noted={**noted, **(faults or {})},
        step=request.form.get("step", ""),
        form_id=new_form_id(wiring.random_bytes),
        trail=trail_to_customer(request, sending.customer.id, sending.customer.name),
    )


def look_at(
    request: PortalRequest, form: SendingForm, sending: Sending[Quote | Order]
) -> tuple[Recipient | None, dict[str, str]]:
    """Whom the address reaches, or what is wrong with it."""
    try:
        return form.recipient(sending.customer, sending.partner), {}
    except Invalid as refusal:
        return None, request.faults(refusal)
