"""What mails about partnerships say: who did what, what exactly changes, and why (E15)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from functions.deliver_messages.mail import Block, Button, Facts, Heading, Items, Mail, Paragraph, Quotation
from shared.dates import time_words
from shared.domain.message import Message, MessageKind
from shared.domain.partnership import (
    RELEASE_LABELS,
    Contact,
    Environment,
    HistoryEntry,
    Label,
    Partnership,
    Person,
    Roles,
    Side,
)
from shared.texts import Texts, load_texts

TEXTS = Path(__file__).parent / "texts"
PRODUCT = "Countersign"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipOccasion:
    """`entry` is the step that the mail tells of, `side` the one that hears of it."""

    message: Message
    partnership: Partnership
    entry: HistoryEntry
    side: Side
    link: str

    @property
    def t(self) -> Texts:
        return load_texts(TEXTS, self.message.locale)

    @property
    def organisation(self) -> str:
        """Whose step it was; whoever offered knows them by the name that they typed, until they accept."""
        return self.partnership.business_seen_by(self.side, self.entry.side).name

    @property
    def own(self) -> str:
        return self.partnership.business(self.side).name


def compose_of_partnership(o: PartnershipOccasion) -> Mail:
    """Subject and title are the same; each kind has its own middle."""
    kind, who = o.message.kind, o.entry.by.name
    title = o.t(f"{kind}_title", organisation=o.organisation)
    pending = o.entry.modification
    intro = o.t(
        f"{kind}_intro",
        who=who,
        organisation=o.organisation,
        own=o.own,
        offered_by=o.partnership.offered_by.name,
        proposer=pending.proposer.name if pending else "",
    )
    return Mail(
        subject=title,
        preview=o.t(f"{kind}_preview", who=who),
        brand=PRODUCT,
        title=title,
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(intro),
            *TOLD[kind](o),
            Button(o.t("partnership_button"), o.link, o.t("link_beneath")),
            Heading(o.t("recorded")),
            Facts(
                (
                    (o.t("partnership_step_at"), time_words(o.entry.at, o.message.locale)),
                    *_managers(o),
                    (o.t("partnership_id"), o.partnership.id),
                )
            ),
        ),
        footer=o.t("footer_partnership", own=o.own),
        sender_name=PRODUCT,
    )


def offered(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (
        Heading(o.t("partnership_message", who=o.entry.by.name)),
        Quotation(o.partnership.message),
        Heading(o.t("partnership_contacts")),
        Items(tuple((contact.person.name, "") for contact in o.entry.contacts)),
        Paragraph(o.t("partnership_offered_next")),
    )


def accepted(o: PartnershipOccasion) -> tuple[Block, ...]:
    rows = ((contact.person.name, _roles(o, contact.roles)) for contact in o.entry.contacts)
    return (Heading(o.t("partnership_roles")), Items(tuple(rows)))


def declined(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (*_reason(o), Paragraph(o.t("partnership_declined_next")))


def withdrawn(o: PartnershipOccasion) -> tuple[Block, ...]:
    return _reason(o)


def ended(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (*_reason(o), Paragraph(o.t("partnership_ended_next")))


def change_asked(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (*_change(o, "modification_asked"), *_reason(o), Paragraph(o.t("modification_next")))


def change_accepted(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (Heading(o.t("modification_made")), Items(tuple(_made(o))))


def change_closed(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (*_reason(o), *_change(o, "modification_was_asked"))


TOLD: dict[MessageKind, Callable[[PartnershipOccasion], tuple[Block, ...]]] = {
    MessageKind.PARTNERSHIP_OFFERED: offered,
    MessageKind.PARTNERSHIP_ACCEPTED: accepted,
    MessageKind.PARTNERSHIP_DECLINED: declined,
    MessageKind.PARTNERSHIP_WITHDRAWN: withdrawn,
    MessageKind.PARTNERSHIP_ENDED: ended,
    MessageKind.MODIFICATION_PROPOSED: change_asked,
    MessageKind.MODIFICATION_COUNTERED: change_asked,
    MessageKind.MODIFICATION_ACCEPTED: change_accepted,
    MessageKind.MODIFICATION_DECLINED: change_closed,
    MessageKind.MODIFICATION_WITHDRAWN: change_closed,
}


def _managers(o: PartnershipOccasion) -> tuple[tuple[str, str], ...]:
    """To whom to turn at the other side, where it may be known."""
    seen = (one.name for one in o.partnership.managers_seen_by(o.side) if one.side is o.entry.side)
    names = ", ".join(seen)
    return ((o.t("partnership_managers", organisation=o.organisation), names),) if names else ()


def _reason(o: PartnershipOccasion) -> tuple[Block, ...]:
    return (Heading(o.t("reason")), Quotation(o.entry.reason)) if o.entry.reason else ()


def _change(o: PartnershipOccasion, heading: str) -> tuple[Block, ...]:
    """As it waits for an answer, with the labels that the portal shows (E10)."""
    wanted = o.entry.change
    release = RELEASE_LABELS[wanted.proposed_by]
    rows = (
        *((contact.person, "contact", Label.OFFERED, contact.roles) for contact in wanted.add_contacts),
        *((person, "contact", release, {}) for person in wanted.release_contacts),
        *((person, "manager", Label.OFFERED, {}) for person in wanted.add_managers),
        *((person, "manager", release, {}) for person in wanted.release_managers),
    )
    told = (_row(o, person, f"{what}_{label}", roles) for person, what, label, roles in rows)
    return (Heading(o.t(heading)), Items(tuple(told)))


def _made(o: PartnershipOccasion) -> Iterable[tuple[str, str]]:
    """As it is from now on: contacts with the roles that they were given."""
    wanted = o.entry.change
    added: tuple[Contact, ...] = o.entry.contacts
    yield from (_row(o, contact.person, "contact_added", contact.roles) for contact in added)
    yield from (_row(o, person, "contact_released", {}) for person in wanted.release_contacts)
    yield from (_row(o, person, "manager_added", {}) for person in wanted.add_managers)
    yield from (_row(o, person, "manager_released", {}) for person in wanted.release_managers)


def _row(o: PartnershipOccasion, person: Person, how: str, roles: Roles) -> tuple[str, str]:
    name = f"{person.name}, {o.partnership.business(person.side).name}"
    told = o.t(how)
    return name, f"{told}; {_roles(o, roles)}" if roles else told


def _roles(o: PartnershipOccasion, roles: Roles) -> str:
    """Those that the portal proposes in the reader's language; others as they were typed."""
    return "; ".join(
        f"{o.t(f'environment_{environment}')}: {', '.join(o.t.words.get(f'role_{name}', name) for name in names)}"
        for environment, names in _in_order(roles)
    )


def _in_order(roles: Roles) -> Iterable[tuple[Environment, tuple[str, ...]]]:
    return ((environment, roles[environment]) for environment in Environment if environment in roles)
