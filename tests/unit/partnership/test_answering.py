"""Accepting an offer with roles, declining it, withdrawing it, ending what came of it (E9, E11)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from shared.domain.errors import Invalid, NotFound, Stale
from shared.domain.partnership import (
    Environment,
    NotYourTurn,
    PartnershipNotAccepted,
    PartnershipNotOpen,
    PartnershipStatus,
    PartnershipStep,
    Roles,
    Side,
    UnknownUser,
)
from shared.domain.user import UserState
from tests.support.partnerships import (
    CARLA,
    CONSULTANT,
    DORA,
    FJORD,
    KIM,
    LO,
    NILS,
    OLGA,
    SAM,
    TIM,
    actor,
    contact,
    person,
)
from tests.unit.partnership.desk import Desk, FakeStores, told

DEVELOPER: Roles = {Environment.QUALITY: ("developer", "reader"), Environment.DEVELOPMENT: ("developer",)}


@pytest.fixture
def stores() -> FakeStores:
    return FakeStores()


@pytest.fixture
def desk(stores: FakeStores) -> Desk:
    """With an offer of Sam's."""
    desk = Desk(stores)
    desk.offer(SAM)
    return desk


def faults(refusal: Invalid) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def test_whoever_is_accepted_has_their_roles(desk: Desk, stores: FakeStores) -> None:
    change = desk.accept(CARLA, {KIM.id: CONSULTANT, LO.id: DEVELOPER})

    formed = change.partnership
    assert formed.status is PartnershipStatus.ACCEPTED
    assert formed.formed_at == formed.changed_at
    assert formed.contacts == (contact(KIM), contact(LO, DEVELOPER))
    assert formed.active_environments == tuple(Environment)
    assert formed.managers == (person(SAM), person(CARLA))
    assert desk.at(Side.PARTNER) == desk.at(Side.CUSTOMER) == formed
    assert (change.entry.step, change.entry.side, change.entry.by) == (
        PartnershipStep.ACCEPT,
        Side.CUSTOMER,
        actor(CARLA),
    )
    assert change.entry.contacts == formed.contacts
    assert told(stores) == [("partnership_offered", CARLA.email), ("partnership_accepted", SAM.email)]


def test_managers_may_come_along_each_once(desk: Desk) -> None:
    change = desk.accept(CARLA, manager_user_ids=(NILS.id, CARLA.id, NILS.id))

    assert change.partnership.managers == (person(SAM), person(CARLA), person(NILS))
    assert change.entry.managers == (person(NILS),)
    assert desk.read(NILS) == change.partnership


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({}, [(f"roles.{KIM.id}", "missing"), (f"roles.{LO.id}", "missing")]),
        ({KIM.id: CONSULTANT}, [(f"roles.{LO.id}", "missing")]),
        ({KIM.id: CONSULTANT, LO.id: {Environment.QUALITY: ()}}, [(f"roles.{LO.id}", "missing")]),
        ({KIM.id: CONSULTANT, LO.id: {}}, [(f"roles.{LO.id}", "missing")]),
    ],
)
def test_each_contact_gets_a_role_somewhere(
    desk: Desk, roles: Mapping[str, Roles], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.accept(CARLA, roles)

    assert (type(refusal.value), faults(refusal.value)) == (Invalid, expected)
    assert desk.at(Side.CUSTOMER).status is PartnershipStatus.OPEN


def test_an_environment_without_roles_is_left_out(desk: Desk) -> None:
    roles = {KIM.id: {Environment.PRODUCTION: ("support",), Environment.QUALITY: ()}, LO.id: CONSULTANT}

    assert desk.accept(CARLA, roles).partnership.contacts[0].roles == {Environment.PRODUCTION: ("support",)}


def test_strangers_get_no_roles_and_manage_nothing_and_all_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(UnknownUser) as refusal:
        desk.accept(CARLA, {KIM.id: CONSULTANT, NILS.id: CONSULTANT}, manager_user_ids=(NILS.id, SAM.id, DORA.id))

    assert faults(refusal.value) == [
        (f"roles.{LO.id}", "missing"),
        (f"roles.{NILS.id}", "unknown_user"),
        ("manager_user_ids.1", "unknown_user"),
        ("manager_user_ids.2", "unknown_user"),
    ]


@pytest.mark.parametrize(
    ("step", "by", "status", "kind", "to"),
    [
        ("decline", CARLA, PartnershipStatus.DECLINED, "partnership_declined", SAM),
        ("withdraw", SAM, PartnershipStatus.WITHDRAWN, "partnership_withdrawn", CARLA),
    ],
)
def test_an_offer_is_declined_or_withdrawn_with_a_reason_and_another_may_follow(
    desk: Desk,
    stores: FakeStores,
    step: str,
    by: object,
    status: PartnershipStatus,
    kind: str,
    to: object,
) -> None:
    change = getattr(desk, step)(by, reason="Not now.")

    assert (change.partnership.status, change.entry.reason) == (status, "Not now.")
    assert (change.partnership.formed_at, change.partnership.is_live) == (None, False)
    assert told(stores)[1:] == [(kind, to.email)]  # type: ignore[attr-defined]
    assert desk.offer(SAM).partnership.status is PartnershipStatus.OPEN


@pytest.mark.parametrize("by", [SAM, CARLA], ids=["partner", "customer"])
@pytest.mark.parametrize("is_pending", [False, True])
def test_either_side_ends_it_whatever_waits(desk: Desk, stores: FakeStores, by: object, is_pending: bool) -> None:
    desk.accept(CARLA)
    if is_pending:
        desk.modify(SAM, release_contact_user_ids=(LO.id,), reason="Leave.")

    ended = desk.end(by).partnership  # type: ignore[arg-type]

    assert (ended.status, ended.modification) == (PartnershipStatus.ENDED, None)
    assert ended.formed_at is not None
    assert told(stores)[-1] == ("partnership_ended", (CARLA if by is SAM else SAM).email)
    assert stores.rows.live == {}
    assert desk.offer(SAM).partnership.status is PartnershipStatus.OPEN


def test_one_s_own_offer_is_answered_by_the_other_side(desk: Desk) -> None:
    for step, by in ((desk.accept, SAM), (desk.decline, SAM), (desk.withdraw, CARLA)):
        with pytest.raises(NotYourTurn):
            step(by)


def test_what_was_answered_is_open_no_more_and_what_was_not_does_not_end(desk: Desk) -> None:
    with pytest.raises(PartnershipNotAccepted):
        desk.end(SAM)
    desk.accept(CARLA)
    for step, by in ((desk.accept, CARLA), (desk.decline, CARLA), (desk.withdraw, SAM)):
        with pytest.raises(PartnershipNotOpen):
            step(by)


@pytest.mark.parametrize("step", ["accept", "decline", "withdraw", "end"])
def test_nobody_but_managers_can_tell_that_it_is_there(desk: Desk, step: str) -> None:
    for user in (KIM, NILS, DORA, TIM):
        with pytest.raises(NotFound):
            getattr(desk, step)(user)
    desk.partnership_id = "par_nonsense"
    with pytest.raises(NotFound):
        getattr(desk, step)(SAM)


def test_what_is_based_on_an_old_version_is_refused(desk: Desk) -> None:
    with pytest.raises(Stale):
        desk.accept(CARLA, version=2)
    desk.accept(CARLA, version=1)
    with pytest.raises(Stale):
        desk.end(SAM, version=1)
    desk.end(SAM, version=2)


def test_the_other_side_sees_the_organisation_and_the_manager_as_they_were_at_the_last_step(
    desk: Desk, stores: FakeStores
) -> None:
    stores.rows.partners[FJORD.id] = replace(FJORD, name="Fjord Drift & Sons AS")
    stores.rows.users[CARLA.id] = replace(CARLA, last_name="Nygift", email="carla.n@fjord.example")

    formed = desk.accept(CARLA).partnership

    assert formed.customer.name == "Fjord Drift & Sons AS"
    assert formed.managers_of(Side.CUSTOMER)[0].name == "Carla Nygift"
    desk.end(SAM)
    assert told(stores)[-1] == ("partnership_ended", "carla.n@fjord.example")


# --- Who sees it ----------------------------------------------------------------------------------------------------


def test_an_administrator_stands_in_when_no_manager_can_sign_in_any_more(desk: Desk, stores: FakeStores) -> None:
    desk.withdraw(SAM)
    desk.offer(SAM, contact_email=NILS.email)
    assert desk.listed(NILS)[0] == [desk.partnership_id]
    for user in (CARLA, OLGA):
        assert desk.listed(user)[0] != [desk.partnership_id]
        with pytest.raises(NotFound):
            desk.accept(user)

    stores.rows.users[NILS.id] = replace(NILS, state=UserState.DEACTIVATED)

    assert desk.partnership_id in desk.listed(CARLA)[0]
    with pytest.raises(NotFound):
        desk.accept(OLGA)
    with pytest.raises(NotFound):
        desk.accept(NILS)
    formed = desk.accept(CARLA).partnership
    assert formed.managers_of(Side.CUSTOMER) == (person(NILS), person(CARLA))
    desk.end(SAM)
    assert told(stores)[-2:] == [("partnership_ended", NILS.email), ("partnership_ended", CARLA.email)]


def test_a_list_shows_what_one_manages_newest_first_by_side_and_status_page_by_page(
    desk: Desk, stores: FakeStores
) -> None:
    declined: list[str] = []
    for _ in range(3):
        declined.insert(0, desk.partnership_id)
        desk.decline(CARLA)
        desk.offer(SAM)
    newest = desk.partnership_id
    desk.offer(NILS, tenant_name="nordic-resale", contact_email=LO.email, contact_user_ids=(NILS.id,))

    assert desk.listed(SAM) == ([newest, *declined], None)
    assert desk.listed(SAM, side=Side.CUSTOMER) == ([], None)
    assert desk.listed(CARLA, side=Side.CUSTOMER, status=PartnershipStatus.DECLINED) == (declined, None)
    assert desk.listed(LO, side=Side.CUSTOMER) == ([desk.partnership_id], None)
    assert desk.listed(KIM) == ([], None)
    assert desk.listed(CARLA, limit=2) == ([newest, declined[0]], declined[0])
    assert desk.listed(CARLA, limit=2, before=declined[0]) == (declined[1:], None)
    assert desk.listed(CARLA, limit=1, status=PartnershipStatus.DECLINED, before=declined[1]) == (declined[2:], None)


def test_nobody_s_list_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.listed(replace(SAM, id="usr_none"))
    assert desk.listed(DORA) == ([], None)
