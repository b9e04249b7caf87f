"""The messages that each change of a confirmation causes, to be committed with it (F1).

Their ids follow from the change alone, so a change that is decided twice still causes each message once.
"""

from datetime import datetime, timedelta

from shared.domain.confirmation import Confirmation
from shared.domain.customer import Contact, Customer
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.partner import Partner
from shared.domain.partner_receivers import partner_receivers

STREAM_HEAD_START = timedelta(seconds=60)
"""The stream delivers at once; the sweep takes what is still waiting after this."""


def approval_request_id(confirmation_id: str, link_number: int) -> str:
    """The id of the message that carries that link: where a confirmation's delivery is read (F5)."""
    return _message_id(confirmation_id, MessageKind.APPROVAL_REQUEST, f"{link_number}")


def approval_request(confirmation: Confirmation, partner_id: str, now: datetime) -> Message:
    """To the addressee, with the newest link: for a confirmation sent, and for one resent."""
    return _message(
        MessageKind.APPROVAL_REQUEST,
        confirmation,
        partner_id,
        now,
        name=confirmation.addressee.name,
        email=confirmation.addressee.email,
        locale=confirmation.locale,
        suffix=f"{confirmation.link_number}",
    )


def approval_reminder(confirmation: Confirmation, partner_id: str, now: datetime) -> Message:
    """For a confirmation as `reminded` left it (A14)."""
    return _message(
        MessageKind.APPROVAL_REMINDER,
        confirmation,
        partner_id,
        now,
        name=confirmation.addressee.name,
        email=confirmation.addressee.email,
        locale=confirmation.locale,
        suffix=f"{confirmation.link_number}-{confirmation.reminders}",
    )


def approval_code(confirmation: Confirmation, contact: Contact, partner: Partner, now: datetime) -> Message:
    """For a confirmation as `send_code` left it, to the contact selected (A16)."""
    number = confirmation.code.number if confirmation.code else 0
    return _message(
        MessageKind.APPROVAL_CODE,
        confirmation,
        partner.id,
        now,
        name=contact.name,
        email=contact.email,
        locale=contact.language or partner.locale,
        suffix=f"{number}",
        number=number,
    )


def acceptance_copies(
    confirmation: Confirmation, partner: Partner, customer: Customer, now: datetime
) -> tuple[Message, ...]:
    """To the addressee, to the person selected if another, and to the partner (A9)."""
    if confirmation.accepted_by is None:
        return ()
    people = {person.email.casefold(): person for person in (confirmation.addressee, confirmation.accepted_by)}
    spoken = {contact.id: contact.language for contact in customer.contacts}
    to_customer = tuple(
        _message(
            MessageKind.ACCEPTANCE_COPY_CUSTOMER,
            confirmation,
            partner.id,
            now,
            name=person.name,
            email=person.email,
            locale=spoken.get(person.contact_id) or partner.locale,
            suffix=person.contact_id,
        )
        for person in people.values()
    )
    return (*to_customer, *_to_partner(MessageKind.ACCEPTANCE_COPY_PARTNER, confirmation, partner, now))


def decline_notices(confirmation: Confirmation, partner: Partner, now: datetime) -> tuple[Message, ...]:
    """To the partner (A13)."""
    return _to_partner(MessageKind.DECLINED_NOTICE, confirmation, partner, now)


def change_request_notices(confirmation: Confirmation, partner: Partner, now: datetime) -> tuple[Message, ...]:
    """To the partner (A13)."""
    return _to_partner(MessageKind.CHANGE_REQUESTED_NOTICE, confirmation, partner, now)


def _to_partner(kind: MessageKind, confirmation: Confirmation, partner: Partner, now: datetime) -> tuple[Message, ...]:
    """One to the user who sent the confirmation, one to the partner's notification address if it is another."""
    return tuple(
        _message(
            kind,
            confirmation,
            partner.id,
            now,
            name=name,
            email=email,
            locale=partner.locale,
            suffix=role,
        )
        for role, (name, email) in partner_receivers(confirmation.sent_by, partner).items()
    )


def _message(
    kind: MessageKind,
    confirmation: Confirmation,
    partner_id: str,
    now: datetime,
    *,
    name: str,
    email: str,
    locale: Locale,
    suffix: str,
    number: int | None = None,
) -> Message:
    return Message(
        id=_message_id(confirmation.id, kind, suffix),
        partner_id=partner_id,
        kind=kind,
        about=confirmation.id,
        number=confirmation.link_number if number is None else number,
        to_address=email,
        to_name=name,
        locale=locale,
        created_at=now,
        due_at=now + STREAM_HEAD_START,
    )


def _message_id(confirmation_id: str, kind: MessageKind, suffix: str) -> str:
    return f"{confirmation_id}-{kind}-{suffix}"
