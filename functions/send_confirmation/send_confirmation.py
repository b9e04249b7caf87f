"""Send a customer's contact a confirmation of a quote (A1-A7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain import ids
from shared.domain.approval_messages import approval_request
from shared.domain.concurrency import settle
from shared.domain.confirmation import (
    OPEN,
    Confirmation,
    ConfirmationPending,
    ConfirmedLine,
    ContactOutsideDomain,
    HistoryEntry,
    Person,
    QuoteAlreadyConfirmed,
    State,
)
from shared.domain.customer import Contact, Customer
from shared.domain.errors import FieldError, Invalid, NotFound
from shared.domain.once import Once
from shared.domain.quote import QuoteExpired
from shared.domain.tenant import Actor
from shared.domain.terms import choose_terms
from shared.ports import Clock, Confirmations, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SendConfirmation:
    quote_id: str
    contact_id: str
    replace: bool
    sent_by: Actor


def send_confirmation(
    command: SendConfirmation,
    *,
    confirmations: Confirmations,
    now: Clock,
    once: Once[Confirmation] | None = None,
) -> Confirmation:
    """Freeze the quote's lines and the current terms, and ask the contact to accept them.

    Raises NotFound, Invalid, ContactOutsideDomain, QuoteExpired, QuoteAlreadyConfirmed, ConfirmationPending,
    TermsMissing, AlreadyAnswered, IdempotencyKeyReused.
    """
    ids.require("quo", command.quote_id)
    return settle(lambda: _send(command, confirmations, now(), once))


def _send(
    command: SendConfirmation, confirmations: Confirmations, now: datetime, once: Once[Confirmation] | None
) -> Confirmation:
    proposal = confirmations.read_proposal(command.quote_id, once)
    addressee = choose_addressee(proposal.customer, command.contact_id)
    if proposal.quote.is_expired(now):
        raise QuoteExpired(f"The quote was valid until {proposal.quote.valid_until:%Y-%m-%d}. Change its date first.")
    replaced = _close_previous(command, proposal, confirmations, now)
    confirmation = _freeze(proposal, addressee, command.sent_by, now)
    confirmations.send(
        confirmation,
        proposal.quote.confirmed_by(confirmation.id),
        approval_request(confirmation, proposal.partner.id, now),
        replaced=replaced,
        once=once,
    )
    return confirmation


def choose_addressee(customer: Customer, contact_id: str) -> Contact:
    """Raises Invalid for a contact that isn't the customer's, ContactOutsideDomain (A5)."""
    try:
        contact = customer.contact(contact_id)
    except NotFound:
        raise Invalid(FieldError("contact_id", "unknown_contact", "Choose one of this customer's contacts.")) from None
    if not customer.has_in_domain(contact):
        raise ContactOutsideDomain
    return contact


def _close_previous(
    command: SendConfirmation, proposal: Proposal, confirmations: Confirmations, now: datetime
) -> Confirmation | None:
    if proposal.quote.confirmation_id is None:
        return None
    previous = confirmations.get(proposal.quote.confirmation_id)
    state = previous.state_at(now)
    if state is State.ACCEPTED:
        raise QuoteAlreadyConfirmed("The customer has already accepted this quote.")
    if state not in OPEN:
        return None
    if not command.replace:
        raise ConfirmationPending(
            f"A confirmation is waiting for {previous.addressee.name}. Resend or revoke it, or replace it."
        )
    return previous.superseded(now=now, by=command.sent_by.user_id, why="replaced")


def _freeze(proposal: Proposal, addressee: Contact, sent_by: Actor, now: datetime) -> Confirmation:
    partner, quote = proposal.partner, proposal.quote
    locale = addressee.language or partner.locale
    expires_at = now + timedelta(days=partner.confirmation_validity_days)
    return Confirmation(
        id=ids.child_id("cnf", parent=quote.id, now=now),
        customer_id=quote.customer_id,
        quote_id=quote.id,
        quote_revision=quote.revision,
        title=quote.title,
        permitted_users=quote.permitted_users,
        places_order=quote.order_on_acceptance is not None,
        lines=tuple(
            ConfirmedLine(
                description=line.description, quantity=line.quantity, billing=line.billing, optional=line.optional
            )
            for line in quote.lines
        ),
        terms=choose_terms(proposal.current_terms, spoken=locale, house=partner.locale),
        addressee=Person.of(addressee),
        locale=locale,
        sent_by=sent_by,
        state=State.SENT,
        sent_at=now,
        expires_at=expires_at,
        due_at=min(now + timedelta(days=partner.reminder_days), expires_at),
        history=(HistoryEntry(at=now, event=None, by=sent_by.user_id, detail="sent"),),
    )
