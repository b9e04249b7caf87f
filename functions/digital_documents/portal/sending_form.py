"""To whom a document goes, as it was typed: by email or by text message, and to which address (D1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from functions.digital_documents.portal.words import as_read
from functions.digital_documents.recipient import choose_recipient
from shared.domain.channel import Channel
from shared.domain.customer import Contact, Customer
from shared.domain.digital_document import Recipient
from shared.domain.errors import FieldError, Invalid
from shared.domain.partner import Partner
from shared.phones import NotAPhoneNumber, as_written, to_e164


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    contact_id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingForm:
    channel: str = Channel.EMAIL
    address: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        return cls(channel=form.get("channel", Channel.EMAIL), address=form.get("address", "").strip())

    @classmethod
    def of(cls, recipient: Recipient) -> Self:
        return cls(channel=recipient.channel, address=as_read(recipient))

    @property
    def by(self) -> Channel:
        return Channel.SMS if self.channel == Channel.SMS else Channel.EMAIL

    def filled(self, contact_id: str, suggested: tuple[Suggestion, ...]) -> Self:
        """With the address of that contact."""
        found = next((one.address for one in suggested if one.contact_id == contact_id), self.address)
        return replace(self, address=found)

    def switched(self, customer: Customer, partner: Partner) -> Self:
        """To the other way: whoever was chosen stays chosen, if they can be reached so; no other address stays."""
        try:
            return self.shown(self.recipient(customer, partner))
        except Invalid:
            other = Channel.EMAIL if self.by is Channel.SMS else Channel.SMS
            before = suggestions(other, customer, partner.country)
            chosen = next((one.contact_id for one in before if one.address == self.address), "")
            return replace(self, address="").filled(chosen, suggestions(self.by, customer, partner.country))

    def shown(self, recipient: Recipient | None) -> Self:
        """As it was understood: a number is written as it is read abroad."""
        return replace(self, address=as_read(recipient)) if recipient else self

    def recipient(self, customer: Customer, partner: Partner) -> Recipient:
        """Raises Invalid."""
        if not self.address:
            raise Invalid(FieldError("address", "missing", "Say where it goes."))
        return choose_recipient(self.by, self.address, customer=customer, partner=partner)


def suggestions(channel: Channel, customer: Customer, country: str) -> tuple[Suggestion, ...]:
    """The contacts who can be reached that way, by name."""
    reached = [
        Suggestion(contact_id=contact.id, name=contact.name, address=address)
        for contact in customer.contacts
        if (address := _address_of(contact, channel, country))
    ]
    return tuple(sorted(reached, key=lambda one: one.name.casefold()))


def _address_of(contact: Contact, channel: Channel, country: str) -> str | None:
    if channel is Channel.EMAIL:
        return contact.email
    try:
        return as_written(to_e164(contact.phone, country)) if contact.phone else None
    except NotAPhoneNumber:
        return None
