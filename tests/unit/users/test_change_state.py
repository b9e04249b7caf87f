"""The table of B11, for storefront users and for a partner's own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.users.change_state import ChangeState, change_state
from shared.domain.errors import Conflict, Stale, Unavailable
from shared.domain.message import MessageKind
from shared.domain.user import (
    LINK_LIFETIME,
    LastAdmin,
    Role,
    User,
    UserAction,
    UserAlreadyActive,
    UserDeactivated,
    UserNotActive,
    UserNotDeactivated,
    UserState,
)
from shared.problems import AdminOnly
from tests.support.builders import CUSTOMER_ID, NOON, SELLER, a_customer, a_partner, a_shopper, a_user
from tests.support.fakes.accounts import Account, FakeAccounts
from tests.support.fakes.users import FakeUsers

INVITED = a_shopper()
ACTIVE = a_shopper(state=UserState.ACTIVE, was_active=True, link_number=2)
DEACTIVATED = replace(ACTIVE, state=UserState.DEACTIVATED, link_number=3, link_expires_at=None)
NEVER_ACTIVE = replace(INVITED, state=UserState.DEACTIVATED, link_number=2, link_expires_at=None)
LATER = NOON + timedelta(days=1)

RESEND, RESET, DEACTIVATE, ACTIVATE = UserAction

REFUSED = [
    (INVITED, RESET, UserNotActive, "user_not_active"),
    (INVITED, ACTIVATE, UserNotDeactivated, "user_not_deactivated"),
    (ACTIVE, RESEND, UserAlreadyActive, "user_already_active"),
    (ACTIVE, ACTIVATE, UserNotDeactivated, "user_not_deactivated"),
    (DEACTIVATED, RESEND, UserDeactivated, "user_deactivated"),
    (DEACTIVATED, RESET, UserDeactivated, "user_deactivated"),
    (DEACTIVATED, DEACTIVATE, UserDeactivated, "user_deactivated"),
]
DONE = [
    (INVITED, RESEND, UserState.INVITED, MessageKind.USER_INVITATION),
    (INVITED, DEACTIVATE, UserState.DEACTIVATED, None),
    (ACTIVE, RESET, UserState.ACTIVE, MessageKind.PASSWORD_RESET),
    (ACTIVE, DEACTIVATE, UserState.DEACTIVATED, None),
    (DEACTIVATED, ACTIVATE, UserState.ACTIVE, None),
    (NEVER_ACTIVE, ACTIVATE, UserState.INVITED, MessageKind.USER_INVITATION),
]


class Desk:
    """A partner with one customer, and these users."""

    def __init__(self, *users: User) -> None:
        self.users = FakeUsers(*users, partner=a_partner(), customers=(a_customer(),))
        self.accounts = FakeAccounts()
        for user in users:
            if user.was_active:
                name = user.sign_in_name.lower()
                self.accounts.accounts[name] = Account("a fine long passphrase", user.is_active, user.name, user.role)

    def act(self, user: User, action: UserAction, **more: object) -> User:
        command = ChangeState(user_id=user.id, action=action, customer_id=user.customer_id, **more)  # type: ignore[arg-type]
        return change_state(command, users=self.users, accounts=self.accounts, now=lambda: LATER)

    def lets_in(self, user: User) -> bool:
        return self.accounts.lets_in(user, "a fine long passphrase")


def kept(desk: Desk, user: User) -> User:
    return desk.users.users[user.id]


@pytest.mark.parametrize(("user", "action", "refusal", "code"), REFUSED)
def test_what_a_state_forbids_changes_nothing(
    user: User, action: UserAction, refusal: type[Conflict], code: str
) -> None:
    desk = Desk(user)

    with pytest.raises(refusal) as refused:
        desk.act(user, action)

    assert refused.value.code == code
    assert kept(desk, user) == user
    assert desk.users.messages == []


@pytest.mark.parametrize(("user", "action", "state", "kind"), DONE)
def test_what_a_state_allows_is_done(
    user: User, action: UserAction, state: UserState, kind: MessageKind | None
) -> None:
    desk = Desk(user)

    done = desk.act(user, action)

    assert done.state is state
    assert kept(desk, user) == done
    assert [message.kind for message in desk.users.messages] == ([kind] if kind else [])
    assert not done.account_is_behind


def test_every_state_and_action_is_in_the_tables() -> None:
    told = {(user.state, action) for user, action, *_ in REFUSED + DONE}

    assert told == {(state, action) for state in UserState for action in UserAction}


@pytest.mark.parametrize(("user", "action", "state", "kind"), [row for row in DONE if row[3]])
def test_a_new_link_kills_the_old_one_and_lives_seven_days(
    user: User, action: UserAction, state: UserState, kind: MessageKind
) -> None:
    desk = Desk(user)

    done = desk.act(user, action)

    assert done.link_number == user.link_number + 1
    assert not done.is_opened_by(user.link_number, LATER)
    assert done.is_opened_by(done.link_number, LATER + LINK_LIFETIME - timedelta(seconds=1))
    assert not done.is_opened_by(done.link_number, LATER + LINK_LIFETIME)
    (message,) = desk.users.messages
    assert (message.number, message.about, message.to_address) == (done.link_number, user.id, user.email)


@pytest.mark.parametrize("user", [INVITED, ACTIVE], ids=["invited", "active"])
def test_whoever_is_deactivated_is_out_at_once(user: User) -> None:
    desk = Desk(user)

    done = desk.act(user, DEACTIVATE)

    assert not any(done.is_opened_by(number, LATER) for number in range(10))
    assert done.sessions_valid_from == LATER
    assert not desk.lets_in(user)


def test_whoever_is_activated_again_signs_in_with_the_same_password() -> None:
    desk = Desk(ACTIVE)
    desk.act(ACTIVE, DEACTIVATE)

    back = desk.act(ACTIVE, ACTIVATE)

    assert back.state is UserState.ACTIVE
    assert desk.lets_in(ACTIVE)


def test_a_reset_leaves_the_present_password_good() -> None:
    desk = Desk(ACTIVE)

    done = desk.act(ACTIVE, RESET)

    assert done.sessions_valid_from == ACTIVE.sessions_valid_from
    assert desk.lets_in(ACTIVE)


@pytest.mark.parametrize(("user", "action"), [(ACTIVE, DEACTIVATE), (DEACTIVATED, ACTIVATE)])
def test_when_the_user_pool_is_down_the_row_counts_and_the_same_call_completes_it(
    user: User, action: UserAction
) -> None:
    desk = Desk(user)
    desk.accounts.failing = {1}

    with pytest.raises(Unavailable):
        desk.act(user, action)
    half = kept(desk, user)
    done = desk.act(user, action)

    assert half.account_is_behind
    assert (half.state, half.sessions_valid_from) == (done.state, done.sessions_valid_from)
    assert not done.account_is_behind
    assert desk.lets_in(user) == done.is_active


def test_a_deactivation_that_overtakes_an_activation_has_the_last_word() -> None:
    desk = Desk(DEACTIVATED)
    follow = desk.accounts.follow

    def overtaken(user: User) -> None:
        desk.accounts.follow = follow  # type: ignore[method-assign]
        desk.act(user, DEACTIVATE)
        follow(user)

    desk.accounts.follow = overtaken  # type: ignore[method-assign]
    desk.act(DEACTIVATED, ACTIVATE)

    assert kept(desk, ACTIVE).state is UserState.DEACTIVATED
    assert not desk.lets_in(ACTIVE)


def test_a_customer_has_storefront_access_while_somebody_is_invited_or_active() -> None:
    other = a_shopper(
        id=INVITED.id.replace("H", "J"), email="bo@bageri.example", sign_in_name="nordic-resale:bo@b.example"
    )
    desk = Desk(INVITED, other)

    def has_access() -> bool:
        customer = desk.users.circle(CUSTOMER_ID).customer
        return customer is not None and customer.storefront_access

    assert has_access()
    desk.act(INVITED, DEACTIVATE)
    assert has_access()
    desk.act(other, DEACTIVATE)
    assert not has_access()
    desk.act(other, ACTIVATE)
    assert has_access()


def test_a_stale_change_is_refused() -> None:
    with pytest.raises(Stale):
        Desk(ACTIVE).act(ACTIVE, DEACTIVATE, expected_version=ACTIVE.version + 1)


SAM = a_user()
KIM = a_user(id=SAM.id.replace("1A", "1B"), email="kim@reseller.example", sign_in_name="kim@reseller.example")
LEE = replace(KIM, role=Role.MEMBER)


def test_the_last_admin_stays() -> None:
    desk = Desk(SAM, LEE)

    with pytest.raises(LastAdmin):
        desk.act(SAM, DEACTIVATE, admin_id=SAM.id)

    assert kept(desk, SAM) == SAM


def test_an_invited_admin_is_not_one_yet() -> None:
    desk = Desk(SAM, replace(KIM, state=UserState.INVITED, was_active=False))

    with pytest.raises(LastAdmin):
        desk.act(SAM, DEACTIVATE, admin_id=SAM.id)


def test_of_two_admins_who_deactivate_each_other_one_stays() -> None:
    desk = Desk(SAM, KIM)
    desk.users.before_save = lambda: desk.act(SAM, DEACTIVATE, admin_id=KIM.id)

    with pytest.raises(AdminOnly):
        desk.act(KIM, DEACTIVATE, admin_id=SAM.id)

    assert desk.users.rosters[None].admins == (KIM.id,)


@pytest.mark.parametrize("nobody", [LEE.id, SELLER.user_id.replace("1A", "1Z")])
def test_only_a_present_admin_changes_users(nobody: str) -> None:
    desk = Desk(SAM, LEE)

    with pytest.raises(AdminOnly):
        desk.act(LEE, DEACTIVATE, admin_id=nobody)

    assert kept(desk, LEE) == LEE
