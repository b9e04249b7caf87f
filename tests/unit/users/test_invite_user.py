"""Invitations: who may send them, whom they reach, and that an address signs in once."""

from dataclasses import replace
from typing import Any

import pytest

from functions.users.invite_user import InviteUser, invite_first_admin, invite_user
from functions.users.update_user import UpdateUser, update_user
from shared.domain.errors import Invalid, NotFound, Unavailable
from shared.domain.ids import tail
from shared.domain.locale import Locale
from shared.domain.message import MessageKind
from shared.domain.user import DateFormat, EmailTaken, LastAdmin, Role, User, UserState
from shared.problems import AdminOnly
from shared.save_preferences import SavePreferences, save_preferences
from tests.support.builders import CUSTOMER_ID, SELLER, a_customer, a_partner, a_shopper, a_user
from tests.support.clock import SteppingClock
from tests.support.fakes.accounts import Account, FakeAccounts
from tests.support.fakes.users import FakeUsers

SAM = a_user()
KIM = a_user(id=SAM.id.replace("1A", "1B"), email="kim@reseller.example", sign_in_name="kim@reseller.example")
ANNA = InviteUser(
    first_name="Anna",
    last_name="Ek",
    email="Anna.Ek@bageri.example",
    customer_id=CUSTOMER_ID,
    language=Locale.SWEDISH,
    date_format=DateFormat.DOTTED,
)
MIA = InviteUser(
    first_name="Mia", last_name="Ny", email="mia@reseller.example", role=Role.MEMBER, admin_id=SELLER.user_id
)


class Desk:
    def __init__(self, *users: User) -> None:
        self.users = FakeUsers(*users, partner=a_partner(), customers=(a_customer(),))
        self.accounts = FakeAccounts()
        for user in users:
            self.accounts.accounts[user.sign_in_name] = Account("a fine passphrase", True, user.name, user.role)
        self.now = SteppingClock()

    def invite(self, command: InviteUser) -> User:
        return invite_user(command, users=self.users, now=self.now, random_bytes=bytes)

    def update(self, user: User, **changes: object) -> User:
        command = UpdateUser(user_id=user.id, expected_version=None, changes=changes, admin_id=SAM.id)
        return update_user(command, users=self.users, accounts=self.accounts)


def test_a_storefront_user_is_invited_into_the_partner_s_storefront() -> None:
    desk = Desk()

    anna = desk.invite(ANNA)

    assert anna.sign_in_name == "nordic-resale:Anna.Ek@bageri.example"
    assert (anna.state, anna.language, anna.date_format) == (UserState.INVITED, Locale.SWEDISH, DateFormat.DOTTED)
    assert tail(anna.id) == tail(CUSTOMER_ID)
    (message,) = desk.users.messages
    assert (message.kind, message.to_address, message.locale) == (
        MessageKind.USER_INVITATION,
        "Anna.Ek@bageri.example",
        Locale.SWEDISH,
    )
    customer = desk.users.circle(CUSTOMER_ID).customer
    assert customer is not None
    assert customer.storefront_access


def test_a_colleague_is_invited_in_the_partner_s_language() -> None:
    mia = Desk(SAM).invite(MIA)

    assert (mia.sign_in_name, mia.role, mia.language) == ("mia@reseller.example", Role.MEMBER, Locale.ENGLISH)


@pytest.mark.parametrize("again", [ANNA, replace(ANNA, email="ANNA.EK@BAGERI.EXAMPLE")])
def test_an_address_is_in_a_storefront_once(again: InviteUser) -> None:
    desk = Desk()
    desk.invite(ANNA)

    with pytest.raises(EmailTaken):
        desk.invite(again)

    assert len(desk.users.messages) == 1


def test_one_person_may_be_a_colleague_and_a_shopper() -> None:
    desk = Desk(SAM)

    desk.invite(replace(MIA, email=ANNA.email))
    desk.invite(ANNA)

    assert len(desk.users.users) == 3


def test_an_address_that_is_too_long_to_sign_in_with_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        Desk().invite(replace(ANNA, email=f"{'a' * 64}@{'b' * 50}.example"))

    assert [(error.field, error.code) for error in refused.value.errors] == [("email", "too_long")]


def test_an_unknown_customer_has_no_users() -> None:
    for customer_id in (CUSTOMER_ID[:-1] + "Z", "nonsense"):
        with pytest.raises(NotFound):
            Desk().invite(replace(ANNA, customer_id=customer_id))


def test_only_a_present_admin_invites() -> None:
    with pytest.raises(AdminOnly):
        Desk(replace(SAM, role=Role.MEMBER)).invite(MIA)


def test_the_distributor_invites_the_first_admin_again_while_the_invitation_is_open() -> None:
    desk = Desk()
    command = replace(MIA, role=Role.ADMIN, admin_id=None)

    def invite() -> User:
        return invite_first_admin(command, users=desk.users, now=desk.now, random_bytes=bytes)

    first, second = invite(), invite()

    assert first.id == second.id
    assert second.link_number == first.link_number + 1
    assert [message.number for message in desk.users.messages] == [1, 2]
    member = desk.users.get(first.id, None)
    desk.users.save(second.with_password_chosen(desk.now()), member.user, member.circle)
    with pytest.raises(EmailTaken):
        invite()


def test_a_changed_role_reaches_the_account() -> None:
    desk = Desk(SAM, KIM)

    demoted = desk.update(KIM, role=Role.MEMBER)

    assert (demoted.role, demoted.account_is_behind) == (Role.MEMBER, False)
    assert desk.accounts.accounts[KIM.sign_in_name].role is Role.MEMBER
    assert desk.users.rosters[None].admins == (SAM.id,)


def test_a_role_that_the_user_pool_missed_reaches_it_by_the_same_call() -> None:
    desk = Desk(SAM, KIM)
    desk.accounts.failing = {1}
    with pytest.raises(Unavailable):
        desk.update(KIM, role=Role.MEMBER)

    desk.update(KIM, role=Role.MEMBER)

    assert desk.accounts.accounts[KIM.sign_in_name].role is Role.MEMBER


def test_the_last_admin_stays_one() -> None:
    desk = Desk(SAM)

    with pytest.raises(LastAdmin):
        desk.update(SAM, role=Role.MEMBER)


def test_of_two_admins_who_demote_each_other_one_stays() -> None:
    desk = Desk(SAM, KIM)
    by_kim = UpdateUser(user_id=SAM.id, expected_version=None, changes={"role": Role.MEMBER}, admin_id=KIM.id)
    desk.users.before_save = lambda: update_user(by_kim, users=desk.users, accounts=desk.accounts)

    with pytest.raises(AdminOnly):
        desk.update(KIM, role=Role.MEMBER)

    assert desk.users.rosters[None].admins == (KIM.id,)


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    desk = Desk(SAM)

    assert desk.update(SAM, first_name=SAM.first_name) == SAM
    assert desk.accounts.calls == 0


def test_one_s_own_preferences_take_no_admin() -> None:
    mia = a_user(role=Role.MEMBER)
    desk = Desk(mia)
    changes: dict[str, Any] = {"language": Locale.SWEDISH, "show_offer_introduction": False}

    changed = save_preferences(SavePreferences(user_id=mia.id, expected_version=1, changes=changes), users=desk.users)

    assert changed == replace(mia, **changes, version=2)
    assert desk.accounts.calls == 0


def test_a_shopper_is_nobody_s_colleague() -> None:
    with pytest.raises(NotFound):
        Desk(SAM, a_shopper()).update(a_shopper(), first_name="Mine")
