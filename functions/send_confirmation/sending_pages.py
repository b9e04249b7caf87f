"""Where a confirmation is sent: to exactly one contact, who may be added on the spot (A5-A7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from functions.send_confirmation.pages import portal, record_path, trail_to_customer
from functions.send_confirmation.send_confirmation import SendConfirmation, send_confirmation
from shared import wiring
from shared.add_contact import AddContact, CreateContactRequest, add_contact
from shared.domain import ids
from shared.domain.confirmation import Confirmation, ConfirmationPending, QuoteAlreadyConfirmed, State
from shared.domain.customer import IMPLEMENTATION_LEAD, Contact, Customer
from shared.domain.errors import FieldError, Invalid
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered
from shared.domain.quote import QuoteExpired
from shared.domain.terms import TermsReference, choose_terms
from shared.ports import Proposal
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A contact to choose from. `terms` are those that would go; an outsider is shown, and can't be chosen."""

    contact: Contact
    can_be_chosen: bool
    locale: Locale
    terms: TermsReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the two forms of the page, and what is wrong with it."""

    contact_id: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    contact_faults: Mapping[str, str] = field(default_factory=dict)
    added: Contact | None = None


@portal.route("GET /portal/quotes/{quote_id}/confirmations/new")
def get_new_confirmation(request: PortalRequest) -> WebAnswer:
    return show(request, read_proposal(request), Typed(contact_id=request.query.get("contact_id", "")))


@portal.route("POST /portal/quotes/{quote_id}/confirmations")
def post_confirmation(request: PortalRequest) -> WebAnswer:
    contact_id = request.form.get("contact_id", "")
    command = SendConfirmation(
        quote_id=request.path["quote_id"],
        contact_id=contact_id,
        replace="replace" in request.form,
        sent_by=request.caller.actor,
    )
    try:
        if not contact_id:
            raise Invalid(FieldError("contact_id", "missing", "Choose a contact."))
        name = send(request, command)
    except Invalid as refusal:
        typed = Typed(contact_id=contact_id, faults=request.faults(refusal))
        return show(request, read_proposal(request), typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    except ConfirmationPending:  # since the page was opened: now it says what a replacement would end
        return show(request, read_proposal(request), Typed(contact_id=contact_id), HTTPStatus.CONFLICT)
    customer_id = read_proposal(request).customer.id
    return request.redirect(record_path(customer_id), flash=request.t("sent_to", name=name))


def send(request: PortalRequest, command: SendConfirmation) -> str:
    """Answer the name of whom it went to, now or when the button was pressed first."""
    confirmations = wiring.confirmations(request.caller.tenant)
    once = form_once(request, addressee_of)
    try:
        return send_confirmation(command, confirmations=confirmations, now=wiring.now, once=once).addressee.name
    except AlreadyAnswered as before:
        return before.answer


def addressee_of(sent: Confirmation) -> str:
    return sent.addressee.name


def newest_contact_of(customer: Customer) -> str:
    return customer.contacts[-1].id


@portal.route("POST /portal/quotes/{quote_id}/contacts")
def post_contact(request: PortalRequest) -> WebAnswer:
    """Add the contact that is missing; the page stays, with the new one chosen where that is possible."""
    proposal = read_proposal(request)
    try:
        added = add(request, proposal.customer.id)
    except Invalid as refusal:
        typed = Typed(contact=request.form, contact_faults=request.faults(refusal))
        return show(request, proposal, typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.is_htmx:
        return show(request, read_proposal(request), Typed(contact_id=added.id, added=added))
    page = f"/portal/quotes/{proposal.quote.id}/confirmations/new?contact_id={added.id}"
    return request.redirect(page, flash=request.t("contact_added", name=added.name))


def add(request: PortalRequest, customer_id: str) -> Contact:
    """Raises Invalid, TooManyContacts."""
    customers = wiring.customers(request.caller.tenant)
    typed = {name: value for name, value in request.form.items() if value.strip()}
    roles = (IMPLEMENTATION_LEAD,) if "implementation_lead" in typed else ()
    fields = CreateContactRequest.model_fields.keys() & typed.keys()
    content = request.read(CreateContactRequest, {name: typed[name] for name in fields} | {"roles": roles})
    command = AddContact(customer_id=customer_id, **dict(content))
    once = form_once(request, newest_contact_of)
    try:
        return add_contact(command, customers=customers, now=wiring.now, once=once).contacts[-1]
    except AlreadyAnswered as before:
        return customers.get(customer_id).contact(before.answer)


def read_proposal(request: PortalRequest) -> Proposal:
    quote_id = ids.require("quo", request.path["quote_id"])
    return wiring.confirmations(request.caller.tenant).read_proposal(quote_id, None)


def show(request: PortalRequest, proposal: Proposal, typed: Typed, status: HTTPStatus = HTTPStatus.OK) -> WebAnswer:
    """Raises QuoteExpired, QuoteAlreadyConfirmed, TermsMissing: then there is nothing to send."""
    quote, customer = proposal.quote, proposal.customer
    if quote.is_expired(wiring.now()):
        raise QuoteExpired("The quote's date has passed.")
    choices = choices_of(proposal)
    return request.page(
        "send.html",
        status=status,
        quote=quote,
        customer=customer,
        choices=choices,
        chosen=chosen_of(choices, typed.contact_id),
        pending=pending_of(request, proposal),
        typed=typed,
        locales=[(locale.value, request.t(f"language_{locale}")) for locale in Locale],
        form_id=new_form_id(wiring.random_bytes),
        trail=[
            *trail_to_customer(request, customer.id, customer.name),
            (request.t("agreements"), f"/portal/customers/{customer.id}/agreements"),
        ],
    )


def choices_of(proposal: Proposal) -> list[Choice]:
    """By name, those who can be chosen first. Raises TermsMissing."""
    house, customer = proposal.partner.locale, proposal.customer
    choices = []
    for contact in customer.contacts:
        locale = contact.language or house
        terms = choose_terms(proposal.current_terms, spoken=locale, house=house)
        can_be_chosen = customer.has_in_domain(contact)
        choices.append(Choice(contact=contact, can_be_chosen=can_be_chosen, locale=locale, terms=terms))
    return sorted(choices, key=lambda one: (not one.can_be_chosen, one.contact.name.casefold()))


def chosen_of(choices: list[Choice], contact_id: str) -> Choice | None:
    """The one asked for, or the only one there is."""
    possible = [choice for choice in choices if choice.can_be_chosen]
    if len(possible) == 1:
        return possible[0]
    return next((choice for choice in possible if choice.contact.id == contact_id), None)


def pending_of(request: PortalRequest, proposal: Proposal) -> Confirmation | None:
    """The confirmation that waits for an answer, and that a new one would replace. Raises QuoteAlreadyConfirmed."""
    if proposal.quote.confirmation_id is None:
        return None
    newest = wiring.confirmations(request.caller.tenant).get(proposal.quote.confirmation_id)
    if newest.state_at(wiring.now()) is State.ACCEPTED:
        raise QuoteAlreadyConfirmed("The customer has already accepted this quote.")
    return newest if newest.is_open(wiring.now()) else None
