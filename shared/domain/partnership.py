"""A partnership: an organisation offers its people to another, which gives them roles in its environments (E).

open -> accepted | declined | withdrawn; accepted <-> modified, while a change waits for the other side's answer; either
of the two -> ended. Who may do what, and what becomes of it, stands in STEPS. It is one aggregate with two sides: each
change is of both, and is written down in its history.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain.errors import Conflict, Invalid
from shared.domain.locale import Locale
from shared.domain.partner import Logo, Partner
from shared.domain.tenant import Actor
from shared.domain.user import User

MAX_MESSAGE = 500
"""In Unicode code points (E4)."""
MAX_CONTACTS = 50
MAX_MANAGERS = 20
"""Of each side. Each manager of the other side gets a mail, in the transaction that causes it."""


class RecipientNotFound(Invalid):
    """The tenant is unknown, or nobody signs in to it with that address: one answer, which names no field (E13)."""

    def __init__(self) -> None:
        super().__init__(detail="No user with this email address signs in to a tenant of this name. Check both.")


class OwnTenant(Invalid):
    pass


class UnknownUser(Invalid):
    """Somebody who isn't one's own user, or isn't part of the partnership."""


class PartnershipExists(Conflict):
    def __init__(self) -> None:
        super().__init__("A partnership with this tenant, or an offer of one, is there already.")


class PartnershipNotOpen(Conflict):
    def __init__(self) -> None:
        super().__init__("This offer has been answered or withdrawn.")


class PartnershipNotAccepted(Conflict):
    def __init__(self) -> None:
        super().__init__("This partnership is not in force.")


class NotYourTurn(Conflict):
    pass


class ModificationPending(Conflict):
    def __init__(self) -> None:
        super().__init__("A change of this partnership waits for an answer already.")


class ModificationClosed(Conflict):
    def __init__(self) -> None:
        super().__init__("This change has been answered or withdrawn.")


class Side(StrEnum):
    """The partner offered, the customer was offered (E1)."""

    PARTNER = "partner"
    CUSTOMER = "customer"

    @property
    def other(self) -> "Side":
        return Side.CUSTOMER if self is Side.PARTNER else Side.PARTNER


class Environment(StrEnum):
    PRODUCTION = "production"
    QUALITY = "quality"
    DEVELOPMENT = "development"


class PartnershipStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    MODIFIED = "modified"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class PartnershipStep(StrEnum):
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    END = "end"
    MODIFY = "modify"
    ACCEPT_MODIFICATION = "accept_modification"
    DECLINE_MODIFICATION = "decline_modification"
    COUNTER_MODIFICATION = "counter_modification"
    WITHDRAW_MODIFICATION = "withdraw_modification"


class Turn(StrEnum):
    """Whose step it is: of the side that proposed what waits for an answer, of the one that answers, or of either."""

    PROPOSER = "proposer"
    ANSWERER = "answerer"
    EITHER = "either"


type Roles = Mapping[Environment, tuple[str, ...]]

LIVE = frozenset({PartnershipStatus.OPEN, PartnershipStatus.ACCEPTED, PartnershipStatus.MODIFIED})
"""Of a pair and direction there is one of these at most (E11)."""
FORMED = frozenset({PartnershipStatus.ACCEPTED, PartnershipStatus.MODIFIED})

STEPS: dict[tuple[PartnershipStatus, PartnershipStep], tuple[PartnershipStatus, Turn]] = {
    (PartnershipStatus.OPEN, PartnershipStep.ACCEPT): (PartnershipStatus.ACCEPTED, Turn.ANSWERER),
    (PartnershipStatus.OPEN, PartnershipStep.DECLINE): (PartnershipStatus.DECLINED, Turn.ANSWERER),
    (PartnershipStatus.OPEN, PartnershipStep.WITHDRAW): (PartnershipStatus.WITHDRAWN, Turn.PROPOSER),
    (PartnershipStatus.ACCEPTED, PartnershipStep.MODIFY): (PartnershipStatus.MODIFIED, Turn.EITHER),
    (PartnershipStatus.MODIFIED, PartnershipStep.ACCEPT_MODIFICATION): (PartnershipStatus.ACCEPTED, Turn.ANSWERER),
    (PartnershipStatus.MODIFIED, PartnershipStep.DECLINE_MODIFICATION): (PartnershipStatus.ACCEPTED, Turn.ANSWERER),
    (PartnershipStatus.MODIFIED, PartnershipStep.COUNTER_MODIFICATION): (PartnershipStatus.MODIFIED, Turn.ANSWERER),
    (PartnershipStatus.MODIFIED, PartnershipStep.WITHDRAW_MODIFICATION): (PartnershipStatus.ACCEPTED, Turn.PROPOSER),
    **{(status, PartnershipStep.END): (PartnershipStatus.ENDED, Turn.EITHER) for status in FORMED},
}

REFUSALS: dict[PartnershipStep, Callable[[], Conflict]] = {
    PartnershipStep.ACCEPT: PartnershipNotOpen,
    PartnershipStep.DECLINE: PartnershipNotOpen,
    PartnershipStep.WITHDRAW: PartnershipNotOpen,
    PartnershipStep.END: PartnershipNotAccepted,
    PartnershipStep.MODIFY: PartnershipNotAccepted,
    PartnershipStep.ACCEPT_MODIFICATION: ModificationClosed,
    PartnershipStep.DECLINE_MODIFICATION: ModificationClosed,
    PartnershipStep.COUNTER_MODIFICATION: ModificationClosed,
    PartnershipStep.WITHDRAW_MODIFICATION: ModificationClosed,
}
"""What to say where STEPS knows no such step."""


class Label(StrEnum):
    """What a change that waits for an answer would make of somebody (E10)."""

    OFFERED = "offered"
    RELEASED_BY_PARTNER = "released_by_partner"
    TO_BE_RELEASED = "to_be_released"


RELEASE_LABELS = {Side.PARTNER: Label.RELEASED_BY_PARTNER, Side.CUSTOMER: Label.TO_BE_RELEASED}
"""By the side that wants the release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """An organisation as the other side sees it (E12), as it was when it last did something here."""

    partner_id: str
    name: str
    tenant_name: str
    logo: Logo | None = None

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls(partner_id=partner.id, name=partner.name, tenant_name=partner.tenant_name, logo=partner.logo)

    @property
    def logo_path(self) -> str | None:
        return self.logo.path_of(self.partner_id) if self.logo else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of that side, and how mails reach them."""

    user_id: str
    name: str
    email: str
    locale: Locale
    side: Side

    @classmethod
    def of(cls, user: User, side: Side) -> Self:
        return cls(user_id=user.id, name=user.name, email=user.email, locale=user.language, side=side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody offered by one side, with the roles that the other side gave them in its environments (E9)."""

    person: Person
    roles: Roles

    @property
    def user_id(self) -> str:
        return self.person.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """A change that waits for the other side's answer (E10). Contacts of the answering side have their roles already:
    a counter-proposal that keeps somebody gives them."""

    id: str
    proposed_by: Side
    proposer: Actor
    proposed_at: datetime
    add_contacts: tuple[Contact, ...] = ()
    release_contacts: tuple[Person, ...] = ()
    add_managers: tuple[Person, ...] = ()
    release_managers: tuple[Person, ...] = ()
    reason: str | None = None

    @property
    def contacts_without_roles(self) -> tuple[Contact, ...]:
        """Those to whom whoever accepts gives roles."""
        return tuple(contact for contact in self.add_contacts if contact.person.side is self.proposed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change (E14): who did what, when and why; `modification` is the change that it is about. `mails` are the ids
    of the messages that told the other side."""

    number: int
    at: datetime
    step: PartnershipStep
    side: Side
    by: Actor
    reason: str | None = None
    modification: Modification | None = None
    contacts: tuple[Contact, ...] = ()
    managers: tuple[Person, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def change(self) -> Modification:
        """What the step was about. Raises LookupError where it was about none."""
        if self.modification is None:
            raise LookupError(self.step)
        return self.modification

    @property
    def dismissed(self) -> tuple[Person, ...]:
        """Who was a manager until this step."""
        if self.modification is None or self.step is not PartnershipStep.ACCEPT_MODIFICATION:
            return ()
        return self.modification.release_managers


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """`contact_email` is the address that the offer was made to. `formed_at` is when it was accepted: from then on
    each side sees who the other is (E12). `entries` counts its history."""

    id: str
    partner: Business
    customer: Business
    contact_email: str
    message: str
    offered_at: datetime
    offered_by: Actor
    managers: tuple[Person, ...]
    contacts: tuple[Contact, ...]
    status: PartnershipStatus = PartnershipStatus.OPEN
    modification: Modification | None = None
    formed_at: datetime | None = None
    changed_at: datetime
    entries: int = 1
    version: int = 1

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_formed(self) -> bool:
        return self.status in FORMED

    def business(self, side: Side) -> Business:
        return self.partner if side is Side.PARTNER else self.customer

    def side_of(self, partner_id: str) -> Side:
        return Side.PARTNER if partner_id == self.partner.partner_id else Side.CUSTOMER

    def managers_of(self, side: Side) -> tuple[Person, ...]:
        return tuple(manager for manager in self.managers if manager.side is side)

    @property
    def proposer(self) -> Side | None:
        """The side that waits for an answer."""
        if self.status is PartnershipStatus.OPEN:
            return Side.PARTNER
        return self.modification.proposed_by if self.modification else None

    def awaits(self, side: Side) -> bool:
        """Whether that side is asked for an answer."""
        return self.proposer is side.other

    @property
    def active_contacts(self) -> tuple[Contact, ...]:
        """Those who work for the other side now."""
        return self.contacts if self.is_formed else ()

    @property
    def shown_contacts(self) -> tuple[Contact, ...]:
        """With those that a change would add."""
        return (*self.contacts, *(self.modification.add_contacts if self.modification else ()))

    @property
    def active_environments(self) -> tuple[Environment, ...]:
        """Where at least one contact has a role: what the tile counts as active projects (E8)."""
        return tuple(each for each in Environment if any(each in contact.roles for contact in self.active_contacts))

    def business_seen_by(self, viewer: Side, of: Side) -> Business:
        """Whoever offered knows no more of the other than the name that they typed, until it is accepted (E12, E13)."""
        business = self.business(of)
        if self._is_hidden(viewer, of):
            return Business(partner_id="", name=business.tenant_name, tenant_name=business.tenant_name)
        return business

    def managers_seen_by(self, viewer: Side) -> tuple[Person, ...]:
        return tuple(manager for manager in self.managers if not self._is_hidden(viewer, manager.side))

    def steps_of(self, side: Side) -> tuple[PartnershipStep, ...]:
        """What that side may do now."""
        return tuple(
            step
            for (status, step), (_, turn) in STEPS.items()
            if status is self.status and self._is_turn_of(side, turn)
        )

    def check(self, step: PartnershipStep, side: Side) -> PartnershipStatus:
        """The status after that step of that side.

        Raises PartnershipNotOpen, PartnershipNotAccepted, ModificationPending, ModificationClosed, NotYourTurn.
        """
        found = STEPS.get((self.status, step))
        if found is None:
            pending = step is PartnershipStep.MODIFY and self.status is PartnershipStatus.MODIFIED
            raise ModificationPending if pending else REFUSALS[step]()
        target, turn = found
        if not self._is_turn_of(side, turn):
            raise NotYourTurn(
                "Only the side that proposed this can take it back."
                if turn is Turn.PROPOSER
                else "Your own side proposed this: the other side answers it."
            )
        return target

    def label_of(self, user_id: str) -> Label | None:
        """What a contact is about to become."""
        pending = self.modification
        if pending is None:
            return None if self.formed_at else Label.OFFERED
        return _label(user_id, pending, (each.person for each in pending.add_contacts), pending.release_contacts)

    def label_of_manager(self, user_id: str) -> Label | None:
        pending = self.modification
        return _label(user_id, pending, pending.add_managers, pending.release_managers) if pending else None

    def with_manager(self, person: Person) -> Self:
        """Whoever acts is among the managers of their side, as they are now."""
        others = tuple(manager for manager in self.managers if manager.user_id != person.user_id)
        place = next((at for at, one in enumerate(self.managers) if one.user_id == person.user_id), len(others))
        return replace(self, managers=(*others[:place], person, *others[place:]))

    def with_business(self, business: Business, side: Side) -> Self:
        return replace(self, partner=business) if side is Side.PARTNER else replace(self, customer=business)

    def taken(
        self,
        step: PartnershipStep,
        side: Side,
        by: Actor,
        now: datetime,
        *,
        reason: str | None = None,
        modification: Modification | None = None,
    ) -> "PartnershipChange":
        """After that step, and the entry of the history that tells of it; `modification` is what the step is about.

        It waits for an answer from now on where the step proposes it; else nothing does any more. Raises as `check`.
        """
        target = self.check(step, side)
        changed = replace(
            self,
            status=target,
            modification=modification if target is PartnershipStatus.MODIFIED else None,
            formed_at=now if step is PartnershipStep.ACCEPT else self.formed_at,
            changed_at=now,
            entries=self.entries + 1,
            version=self.version + 1,
        )
        entry = HistoryEntry(
            number=changed.entries, at=now, step=step, side=side, by=by, reason=reason, modification=modification
        )
        return PartnershipChange(partnership=changed, entry=entry)

    def with_modification_applied(self, modification: Modification, roles: Mapping[str, Roles]) -> Self:
        """As it is once that is accepted, with the roles that this gives to those who have none (by user id)."""
        released = {person.user_id for person in modification.release_contacts}
        dismissed = {person.user_id for person in modification.release_managers}
        # Whoever acts for a side is a manager by then, though it may be this that adds them.
        present = {manager.user_id for manager in self.managers}
        added = (
            replace(contact, roles=roles.get(contact.user_id, contact.roles)) for contact in modification.add_contacts
        )
        return replace(
            self,
            contacts=(*(each for each in self.contacts if each.user_id not in released), *added),
            managers=(
                *(each for each in self.managers if each.user_id not in dismissed),
                *(each for each in modification.add_managers if each.user_id not in present),
            ),
        )

    def _is_hidden(self, viewer: Side, of: Side) -> bool:
        return self.formed_at is None and viewer is Side.PARTNER and of is Side.CUSTOMER

    def _is_turn_of(self, side: Side, turn: Turn) -> bool:
        if turn is Turn.EITHER:
            return True
        return (side is self.proposer) is (turn is Turn.PROPOSER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipChange:
    """A partnership as a step left it, with the entry of its history: what is written together."""

    partnership: Partnership
    entry: HistoryEntry

    @property
    def modification(self) -> Modification:
        """Raises LookupError."""
        return self.entry.change


def _label(user_id: str, pending: Modification, added: Iterable[Person], released: Iterable[Person]) -> Label | None:
    if any(person.user_id == user_id for person in released):
        return RELEASE_LABELS[pending.proposed_by]
    return Label.OFFERED if any(person.user_id == user_id for person in added) else None
