"""The mails with which users come in: what they say, and when they don't go out."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.deliver_messages.deliver_message import Outcome
from functions.deliver_messages.errand import TO_USERS
from shared.domain.link import Purpose, open_link
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.user import LINK_LIFETIME, User, UserState
from shared.domain.user_messages import password_reset, user_invitation
from tests.support.builders import KEYS, NOON, PARTNER_ID, a_partner, a_shopper, a_user
from tests.support.fakes.mailer import SentMail
from tests.unit.deliver_messages.world import World

INVITED = a_user(state=UserState.INVITED, was_active=False, link_number=1, link_expires_at=NOON + LINK_LIFETIME)
FORGETFUL = a_shopper(state=UserState.ACTIVE, was_active=True, link_number=4)
CASES = [
    pytest.param(INVITED, user_invitation(INVITED, NOON), id="a-colleague-invited"),
    pytest.param(a_shopper(), user_invitation(a_shopper(), NOON), id="a-shopper-invited"),
    pytest.param(FORGETFUL, password_reset(FORGETFUL, NOON), id="a-reset"),
]


def mail_to(user: User, message: Message) -> SentMail:
    world = World(message, users=(user,))
    assert world.deliver(message).outcome is Outcome.SENT
    (mail,) = world.mailer.sent
    return mail


def test_each_kind_is_told_here() -> None:
    assert {message.kind for case in CASES for message in case.values[1:]} == TO_USERS  # type: ignore[union-attr]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize(("user", "message"), CASES)
def test_the_mail_holds_the_link_and_how_to_sign_in(user: User, message: Message, locale: Locale) -> None:
    mail = mail_to(user, replace(message, locale=locale))

    (token,) = set(re.findall(r"https://countersign\.example/activate/([\w-]+)", mail.text))
    link = open_link(token, Purpose.ACTIVATE, KEYS)
    assert (link.partner_id, link.object_id, link.number) == (PARTNER_ID, user.id, user.link_number)
    assert mail.html.count(token) == 3
    storefront = "/sign-in?storefront=nordic-resale" if user.customer_id else ""
    door = f"https://countersign.example/portal{storefront}"
    for said in (user.name, user.sign_in_name, door, a_partner().name, "2026"):
        assert said in mail.text
        assert said in mail.html
    assert mail.message["Content-Language"] == locale


@pytest.mark.parametrize(
    ("present", "message"),
    [
        pytest.param(replace(INVITED, state=UserState.DEACTIVATED), user_invitation(INVITED, NOON), id="deactivated"),
        pytest.param(INVITED.with_new_link(NOON), user_invitation(INVITED, NOON), id="resent"),
        pytest.param(INVITED.with_password_chosen(NOON), user_invitation(INVITED, NOON), id="activated"),
        pytest.param(replace(INVITED, link_expires_at=NOON), user_invitation(INVITED, NOON), id="over"),
        pytest.param(
            replace(FORGETFUL, state=UserState.DEACTIVATED), password_reset(FORGETFUL, NOON), id="reset-of-deactivated"
        ),
        pytest.param(FORGETFUL.with_password_chosen(NOON), password_reset(FORGETFUL, NOON), id="reset-done"),
    ],
)
def test_a_link_that_opens_nothing_is_not_sent(present: User, message: Message) -> None:
    world = World(message, users=(present,))

    assert world.deliver(message).outcome is Outcome.DROPPED
    assert world.mailer.sent == []


def test_an_invitation_waits_out_a_failure_and_tells_the_time_that_is_left() -> None:
    message = user_invitation(INVITED, NOON)
    world = World(message, users=(INVITED,))
    world.wait(days=2)

    world.deliver(message)

    (mail,) = world.mailer.sent
    assert f"{(NOON + timedelta(days=7)).day} November 2026" in mail.text
    assert message.kind is MessageKind.USER_INVITATION
