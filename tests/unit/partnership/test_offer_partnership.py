"""Offering a partnership: whom it reaches, who is in it, and what is refused."""

from dataclasses import replace

import pytest

from shared.domain.errors import Forbidden, IdempotencyKeyReused, Invalid
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partnership import (
    OwnTenant,
    PartnershipExists,
    PartnershipStatus,
    PartnershipStep,
    RecipientNotFound,
    Side,
    UnknownUser,
)
from shared.domain.user import UserState
from tests.support.builders import A_LOGO
from tests.support.partnerships import CARLA, DAN, DORA, KIM, LO, MESSAGE, NILS, SAM, TIM, actor, contact, person
from tests.unit.partnership.desk import Desk, FakeStores, told


@pytest.fixture
def stores() -> FakeStores:
    return FakeStores()


@pytest.fixture
def desk(stores: FakeStores) -> Desk:
    return Desk(stores)


def faults(refusal: Invalid) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def test_it_is_made_of_what_is_offered_and_of_who_is_found(desk: Desk, stores: FakeStores) -> None:
    change = desk.offer(SAM, manager_user_ids=(LO.id, SAM.id, LO.id))

    made = change.partnership
    assert made.status is PartnershipStatus.OPEN
    assert (made.partner.name, made.partner.logo, made.customer.name) == ("Nordic Resale AB", A_LOGO, "Fjord Drift AS")
    assert made.managers == (person(SAM), person(LO), person(CARLA))
    assert made.contacts == (contact(KIM, {}), contact(LO, {}))
    assert (made.message, made.contact_email, made.offered_by) == (MESSAGE, CARLA.email, actor(SAM))
    assert desk.at(Side.PARTNER) == desk.at(Side.CUSTOMER) == made
    (entry,) = desk.history(Side.CUSTOMER)
    assert (entry.number, entry.step, entry.side, entry.by) == (1, PartnershipStep.OFFER, Side.PARTNER, actor(SAM))
    assert (entry.contacts, entry.managers) == (made.contacts, (person(SAM), person(LO)))
    assert told(stores) == [("partnership_offered", CARLA.email)]
    assert entry.mails == (stores.rows.messages[0].id,)


def test_any_user_may_offer_and_offer_oneself(desk: Desk) -> None:
    made = desk.offer(KIM, contact_user_ids=(KIM.id,)).partnership

    assert made.managers_of(Side.PARTNER) == (person(KIM),)
    assert made.contacts == (contact(KIM, {}),)


@pytest.mark.parametrize(
    ("tenant_name", "contact_email"),
    [
        ("nowhere", CARLA.email),
        ("fjord-drift", "nobody@fjord.example"),
        ("fjord-drift", TIM.email),
        ("fjord-drift", DORA.email),
    ],
    ids=["unknown tenant", "unknown user", "user of another", "deactivated"],
)
def test_whoever_is_not_found_is_answered_alike(
    desk: Desk, stores: FakeStores, tenant_name: str, contact_email: str
) -> None:
    with pytest.raises(RecipientNotFound) as refusal:
        desk.offer(SAM, tenant_name=tenant_name, contact_email=contact_email)

    assert (refusal.value.errors, refusal.value.code) == ((), "recipient_not_found")
    assert str(refusal.value) == str(RecipientNotFound())
    assert stores.rows.sides == {}


@pytest.mark.parametrize("user", [CARLA, DAN, TIM], ids=["of the other side", "deactivated", "of a third"])
def test_only_one_s_own_live_users_are_offered_and_each_other_one_is_named(desk: Desk, user: object) -> None:
    with pytest.raises(UnknownUser) as refusal:
        desk.offer(SAM, contact_user_ids=(KIM.id, user.id, "usr_x"), manager_user_ids=(user.id,))  # type: ignore[attr-defined]

    assert faults(refusal.value) == [
        ("contact_user_ids.1", "unknown_user"),
        ("contact_user_ids.2", "unknown_user"),
        ("manager_user_ids.0", "unknown_user"),
    ]


def test_an_unknown_user_is_told_of_whether_the_recipient_exists_or_not(desk: Desk) -> None:
    for tenant_name in ("fjord-drift", "nowhere"):
        with pytest.raises(UnknownUser):
            desk.offer(SAM, tenant_name=tenant_name, contact_user_ids=("usr_x",))


def test_one_s_own_tenant_is_refused_with_all_else_that_is_wrong(desk: Desk) -> None:
    with pytest.raises(OwnTenant) as refusal:
        desk.offer(SAM, tenant_name="nordic-resale", contact_email=KIM.email, contact_user_ids=("usr_x",))

    assert refusal.value.code == "own_tenant"
    assert faults(refusal.value) == [("tenant_name", "own_tenant"), ("contact_user_ids.0", "unknown_user")]


def test_invited_colleagues_may_be_offered(desk: Desk, stores: FakeStores) -> None:
    stores.rows.users[KIM.id] = replace(KIM, state=UserState.INVITED)

    assert desk.offer(SAM).partnership.contacts[0].user_id == KIM.id


def test_whoever_was_deactivated_a_moment_ago_offers_nothing(desk: Desk, stores: FakeStores) -> None:
    """Their token holds for an hour."""
    stores.rows.users[KIM.id] = replace(KIM, state=UserState.DEACTIVATED)

    with pytest.raises(Forbidden):
        desk.offer(KIM, contact_user_ids=(LO.id,))

    assert stores.rows.sides == {}


def test_a_second_one_of_the_pair_is_refused_and_one_back_is_not(desk: Desk, stores: FakeStores) -> None:
    desk.offer(SAM)

    with pytest.raises(PartnershipExists):
        desk.offer(LO, contact_user_ids=(LO.id,))
    back = {"tenant_name": "nordic-resale", "contact_email": KIM.email, "contact_user_ids": (NILS.id,)}
    desk.offer(CARLA, **back)

    assert len(stores.rows.live) == 2
    assert told(stores) == [("partnership_offered", CARLA.email), ("partnership_offered", KIM.email)]


def test_the_same_key_offers_once(desk: Desk, stores: FakeStores) -> None:
    once: Once[object] = Once("key", "fingerprint", lambda change: change.partnership.id)  # type: ignore[attr-defined]
    made = desk.offer(SAM, once=once)

    with pytest.raises(AlreadyAnswered) as earlier:
        desk.offer(SAM, once=once)
    with pytest.raises(IdempotencyKeyReused):
        desk.offer(SAM, once=replace(once, fingerprint="another"))

    assert earlier.value.answer == made.partnership.id
    assert len(stores.rows.messages) == 1
