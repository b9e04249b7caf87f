"""One contract, two implementations: the fake may not drift from the real one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.tenant import Tenant
from shared.domain.user import EmailTaken, LastAdmin, Role, User, UserState
from shared.domain.user_messages import user_invitation
from shared.ports import Users
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    TENANT,
    a_customer,
    a_partner,
    a_shopper,
    a_user,
)
from tests.support.fakes.users import FakeUsers

ANNA = a_shopper()
SAM = a_user()
KIM = a_user(id=SAM.id.replace("1A", "1B"), email="kim@reseller.example", sign_in_name="kim@reseller.example")


@pytest.fixture(params=["dynamodb", "fake"])
def users(request: pytest.FixtureRequest) -> Iterator[Users]:
    if request.param == "fake":
        yield FakeUsers(partner=a_partner(), customers=(a_customer(),))
        return
    table = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    yield DynamoUsers(table, TENANT, lambda: NOON)


def add(users: Users, user: User) -> User:
    users.save(user, None, users.circle(user.customer_id), (user_invitation(user, NOON),))
    return user


def change(users: Users, user: User, **changes: object) -> User:
    member = users.get(user.id, user.customer_id)
    changed = replace(member.user, **changes, version=member.user.version + 1)  # type: ignore[arg-type]
    users.save(changed, member.user, member.circle)
    return changed


@pytest.mark.parametrize("user", [ANNA, SAM], ids=["storefront", "partner"])
def test_what_is_saved_is_found_by_its_place_and_by_its_id_alone(users: Users, user: User) -> None:
    add(users, user)

    assert users.get(user.id, user.customer_id) == users.find(user.id)
    assert users.find(user.id).user == user
    assert users.find(user.id).circle == users.circle(user.customer_id)
    assert users.all(user.customer_id) == (user,)


def test_users_of_the_partner_and_of_a_customer_are_apart(users: Users) -> None:
    add(users, ANNA)
    add(users, SAM)

    assert users.all(None) == (SAM,)
    assert users.all(CUSTOMER_ID) == (ANNA,)
    assert users.with_partner(SAM.id) == (SAM, a_partner(has_storefront_users=True, version=2))
    for user_id, customer_id in [(ANNA.id, None), (SAM.id, CUSTOMER_ID)]:
        with pytest.raises(NotFound):
            users.get(user_id, customer_id)
    with pytest.raises(NotFound):
        users.with_partner(ANNA.id)


def test_nobody_is_not_found(users: Users) -> None:
    with pytest.raises(NotFound):
        users.find(SAM.id)
    with pytest.raises(NotFound):
        users.circle(CUSTOMER_ID[:-1] + "Z")
    with pytest.raises(NotFound):
        users.circle(CUSTOMER_ID.replace("AAAAAAA", "BBBBBBB"))


def test_a_sign_in_name_is_somebody_s_once_whatever_its_case(users: Users) -> None:
    add(users, ANNA)

    with pytest.raises(EmailTaken):
        add(users, replace(ANNA, id=ANNA.id.replace("AAH", "AAJ"), sign_in_name=ANNA.sign_in_name.upper()))


def test_the_second_writer_of_a_version_loses(users: Users) -> None:
    add(users, SAM)
    member = users.get(SAM.id, None)
    change(users, SAM, first_name="Samuel")

    with pytest.raises(ConcurrentChange):
        users.save(replace(SAM, last_name="Other", version=2), SAM, member.circle)


def test_of_two_who_take_away_an_admin_the_second_must_look_again(users: Users) -> None:
    add(users, SAM)
    add(users, KIM)
    seen = users.get(KIM.id, None)
    change(users, SAM, role=Role.MEMBER)

    with pytest.raises(ConcurrentChange):
        users.save(replace(KIM, role=Role.MEMBER, version=2), KIM, seen.circle)
    with pytest.raises(LastAdmin):
        change(users, KIM, role=Role.MEMBER)


def test_the_customer_s_access_goes_with_its_users(users: Users) -> None:
    assert not _has_access(users)
    add(users, ANNA)
    assert _has_access(users)
    change(users, ANNA, state=UserState.DEACTIVATED)
    assert not _has_access(users)


def test_the_first_storefront_user_fixes_the_tenant_name(users: Users) -> None:
    add(users, SAM)
    assert not users.circle(None).partner.has_storefront_users

    add(users, ANNA)
    change(users, ANNA, state=UserState.DEACTIVATED)

    assert users.circle(None).partner == a_partner(has_storefront_users=True, version=2)


def test_an_invitation_by_a_tenant_name_that_is_none_any_more_must_look_again(
    request: pytest.FixtureRequest, users: Users
) -> None:
    seen = users.circle(CUSTOMER_ID)
    renamed = a_partner(tenant_name="renamed", version=2)
    if isinstance(users, FakeUsers):
        users.partner = renamed
    else:
        DynamoPartners(request.getfixturevalue("table"), TENANT).put(renamed, a_partner())

    with pytest.raises(ConcurrentChange):
        users.save(ANNA, None, seen)
    assert users.all(CUSTOMER_ID) == ()


def test_a_tenant_name_cannot_be_changed_once_an_invitation_was_quicker(table: DynamoTable) -> None:
    partners, users = DynamoPartners(table, TENANT), DynamoUsers(table, TENANT, lambda: NOON)
    partners.put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    add(users, ANNA)

    with pytest.raises(ConcurrentChange):
        partners.put(a_partner(tenant_name="renamed", version=2), a_partner())
    assert partners.get().tenant_name == a_partner().tenant_name


def test_the_same_request_gets_the_first_answer(users: Users) -> None:
    once: Once[User] = Once("key", "fingerprint", lambda user: user.email)
    users.save(ANNA, None, users.circle(CUSTOMER_ID, once), (), once)

    with pytest.raises(AlreadyAnswered) as earlier:
        users.circle(CUSTOMER_ID, once)

    assert earlier.value.answer == ANNA.email


def test_another_partner_sees_none_of_them(request: pytest.FixtureRequest) -> None:
    table = request.getfixturevalue("table")
    stranger = Tenant(OTHER_PARTNER_ID)
    for tenant, partner in ((TENANT, a_partner()), (stranger, a_partner(id=OTHER_PARTNER_ID, tenant_name="other"))):
        DynamoPartners(table, tenant).put(partner, None)
    add(DynamoUsers(table, TENANT, lambda: NOON), SAM)
    theirs = DynamoUsers(table, stranger, lambda: NOON)

    assert theirs.all(None) == ()
    with pytest.raises(NotFound):
        theirs.find(SAM.id)
    with pytest.raises(EmailTaken):
        add(theirs, replace(SAM, partner_id=OTHER_PARTNER_ID))


def _has_access(users: Users) -> bool:
    customer = users.circle(CUSTOMER_ID).customer
    return customer is not None and customer.storefront_access
