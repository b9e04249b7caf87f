"""Offer a partnership to another partner: its user hears of it by mail, and finds it in the portal (E1-E8, E13)."""

from dataclasses import dataclass

from functions.partnership.name_colleagues import name_colleagues
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.errors import FieldError, Forbidden
from shared.domain.offer_draft import OfferDraft
from shared.domain.once import Once
from shared.domain.partnership import (
    Business,
    Contact,
    HistoryEntry,
    OwnTenant,
    Partnership,
    PartnershipChange,
    PartnershipStep,
    Person,
    RecipientNotFound,
    Side,
    UnknownUser,
)
from shared.domain.partnership_messages import announced
from shared.domain.tenant import Actor
from shared.ports import Clock, Offering, Partnerships, RandomBytes, Recipient, Recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPartnership:
    """`partnership_id` is the one that its draft reserved; whoever offers is among the managers (E6)."""

    tenant_name: str
    contact_email: str
    message: str
    contact_user_ids: tuple[str, ...]
    manager_user_ids: tuple[str, ...]
    offered_by: Actor
    partnership_id: str | None = None


def offer_partnership(
    command: OfferPartnership,
    *,
    partnerships: Partnerships,
    recipients: Recipients,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[PartnershipChange] | None = None,
) -> PartnershipChange:
    """Raises Forbidden for whoever is deactivated, Invalid (OwnTenant, UnknownUser, RecipientNotFound),
    PartnershipExists, AlreadyAnswered, IdempotencyKeyReused."""

    def attempt() -> PartnershipChange:
        return offer(
            command, partnerships=partnerships, recipients=recipients, now=now, random_bytes=random_bytes, once=once
        )

    return settle(attempt)


def offer(
    command: OfferPartnership,
    *,
    partnerships: Partnerships,
    recipients: Recipients,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[PartnershipChange] | None = None,
    draft: OfferDraft | None = None,
) -> PartnershipChange:
    """One attempt; with `draft`, which goes with it. Raises ConcurrentChange too."""
    managing = (command.offered_by.user_id, *command.manager_user_ids)
    offering = partnerships.offering((*managing, *command.contact_user_ids), once)
    managers, contacts = _people(command, offering)
    recipient = recipients.find(command.tenant_name, command.contact_email)
    if recipient is None:
        raise RecipientNotFound
    at = now()
    made = Partnership(
        id=command.partnership_id or ids.new_id("prt", now=at, random_bytes=random_bytes),
        partner=Business.of(offering.partner),
        customer=Business.of(recipient.partner),
        contact_email=command.contact_email,
        message=command.message,
        offered_at=at,
        offered_by=command.offered_by,
        managers=(*managers, _addressee(recipient)),
        contacts=tuple(Contact(person=person, roles={}) for person in contacts),
        changed_at=at,
    )
    entry = HistoryEntry(
        number=made.entries,
        at=at,
        step=PartnershipStep.OFFER,
        side=Side.PARTNER,
        by=command.offered_by,
        contacts=made.contacts,
        managers=managers,
    )
    change, messages = announced(PartnershipChange(partnership=made, entry=entry))
    partnerships.offer(change, messages, once, draft)
    return change


def _people(command: OfferPartnership, offering: Offering) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Managers and contacts. Raises Forbidden, OwnTenant, UnknownUser."""
    colleagues, me = offering.colleagues, command.offered_by.user_id
    managers, wrong_managers = name_colleagues("manager_user_ids", command.manager_user_ids, colleagues, Side.PARTNER)
    contacts, wrong_contacts = name_colleagues("contact_user_ids", command.contact_user_ids, colleagues, Side.PARTNER)
    own, _ = name_colleagues("", (me,), colleagues, Side.PARTNER)
    if not own:
        raise Forbidden("Your user is not active any more.")
    wrong = (*wrong_contacts, *wrong_managers)
    if command.tenant_name == offering.partner.tenant_name:
        own_tenant = FieldError("tenant_name", "own_tenant", "This is your own tenant: name another one.")
        raise OwnTenant(own_tenant, *wrong)
    if wrong:
        raise UnknownUser(*wrong)
    return (*own, *(manager for manager in managers if manager.user_id != me)), contacts


def _addressee(recipient: Recipient) -> Person:
    return Person.of(recipient.user, Side.CUSTOMER)
