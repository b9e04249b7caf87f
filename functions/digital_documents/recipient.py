"""Who is asked to sign, from the address that was given: an email address, or a mobile number (D1)."""

from pydantic import TypeAdapter, ValidationError

from shared.domain.channel import Channel
from shared.domain.customer import Contact, Customer
from shared.domain.digital_document import Recipient
from shared.domain.errors import FieldError, Invalid
from shared.domain.partner import Partner
from shared.fields import Email
from shared.phones import NotAPhoneNumber, to_e164

_email = TypeAdapter[str](Email)


def choose_recipient(channel: Channel, address: str, *, customer: Customer, partner: Partner) -> Recipient:
    """The contact who has that address, else the customer itself. Raises Invalid."""
    reached_at = check_address(channel, address, country=partner.country)
    contact = _find_contact(channel, reached_at, customer=customer, country=partner.country)
    return Recipient(
        name=contact.name if contact else customer.name,
        channel=channel,
        address=reached_at,
        locale=(contact.language if contact else None) or partner.locale,
    )


def check_address(channel: Channel, address: str, *, country: str) -> str:
    """As it is kept: normalised, or in E.164; a number without a country code is one of `country`. Raises Invalid."""
    try:
        return _email.validate_python(address) if channel is Channel.EMAIL else to_e164(address, country)
    except ValidationError as error:
        raise Invalid(FieldError("address", "email", error.errors()[0]["msg"])) from None
    except NotAPhoneNumber as refusal:
        raise Invalid(FieldError("address", "phone", str(refusal))) from None


def _find_contact(channel: Channel, address: str, *, customer: Customer, country: str) -> Contact | None:
    for contact in customer.contacts:
        known = contact.email if channel is Channel.EMAIL else _e164(contact.phone, country)
        if known is not None and known.casefold() == address.casefold():
            return contact
    return None


def _e164(phone: str | None, country: str) -> str | None:
    try:
        return to_e164(phone, country) if phone else None
    except NotAPhoneNumber:
        return None
