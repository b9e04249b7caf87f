"""Choosing a password: the link, the rules, and what happens when something breaks off in between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.users.change_state import ChangeState, change_state
from functions.users.choose_password import Choice, ChoosePassword, choose_password, find_member
from shared.domain.errors import NotFound, Unavailable
from shared.domain.link import Link, LinkUnknown, Purpose
from shared.domain.user import LINK_LIFETIME, User, UserAction, UserState
from shared.faults import Fault
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, a_customer, a_partner, a_shopper, a_user
from tests.support.fakes.accounts import FakeAccounts
from tests.support.fakes.users import FakeUsers

PASSWORD = "three brown owls reading"
OTHER = "four grey herons sleeping"
ANNA = a_shopper()


class Door:
    def __init__(self, *users: User) -> None:
        self.users = FakeUsers(*(users or (ANNA,)), partner=a_partner(), customers=(a_customer(),))
        self.accounts = FakeAccounts()
        self.at = NOON

    def choose(self, password: str = PASSWORD, again: str | None = None, *, number: int = 1, **more: object) -> Choice:
        command = ChoosePassword(
            link=Link(purpose=Purpose.ACTIVATE, partner_id=PARTNER_ID, object_id=ANNA.id, number=number),
            password=password,
            password_again=password if again is None else again,
            **more,  # type: ignore[arg-type]
        )
        return choose_password(command, users=self.users, accounts=self.accounts, now=lambda: self.at)

    def act(self, action: UserAction) -> User:
        command = ChangeState(user_id=ANNA.id, action=action, customer_id=CUSTOMER_ID)
        return change_state(command, users=self.users, accounts=self.accounts, now=lambda: self.at)

    @property
    def anna(self) -> User:
        return self.users.users[ANNA.id]

    def lets_in(self, password: str = PASSWORD) -> bool:
        return self.accounts.lets_in(self.anna, password)


def test_a_password_makes_an_invited_user_an_active_one() -> None:
    door = Door()
    door.at = NOON + timedelta(days=1)

    assert door.choose().faults == ()

    assert door.anna.state is UserState.ACTIVE
    assert door.anna.was_active
    assert door.anna.sessions_valid_from == door.at
    assert not door.anna.account_is_behind
    assert door.lets_in()


@pytest.mark.parametrize("number", [0, 2, 7])
def test_a_link_that_is_not_the_newest_opens_nothing(number: int) -> None:
    door = Door()

    with pytest.raises(LinkUnknown):
        door.choose(number=number)

    assert door.anna == ANNA
    assert door.accounts.calls == 0


def test_a_link_works_once() -> None:
    door = Door()
    door.choose()

    with pytest.raises(LinkUnknown):
        door.choose(OTHER)

    assert door.lets_in()


def test_a_link_works_for_seven_days() -> None:
    door = Door()
    door.at = NOON + LINK_LIFETIME

    with pytest.raises(LinkUnknown):
        door.choose()


def test_a_link_to_nobody_is_unknown() -> None:
    with pytest.raises(NotFound):
        Door(a_user()).choose()


@pytest.mark.parametrize("action", [UserAction.DEACTIVATE, UserAction.RESEND_ACTIVATION])
def test_a_link_dies_with_its_user_and_with_a_newer_one(action: UserAction) -> None:
    door = Door()
    door.act(action)

    with pytest.raises(LinkUnknown):
        door.choose()

    assert not door.lets_in()


@pytest.mark.parametrize(
    ("password", "again", "faults"),
    [
        ("short", None, (Fault("password", "password_too_short"),)),
        ("", "", (Fault("password", "password_too_short"),)),
        ("o" * 14 + "k", None, (Fault("password", "password_too_common"),)),
        ("anna.ek@bageri.example", None, (Fault("password", "password_too_common"),)),
        ("Bageriet på Hörnet 1", None, (Fault("password", "password_too_common"),)),
        ("nordic-resale nordic", None, (Fault("password", "password_too_common"),)),
        (f" {PASSWORD}", None, (Fault("password", "password_space_around"),)),
        ("x1 " * 86, None, (Fault("password", "password_too_long"),)),
        (PASSWORD, OTHER, (Fault("password_again", "password_again_differs"),)),
    ],
)
def test_a_password_that_can_t_be_taken_changes_nothing(
    password: str, again: str | None, faults: tuple[Fault, ...]
) -> None:
    door = Door()

    assert door.choose(password, again).faults == faults
    assert door.anna == ANNA
    assert door.accounts.calls == 0


def test_a_form_that_is_at_fault_changes_nothing() -> None:
    door = Door()

    assert door.choose(form_faults=(Fault("form", "form_too_young"),)).faults == (Fault("form", "form_too_young"),)
    assert door.anna == ANNA


def test_a_password_reset_ends_what_was_signed_in() -> None:
    door = Door()
    door.choose()
    door.at += timedelta(days=3)
    reset = door.act(UserAction.RESET_PASSWORD)
    assert door.lets_in()

    door.choose(OTHER, number=reset.link_number)

    assert door.anna.sessions_valid_from == door.at
    assert door.accounts.accounts[ANNA.sign_in_name].sign_outs == 2
    assert door.lets_in(OTHER)
    assert not door.lets_in(PASSWORD)


@pytest.mark.parametrize("failing", [{1}, {2}, {1, 3}, {2, 3}, {2, 4, 5}])
def test_when_the_user_pool_fails_in_between_pressing_again_completes_it(failing: set[int]) -> None:
    door = Door()
    door.accounts.failing = failing

    presses = 0
    while not door.lets_in():
        presses += 1
        assert presses < 6
        try:
            door.choose()
        except Unavailable:
            assert not door.lets_in(), "nobody is let in before it is done"

    assert door.anna.state is UserState.ACTIVE
    assert not door.anna.account_is_behind
    with pytest.raises(LinkUnknown):
        door.choose(OTHER)


def test_what_broke_off_does_not_keep_the_link_open_for_ever() -> None:
    door = Door()
    door.accounts.failing = {2}
    with pytest.raises(Unavailable):
        door.choose()
    door.at = NOON + LINK_LIFETIME

    with pytest.raises(LinkUnknown):
        door.choose(OTHER)


def test_two_presses_at_once_are_one() -> None:
    door = Door()
    door.accounts.after_password = door.choose

    assert door.choose().faults == ()

    assert door.anna.link_is_used
    assert door.lets_in()


def test_a_deactivation_in_between_wins() -> None:
    door = Door()
    door.accounts.after_password = lambda: door.act(UserAction.DEACTIVATE)

    with pytest.raises(LinkUnknown):
        door.choose()

    assert door.anna.state is UserState.DEACTIVATED
    assert not door.lets_in()


def test_another_s_change_in_between_costs_nothing() -> None:
    door = Door()

    def renamed() -> None:
        member = door.users.get(ANNA.id, CUSTOMER_ID)
        door.users.save(replace(member.user, last_name="Ek-Berg", version=2), member.user, member.circle)

    door.accounts.after_password = renamed

    door.choose()

    assert (door.anna.last_name, door.anna.state) == ("Ek-Berg", UserState.ACTIVE)
    assert door.lets_in()


def test_looking_changes_nothing() -> None:
    door = Door()
    link = Link(purpose=Purpose.ACTIVATE, partner_id=PARTNER_ID, object_id=ANNA.id, number=1)

    assert find_member(link, users=door.users, now=lambda: NOON).user == ANNA
    assert (door.anna, door.accounts.calls) == (ANNA, 0)
