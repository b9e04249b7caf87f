"""What the routes of partnerships take and answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from functions.partnership.check_modification import Wishes
from shared.delivery import Delivery, delivery_of
from shared.domain.message import Message, MessageState
from shared.domain.partnership import (
    MAX_CONTACTS,
    MAX_MANAGERS,
    MAX_MESSAGE,
    Business,
    Contact,
    Environment,
    HistoryEntry,
    Label,
    Modification,
    Partnership,
    PartnershipStatus,
    PartnershipStep,
    Person,
    Side,
)
from shared.domain.tenant import Actor
from shared.fields import Email, PageQuery, Paragraph, ShortText, check_prose
from shared.models import AnswerModel, RequestModel


def first_label(value: Any) -> Any:
    """Of a pasted address, the first label of its host (E4); anything else as it is."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return text
    return host.partition(".")[0]


def check_message(value: str) -> str:
    """Counted as the browser counts: code points, a line break as one, whatever stands at the ends (E4)."""
    value = value.replace("\r\n", "\n")
    if len(value) > MAX_MESSAGE:
        raise PydanticCustomError("string_too_long", "A message has at most {most} characters.", {"most": MAX_MESSAGE})
    if not value.strip():
        raise PydanticCustomError("missing", "Write a message.")
    return check_prose(value).strip()


TenantName = Annotated[str, StringConstraints(to_lower=True, min_length=1, max_length=63), BeforeValidator(first_label)]
OfferMessage = Annotated[
    str,
    AfterValidator(check_message),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE}),
]
UserId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Contacts = Annotated[tuple[UserId, ...], Field(max_length=MAX_CONTACTS)]
# Whoever sends it is one of them too.
Managers = Annotated[tuple[UserId, ...], Field(max_length=MAX_MANAGERS - 1)]
# Twice as many contacts as there can be, half of them in a change that waits, fit a row with all their roles.
MAX_ROLES = 8
MAX_ROLE = 30
RoleName = Annotated[ShortText, Field(max_length=MAX_ROLE)]
RoleNames = Annotated[tuple[RoleName, ...], Field(max_length=MAX_ROLES)]
RolesOfUsers = Annotated[dict[UserId, dict[Environment, RoleNames]], Field(max_length=MAX_CONTACTS)]


class OfferPartnershipRequest(RequestModel):
    """`tenant_name` may be the address of the tenant; its first label counts."""

    tenant_name: TenantName
    contact_email: Email
    message: OfferMessage
    contact_user_ids: Annotated[Contacts, Field(min_length=1)]
    manager_user_ids: Managers = ()


class CustomerDetails(RequestModel):
    """What the wizard asks for first (E4)."""

    tenant_name: TenantName
    contact_email: Email
    message: OfferMessage


class ChosenContacts(RequestModel):
    contact_user_ids: Annotated[Contacts, Field(min_length=1)]


class ChosenManagers(RequestModel):
    manager_user_ids: Managers


class PartnershipsQuery(PageQuery):
    side: Side | None = None
    status: PartnershipStatus | None = None


class AcceptPartnershipRequest(RequestModel):
    """`roles`: user id, environment, names of roles."""

    roles: RolesOfUsers
    manager_user_ids: Managers = ()


class ReasonRequest(RequestModel):
    reason: Paragraph


class ModificationRequest(RequestModel):
    """`roles` are for contacts that the other side offered, and that a counter-proposal keeps."""

    add_contact_user_ids: Contacts = ()
    release_contact_user_ids: Contacts = ()
    add_manager_user_ids: Managers = ()
    release_manager_user_ids: Managers = ()
    reason: Paragraph | None = None
    roles: RolesOfUsers = Field(default_factory=dict)

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            add_contact_user_ids=self.add_contact_user_ids,
            release_contact_user_ids=self.release_contact_user_ids,
            add_manager_user_ids=self.add_manager_user_ids,
            release_manager_user_ids=self.release_manager_user_ids,
            reason=self.reason,
        )


class AcceptModificationRequest(RequestModel):
    """`roles` are for the contacts that it adds."""

    roles: RolesOfUsers = Field(default_factory=dict)


class BusinessAnswer(AnswerModel):
    """`logo_url` is null where there is none; before it is accepted, whoever offered sees only the tenant's name."""

    name: str
    tenant_name: str
    logo_url: str | None

    @classmethod
    def of(cls, business: Business, origin: str) -> Self:
        return cls(
            name=business.name,
            tenant_name=business.tenant_name,
            logo_url=f"{origin}/{business.logo_path}" if business.logo_path else None,
        )


class ActorAnswer(AnswerModel):
    user_id: str
    name: str

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(user_id=actor.user_id, name=actor.name)


class PersonAnswer(AnswerModel):
    user_id: str
    name: str
    side: Side

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(user_id=person.user_id, name=person.name, side=person.side)


class ManagerAnswer(PersonAnswer):
    label: Label | None


class ContactAnswer(PersonAnswer):
    label: Label | None
    roles: dict[Environment, tuple[str, ...]]


class AddedContactAnswer(PersonAnswer):
    roles: dict[Environment, tuple[str, ...]]

    @classmethod
    def of_contact(cls, contact: Contact) -> Self:
        person = contact.person
        return cls(user_id=person.user_id, name=person.name, side=person.side, roles=dict(contact.roles))


class ModificationAnswer(AnswerModel):
    id: str
    proposed_by: Side
    proposer: ActorAnswer
    proposed_at: datetime
    add_contacts: tuple[AddedContactAnswer, ...]
    release_contacts: tuple[PersonAnswer, ...]
    add_managers: tuple[PersonAnswer, ...]
    release_managers: tuple[PersonAnswer, ...]
    reason: str | None

    @classmethod
    def of(cls, modification: Modification) -> Self:
        return cls(
            id=modification.id,
            proposed_by=modification.proposed_by,
            proposer=ActorAnswer.of(modification.proposer),
            proposed_at=modification.proposed_at,
            add_contacts=tuple(map(AddedContactAnswer.of_contact, modification.add_contacts)),
            release_contacts=tuple(map(PersonAnswer.of, modification.release_contacts)),
            add_managers=tuple(map(PersonAnswer.of, modification.add_managers)),
            release_managers=tuple(map(PersonAnswer.of, modification.release_managers)),
            reason=modification.reason,
        )


class PartnershipAnswer(AnswerModel):
    """`side` is the reader's own. `active_projects` counts the environments in which a contact has a role."""

    id: str
    status: PartnershipStatus
    side: Side
    your_turn: bool
    partner: BusinessAnswer
    customer: BusinessAnswer
    contact_email: str
    message: str
    offered_by: ActorAnswer
    offered_at: datetime
    formed_at: datetime | None
    changed_at: datetime
    managers: tuple[ManagerAnswer, ...]
    contacts: tuple[ContactAnswer, ...]
    active_contacts: int
    active_projects: int
    pending_modification: ModificationAnswer | None
    version: int

    @classmethod
    def of(cls, partnership: Partnership, side: Side, origin: str) -> Self:
        pending = partnership.modification
        return cls(
            id=partnership.id,
            status=partnership.status,
            side=side,
            your_turn=partnership.awaits(side),
            partner=BusinessAnswer.of(partnership.business_seen_by(side, Side.PARTNER), origin),
            customer=BusinessAnswer.of(partnership.business_seen_by(side, Side.CUSTOMER), origin),
            contact_email=partnership.contact_email,
            message=partnership.message,
            offered_by=ActorAnswer.of(partnership.offered_by),
            offered_at=partnership.offered_at,
            formed_at=partnership.formed_at,
            changed_at=partnership.changed_at,
            managers=_managers(partnership, side),
            contacts=_contacts(partnership),
            active_contacts=len(partnership.active_contacts),
            active_projects=len(partnership.active_environments),
            pending_modification=ModificationAnswer.of(pending) if pending else None,
            version=partnership.version,
        )


class MailAnswer(AnswerModel):
    """Before a partnership is formed, `to` is the address that the offer was made to. `delivery` is null where nobody
    was mailed after all: it was answered before, or its receiver can't sign in any more."""

    to: str
    delivery: Delivery | None

    @classmethod
    def of(cls, mail: Message, partnership: Partnership) -> Self:
        is_dropped = mail.state is MessageState.DROPPED
        return cls(to=receiver_of(mail, partnership), delivery=None if is_dropped else delivery_of(mail))


class HistoryEntryAnswer(AnswerModel):
    """`what` was done; `contacts` are those offered, or given roles, by it, `managers` those who came with it. `mails`
    told the other side: they are there for whoever sent them."""

    number: int
    at: datetime
    what: PartnershipStep
    side: Side
    by: ActorAnswer
    reason: str | None
    modification: ModificationAnswer | None
    contacts: tuple[AddedContactAnswer, ...]
    managers: tuple[PersonAnswer, ...]
    mails: tuple[MailAnswer, ...]

    @classmethod
    def of(cls, entry: HistoryEntry, mails: Mapping[str, Message], partnership: Partnership) -> Self:
        return cls(
            number=entry.number,
            at=entry.at,
            what=entry.step,
            side=entry.side,
            by=ActorAnswer.of(entry.by),
            reason=entry.reason,
            modification=ModificationAnswer.of(entry.modification) if entry.modification else None,
            contacts=tuple(map(AddedContactAnswer.of_contact, entry.contacts)),
            managers=tuple(map(PersonAnswer.of, entry.managers)),
            mails=tuple(MailAnswer.of(mails[mail], partnership) for mail in entry.mails if mail in mails),
        )


def receiver_of(mail: Message, partnership: Partnership) -> str:
    return mail.to_name if partnership.formed_at else partnership.contact_email


def _managers(partnership: Partnership, side: Side) -> tuple[ManagerAnswer, ...]:
    pending = partnership.modification
    people = (*partnership.managers_seen_by(side), *(pending.add_managers if pending else ()))
    return tuple(
        ManagerAnswer(
            user_id=person.user_id,
            name=person.name,
            side=person.side,
            label=partnership.label_of_manager(person.user_id),
        )
        for person in people
    )


def _contacts(partnership: Partnership) -> tuple[ContactAnswer, ...]:
    return tuple(
        ContactAnswer(
            user_id=contact.user_id,
            name=contact.person.name,
            side=contact.person.side,
            label=partnership.label_of(contact.user_id),
            roles=dict(contact.roles),
        )
        for contact in partnership.shown_contacts
    )
