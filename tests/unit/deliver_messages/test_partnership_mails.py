"""The mails of partnerships: each step is told to the other side's managers, in their language, by name (E15)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.deliver_messages.compose_of_partnership import TOLD
from functions.deliver_messages.deliver_message import Outcome
from functions.deliver_messages.errand_of_partnership import OF_PARTNERSHIPS
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.partnership import (
    Environment,
    Partnership,
    PartnershipChange,
    PartnershipStatus,
    PartnershipStep,
    Side,
)
from shared.domain.partnership_messages import partnership_messages
from shared.domain.tenant import Tenant
from shared.domain.user import User, UserState
from tests.support.builders import NOON, PARTNER_ID
from tests.support.fakes.mailer import SentMail
from tests.support.fakes.partnerships import FakePartnerships, FakeRows
from tests.support.partnerships import (
    CARLA,
    EVERYBODY,
    FJORD,
    KIM,
    NILS,
    NORDIC,
    OLGA,
    PARTNERSHIP_ID,
    SAM,
    a_modification,
    a_story,
    actor,
    an_offer,
    contact,
    modified,
    person,
)
from tests.unit.deliver_messages.world import World

type Story = tuple[PartnershipChange, ...]

LATER = NOON + timedelta(hours=4)
LINK = f"https://countersign.example/portal/partnerships/{PARTNERSHIP_ID}"
ROLES = {Environment.QUALITY: ("reader", "night watch"), Environment.PRODUCTION: ("administrator",)}
PENDING = a_story(PartnershipStatus.MODIFIED)
COUNTER = a_modification(
    id="mod_01KAAAAAAMPARTNERSH1P00009",
    proposed_by=Side.CUSTOMER,
    proposer=actor(CARLA),
    add_contacts=(contact(NILS, {}),),
    release_contacts=(person(KIM),),
    add_managers=(person(OLGA),),
    release_managers=(),
    reason="Kim is needed elsewhere.",
)


def answered(step: PartnershipStep, side: Side, user: User, reason: str | None = None) -> Story:
    """The change that waits, answered so."""
    last = PENDING[-1].partnership
    return (*PENDING, last.taken(step, side, actor(user), LATER, reason=reason, modification=last.modification))


def agreed() -> Story:
    *before, change = answered(PartnershipStep.ACCEPT_MODIFICATION, Side.CUSTOMER, CARLA)
    applied = change.partnership.with_modification_applied(a_modification(), {})
    return (*before, replace(change, partnership=applied))


def countered() -> Story:
    last = PENDING[-1].partnership
    step = PartnershipStep.COUNTER_MODIFICATION
    change = last.taken(step, Side.CUSTOMER, actor(CARLA), LATER, reason=COUNTER.reason, modification=COUNTER)
    return (*PENDING, change)


STORIES: dict[MessageKind, Story] = {
    MessageKind.PARTNERSHIP_OFFERED: a_story(PartnershipStatus.OPEN),
    MessageKind.PARTNERSHIP_ACCEPTED: a_story(PartnershipStatus.ACCEPTED),
    MessageKind.PARTNERSHIP_DECLINED: a_story(PartnershipStatus.DECLINED),
    MessageKind.PARTNERSHIP_WITHDRAWN: a_story(PartnershipStatus.WITHDRAWN),
    MessageKind.PARTNERSHIP_ENDED: a_story(PartnershipStatus.ENDED),
    MessageKind.MODIFICATION_PROPOSED: PENDING,
    MessageKind.MODIFICATION_COUNTERED: countered(),
    MessageKind.MODIFICATION_ACCEPTED: agreed(),
    MessageKind.MODIFICATION_DECLINED: answered(
        PartnershipStep.DECLINE_MODIFICATION, Side.CUSTOMER, CARLA, "We need Lo until May."
    ),
    MessageKind.MODIFICATION_WITHDRAWN: answered(
        PartnershipStep.WITHDRAW_MODIFICATION, Side.PARTNER, SAM, "Lo stays after all."
    ),
}
ASKING = {MessageKind.PARTNERSHIP_OFFERED, MessageKind.MODIFICATION_PROPOSED, MessageKind.MODIFICATION_COUNTERED}


def world_of(story: Story, *messages: Message, users: tuple[User, ...] = EVERYBODY) -> World:
    """As the story leaves it."""
    rows = FakeRows.of((NORDIC, FJORD), users)
    sides = FakePartnerships(rows, Tenant(PARTNER_ID))
    offer, *steps = story
    sides.offer(offer, ())
    for step in steps:
        sides.save(step, ())
    return World(*messages, partnerships=rows)


def message_of(story: Story) -> Message:
    """To the manager who was there from the beginning."""
    return partnership_messages(story[-1])[0]


def mail_of(story: Story, locale: Locale | None = None) -> SentMail:
    message = message_of(story)
    message = replace(message, locale=locale or message.locale)
    world = world_of(story, message)
    assert world.deliver(message).outcome is Outcome.SENT
    (mail,) = world.mailer.sent
    return mail


def shown(mail: SentMail) -> str:
    """The text without its line ends."""
    return " ".join(mail.text.split())


def test_each_kind_is_told_here() -> None:
    assert set(STORIES) == OF_PARTNERSHIPS == set(TOLD)
    assert {kind: message_of(story).kind for kind, story in STORIES.items()} == {kind: kind for kind in STORIES}


@pytest.mark.parametrize(
    ("kind", "subject", "to"),
    [
        (MessageKind.PARTNERSHIP_OFFERED, "Nordic Resale AB erbjuder er ett samarbete", CARLA),
        (MessageKind.PARTNERSHIP_ACCEPTED, "Fjord Drift AS has accepted your offer of a partnership", SAM),
        (MessageKind.PARTNERSHIP_DECLINED, "fjord-drift has declined your offer of a partnership", SAM),
        (MessageKind.PARTNERSHIP_WITHDRAWN, "Nordic Resale AB har dragit tillbaka sitt erbjudande om samarbete", CARLA),
        (MessageKind.PARTNERSHIP_ENDED, "Fjord Drift AS has ended the partnership", SAM),
        (MessageKind.MODIFICATION_PROPOSED, "Nordic Resale AB vill ändra samarbetet", CARLA),
        (MessageKind.MODIFICATION_COUNTERED, "Fjord Drift AS proposes another change instead", SAM),
        (MessageKind.MODIFICATION_ACCEPTED, "Fjord Drift AS has accepted the change", SAM),
        (MessageKind.MODIFICATION_DECLINED, "Fjord Drift AS has declined the change", SAM),
        (MessageKind.MODIFICATION_WITHDRAWN, "Nordic Resale AB har tagit tillbaka sin ändring", CARLA),
    ],
)
def test_the_other_side_hears_of_it_in_its_own_language(kind: MessageKind, subject: str, to: User) -> None:
    mail = mail_of(STORIES[kind])

    assert (mail.to, mail.message["Subject"]) == (to.email, subject)
    assert mail.message["Content-Language"] == to.language


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", STORIES)
def test_each_mail_says_who_did_it_and_why_and_leads_to_the_partnership(kind: MessageKind, locale: Locale) -> None:
    story = STORIES[kind]
    mail = mail_of(story, locale)

    reasons = [story[-1].entry.reason] if story[-1].entry.reason else []
    for said in (story[-1].entry.by.name, message_of(story).to_name, *reasons):
        assert said in shown(mail)
        assert said in mail.html
    assert mail.text.count(LINK) == 1
    assert mail.html.count(LINK) == 3
    assert mail.message["From"].addresses[0].display_name == "Countersign"
    assert "!" not in mail.text


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", STORIES)
def test_text_and_html_say_the_same_in_lines_that_fit(kind: MessageKind, locale: Locale) -> None:
    mail = mail_of(STORIES[kind], locale)

    markup = re.sub(r"<(style|title)\b.*?</\1>|<[^>]*>", " ", mail.html, flags=re.DOTALL)
    words = set(re.findall(r"[a-zåäö]{4,}", mail.text.lower()))
    assert words - set(re.findall(r"[a-zåäö]{4,}", markup.lower())) <= {"https", "countersign", "example"}
    assert [line for line in mail.text.splitlines() if len(line) > 78 and "https://" not in line] == []
    assert mail.mime.isascii()


OFFERED_IN_ENGLISH = """\
Nordic Resale AB offers you a partnership
=========================================

Hello Carla Chef,

Sam Seller at Nordic Resale AB offers Fjord Drift AS a partnership. Contacts
of theirs would work for you, with the roles that you give them.

Message from Sam Seller
-----------------------

> We look after your backups already: let us work in your projects.

Contacts offered
----------------

- Kim Konsult
- Lo Lind

Accept the offer and give each contact at least one role in one of your
environments, or decline it and say why. Nothing happens until you answer.

Open the partnership:
https://countersign.example/portal/partnerships/prt_01KAAAAAAPPARTNERSH1P00001

What was recorded
-----------------

When: 22 November 2026 at 12:00 UTC
Managers at Nordic Resale AB: Sam Seller
Id of the partnership: prt_01KAAAAAAPPARTNERSH1P00001

--\x20

Sent by Countersign to Fjord Drift AS, where you manage this partnership.
"""
PROPOSED_IN_SWEDISH = """\
Nordic Resale AB vill ändra samarbetet
======================================

Hej Carla Chef,

Sam Seller på Nordic Resale AB vill ändra ert samarbete. Allt förblir som
det är tills ni har svarat.

Det här skulle ändras
---------------------

- Lo Lind, Nordic Resale AB (kontakt, släpps av partnern)
- Kim Konsult, Nordic Resale AB (ansvarig, erbjuden)

Anledning
---------

> Lo goes on leave.

Godkänn ändringen, avböj den eller lägg fram ett eget förslag.

Öppna samarbetet:
https://countersign.example/portal/partnerships/prt_01KAAAAAAPPARTNERSH1P00001

Det här har registrerats
------------------------

När: 22 november 2026 kl. 14.00 UTC
Ansvariga på Nordic Resale AB: Sam Seller
Samarbetets id: prt_01KAAAAAAPPARTNERSH1P00001

--\x20

Skickat av Countersign till Fjord Drift AS, där du är ansvarig för
samarbetet.
"""


@pytest.mark.parametrize(
    ("kind", "locale", "text"),
    [
        (MessageKind.PARTNERSHIP_OFFERED, Locale.ENGLISH, OFFERED_IN_ENGLISH),
        (MessageKind.MODIFICATION_PROPOSED, Locale.SWEDISH, PROPOSED_IN_SWEDISH),
    ],
    ids=["offered", "proposed"],
)
def test_a_whole_mail_as_it_is_read(kind: MessageKind, locale: Locale, text: str) -> None:
    assert mail_of(STORIES[kind], locale).text == text


def test_whoever_offered_learns_who_declined_and_no_more_than_the_name_that_they_typed() -> None:
    mail = mail_of(STORIES[MessageKind.PARTNERSHIP_DECLINED])

    assert "Carla Chef at fjord-drift has declined the partnership that Sam Seller offered." in shown(mail)
    assert "Fjord Drift" not in mail.text
    assert CARLA.email not in mail.text


def with_roles(partnership: Partnership) -> PartnershipChange:
    change = partnership.taken(PartnershipStep.ACCEPT, Side.CUSTOMER, actor(CARLA), LATER)
    contacts = tuple(replace(one, roles=ROLES) for one in partnership.contacts)
    return PartnershipChange(
        partnership=replace(change.partnership, contacts=contacts), entry=replace(change.entry, contacts=contacts)
    )


@pytest.mark.parametrize(
    ("locale", "roles"),
    [
        (Locale.ENGLISH, "production: administrator; quality: reader, night watch"),
        (Locale.SWEDISH, "produktion: administratör; kvalitet: läsare, night watch"),
    ],
)
def test_roles_are_told_by_environment_and_unknown_ones_as_they_were_typed(locale: Locale, roles: str) -> None:
    mail = mail_of((an_offer(), with_roles(an_offer().partnership)), locale)

    assert f"- Kim Konsult ({roles})" in shown(mail)
    assert "Fjord Drift AS: Carla Chef" in shown(mail)


def test_a_counter_proposal_names_everybody_by_side_and_label() -> None:
    told = shown(mail_of(STORIES[MessageKind.MODIFICATION_COUNTERED]))

    assert "- Nils Nord, Fjord Drift AS (contact, offered)" in told
    assert "- Kim Konsult, Nordic Resale AB (contact, to be released)" in told
    assert "- Olga Ohm, Fjord Drift AS (manager, offered)" in told


def test_what_a_counter_proposal_keeps_is_told_with_its_roles() -> None:
    kept = replace(COUNTER, add_contacts=(contact(KIM, ROLES),), release_contacts=())
    *before, last = STORIES[MessageKind.MODIFICATION_COUNTERED]
    change = PartnershipChange(
        partnership=replace(last.partnership, modification=kept), entry=replace(last.entry, modification=kept)
    )

    told = shown(mail_of((*before, change)))

    assert "Kim Konsult, Nordic Resale AB (contact, offered; production: administrator; quality: reader" in told


def test_what_was_agreed_is_told_as_done() -> None:
    told = shown(mail_of(STORIES[MessageKind.MODIFICATION_ACCEPTED], Locale.ENGLISH))

    assert "- Lo Lind, Nordic Resale AB (contact, released)" in told
    assert "- Kim Konsult, Nordic Resale AB (manager, added)" in told


def test_markup_in_what_somebody_typed_stays_text() -> None:
    mail = mail_of(a_story(PartnershipStatus.OPEN, message="<b>Hello</b>\n<script>alert(1)</script>"))

    assert "> <b>Hello</b>\n> <script>" in mail.text
    assert "<script>" not in mail.html
    assert "&lt;b&gt;Hello" in mail.html


@pytest.mark.parametrize("kind", sorted(ASKING))
def test_nobody_is_asked_for_what_has_been_answered(kind: MessageKind) -> None:
    story = STORIES[kind]
    message, now = message_of(story), story[-1].partnership
    closing = PartnershipStep.WITHDRAW if kind is MessageKind.PARTNERSHIP_OFFERED else PartnershipStep.END
    closed = (*story, now.taken(closing, story[-1].entry.side, story[-1].entry.by, LATER, reason="Over."))
    world = world_of(closed, message)

    attempt = world.deliver(message)

    assert attempt.outcome is Outcome.DROPPED
    assert world.mailer.sent == []


def test_a_change_that_was_countered_is_not_asked_for_any_more() -> None:
    message = message_of(PENDING)

    assert world_of(STORIES[MessageKind.MODIFICATION_COUNTERED], message).deliver(message).outcome is Outcome.DROPPED


@pytest.mark.parametrize("kind", sorted(set(STORIES) - ASKING))
def test_a_step_that_was_taken_is_told_whatever_came_after(kind: MessageKind) -> None:
    story = STORIES[kind]
    message, last = message_of(story), story[-1].partnership
    if last.is_formed:
        story = (*story, last.taken(PartnershipStep.END, Side.CUSTOMER, actor(CARLA), LATER, reason="Over."))

    assert world_of(story, message).deliver(message).outcome is Outcome.SENT


@pytest.mark.parametrize("kind", STORIES)
def test_whoever_was_deactivated_hears_nothing(kind: MessageKind) -> None:
    message = message_of(STORIES[kind])
    gone = tuple(
        replace(user, state=UserState.DEACTIVATED) if user.email == message.to_address else user for user in EVERYBODY
    )
    world = world_of(STORIES[kind], message, users=gone)

    assert world.deliver(message).detail == "the user is deactivated"
    assert world.mailer.sent == []


@pytest.mark.parametrize("kind", STORIES)
def test_whoever_manages_it_no_longer_hears_nothing(kind: MessageKind) -> None:
    *before, last = STORIES[kind]
    message = message_of(STORIES[kind])
    others = tuple(one for one in last.partnership.managers if one.email != message.to_address)
    released = replace(last, partnership=replace(last.partnership, managers=others))

    world = world_of((*before, released), message)

    assert world.deliver(message).detail == "no longer a manager"
    assert world.mailer.sent == []


def test_a_manager_whom_the_change_itself_releases_hears_that_it_was_agreed() -> None:
    asked = a_modification(
        add_contacts=(), release_contacts=(), add_managers=(person(KIM),), release_managers=(person(SAM),)
    )
    *before, formed = a_story(PartnershipStatus.ACCEPTED)
    waiting = modified(formed.partnership, asked)
    step = PartnershipStep.ACCEPT_MODIFICATION
    change = waiting.partnership.taken(step, Side.CUSTOMER, actor(CARLA), LATER, modification=asked)
    agreed_upon = replace(change, partnership=change.partnership.with_modification_applied(asked, {}))
    told = {message.to_address: message for message in partnership_messages(agreed_upon)}

    world = world_of((*before, formed, waiting, agreed_upon), told[SAM.email])

    assert {SAM.email, KIM.email} <= told.keys()
    assert world.deliver(told[SAM.email]).outcome is Outcome.SENT
