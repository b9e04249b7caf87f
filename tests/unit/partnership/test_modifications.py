"""Changes of a partnership: asked for by one side, accepted, declined, countered or taken back (E10)."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.errors import Invalid, NotFound
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partnership import (
    MAX_CONTACTS,
    MAX_MANAGERS,
    Environment,
    Label,
    ModificationClosed,
    ModificationPending,
    NotYourTurn,
    PartnershipChange,
    PartnershipNotAccepted,
    PartnershipStatus,
    Side,
    UnknownUser,
)
from shared.domain.user import Role, User, UserState
from tests.support.partnerships import (
    CARLA,
    CONSULTANT,
    DAN,
    DORA,
    KIM,
    LO,
    MODIFICATION_ID,
    NILS,
    OLGA,
    SAM,
    TIM,
    contact,
    person,
)
from tests.unit.partnership.desk import Desk, FakeStores, told

READER = {Environment.DEVELOPMENT: ("reader",)}


@pytest.fixture
def stores() -> FakeStores:
    return FakeStores()


@pytest.fixture
def desk(stores: FakeStores) -> Desk:
    """With a partnership that Sam and Carla formed: Kim and Lo work there."""
    desk = Desk(stores)
    desk.offer(SAM)
    desk.accept(CARLA)
    return desk


def faults(refusal: Invalid) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def more_users(stores: FakeStores, like: User, number: int) -> tuple[str, ...]:
    """Of the same partner."""
    made = [
        replace(like, id=f"usr_01KAVSER000000000000000{at:03d}", email=f"{at}@mail.example") for at in range(number)
    ]
    stores.rows.users |= {user.id: replace(user, sign_in_name=user.email) for user in made}
    return tuple(user.id for user in made)


# --- Asking ------------------------------------------------------------------------------------------------------


def test_a_change_waits_and_the_old_state_holds(desk: Desk, stores: FakeStores) -> None:
    before = desk.at(Side.PARTNER)

    change = desk.modify(
        SAM,
        add_manager_user_ids=(KIM.id, KIM.id),
        release_contact_user_ids=(LO.id, LO.id),
        reason="Lo goes on leave.",
    )

    present = change.partnership
    assert present.status is PartnershipStatus.MODIFIED
    assert (present.contacts, present.managers) == (before.contacts, before.managers)
    assert present.modification == change.modification
    assert change.modification.add_managers == (person(KIM),)
    assert change.modification.release_contacts == (person(LO),)
    assert (change.modification.reason, change.entry.reason) == ("Lo goes on leave.",) * 2
    assert present.label_of(LO.id) is Label.RELEASED_BY_PARTNER
    assert told(stores)[-1] == ("modification_proposed", CARLA.email)
    with pytest.raises(NotFound):
        desk.read(KIM)


def test_what_it_adds_gets_roles_when_it_is_accepted(desk: Desk, stores: FakeStores) -> None:
    desk.modify(CARLA, add_contact_user_ids=(OLGA.id,), add_manager_user_ids=(NILS.id,))
    with pytest.raises(Invalid) as refusal:
        desk.accept_modification(SAM)
    assert faults(refusal.value) == [(f"roles.{OLGA.id}", "missing")]
    with pytest.raises(UnknownUser) as refusal:
        desk.accept_modification(SAM, {OLGA.id: READER, KIM.id: READER})
    assert faults(refusal.value) == [(f"roles.{KIM.id}", "unknown_user")]

    change = desk.accept_modification(SAM, {OLGA.id: READER})

    assert change.partnership.status is PartnershipStatus.ACCEPTED
    assert change.partnership.modification is None
    assert change.partnership.contacts == (contact(KIM), contact(LO), contact(OLGA, READER))
    assert change.partnership.managers == (person(SAM), person(CARLA), person(NILS))
    assert change.entry.contacts == (contact(OLGA, READER),)
    assert desk.at(Side.PARTNER) == desk.at(Side.CUSTOMER) == change.partnership
    assert told(stores)[-2:] == [("modification_accepted", CARLA.email), ("modification_accepted", NILS.email)]


def test_a_change_without_newcomers_is_accepted_without_roles(desk: Desk) -> None:
    desk.modify(CARLA, release_contact_user_ids=(LO.id, KIM.id), reason="The projects are done.")

    changed = desk.accept_modification(SAM).partnership

    assert (changed.contacts, changed.active_environments) == ((), ())


@pytest.mark.parametrize("by", [SAM, CARLA], ids=["declined", "taken back"])
def test_a_change_that_is_declined_or_taken_back_leaves_all_as_it_was(desk: Desk, stores: FakeStores, by: User) -> None:
    before = desk.at(Side.PARTNER)
    desk.modify(CARLA, add_contact_user_ids=(OLGA.id,))

    change = desk.decline_modification(by) if by is SAM else desk.withdraw_modification(by)

    after = change.partnership
    assert replace(after, version=before.version, entries=before.entries, changed_at=before.changed_at) == before
    assert change.modification.add_contacts == (contact(OLGA, {}),)
    kind, to = ("modification_declined", CARLA) if by is SAM else ("modification_withdrawn", SAM)
    assert told(stores)[-1] == (kind, to.email)


def test_nothing_can_be_changed_before_it_is_formed_or_after_it_ended_or_twice_at_once(stores: FakeStores) -> None:
    desk = Desk(stores)
    desk.offer(SAM)
    with pytest.raises(PartnershipNotAccepted):
        desk.modify(SAM, add_contact_user_ids=(KIM.id,))
    desk.accept(CARLA)
    desk.modify(SAM, add_manager_user_ids=(KIM.id,))
    for by in (SAM, CARLA):
        with pytest.raises(ModificationPending):
            desk.modify(by)
    desk.end(SAM)
    with pytest.raises(PartnershipNotAccepted):
        desk.modify(CARLA, add_contact_user_ids=(OLGA.id,))


def test_a_change_is_answered_by_the_other_side_and_taken_back_by_one_s_own(desk: Desk) -> None:
    desk.modify(SAM, add_manager_user_ids=(KIM.id,))

    for step, by in (
        (desk.accept_modification, SAM),
        (desk.decline_modification, SAM),
        (desk.counter, SAM),
        (desk.withdraw_modification, CARLA),
    ):
        with pytest.raises(NotYourTurn):
            step(by)


def test_only_the_change_that_waits_is_answered(desk: Desk) -> None:
    first = desk.modify(SAM, add_manager_user_ids=(KIM.id,)).modification.id
    desk.counter(CARLA, add_manager_user_ids=(NILS.id,))

    for step, by in (
        (desk.accept_modification, SAM),
        (desk.decline_modification, SAM),
        (desk.counter, SAM),
        (desk.withdraw_modification, CARLA),
    ):
        with pytest.raises(ModificationClosed):
            step(by, modification_id=first)
        for unknown in (MODIFICATION_ID, "mod_nonsense", first.replace("mod_", "prt_")):
            with pytest.raises(NotFound):
                step(by, modification_id=unknown)
    desk.end(SAM)
    with pytest.raises(ModificationClosed):
        desk.accept_modification(SAM, modification_id=first)


def test_the_same_key_asks_once(desk: Desk, stores: FakeStores) -> None:
    once: Once[PartnershipChange] = Once("key", "fingerprint", lambda change: change.modification.id)
    made = desk.modify(SAM, add_manager_user_ids=(KIM.id,), once=once)

    with pytest.raises(AlreadyAnswered) as earlier:
        desk.modify(SAM, add_manager_user_ids=(KIM.id,), once=once)

    assert earlier.value.answer == made.modification.id
    assert [kind for kind, _ in told(stores)].count("modification_proposed") == 1


# --- Countering --------------------------------------------------------------------------------------------------


def test_a_counter_proposal_takes_the_place_of_the_change_and_waits_for_whoever_asked(
    desk: Desk, stores: FakeStores
) -> None:
    desk.modify(SAM, release_contact_user_ids=(LO.id,), add_manager_user_ids=(KIM.id,), reason="Leave.")

    change = desk.counter(CARLA, release_contact_user_ids=(KIM.id,), reason="Kim rather than Lo.")

    assert change.partnership.status is PartnershipStatus.MODIFIED
    assert change.partnership.proposer is Side.CUSTOMER
    assert change.partnership.label_of(KIM.id) is Label.TO_BE_RELEASED
    assert change.partnership.label_of(LO.id) is None
    assert told(stores)[-1] == ("modification_countered", SAM.email)
    assert desk.accept_modification(SAM).partnership.contacts == (contact(LO),)


def test_it_keeps_whom_the_other_side_offered_with_roles(desk: Desk) -> None:
    """And adds people of its own, to whom whoever accepts gives roles."""
    desk.modify(CARLA, add_contact_user_ids=(OLGA.id, NILS.id), add_manager_user_ids=(NILS.id,))
    wanted = (OLGA.id, SAM.id)
    with pytest.raises(Invalid) as refusal:
        desk.counter(SAM, add_contact_user_ids=wanted)
    assert faults(refusal.value) == [(f"roles.{OLGA.id}", "missing")]

    desk.counter(SAM, add_contact_user_ids=wanted, add_manager_user_ids=(NILS.id,), roles={OLGA.id: READER})
    with pytest.raises(UnknownUser):
        desk.accept_modification(CARLA, {SAM.id: CONSULTANT, OLGA.id: CONSULTANT})
    changed = desk.accept_modification(CARLA, {SAM.id: CONSULTANT}).partnership

    assert changed.contacts == (contact(KIM), contact(LO), contact(OLGA, READER), contact(SAM))
    assert changed.managers == (person(SAM), person(CARLA), person(NILS))


def test_it_can_be_countered_in_turn(desk: Desk) -> None:
    desk.modify(CARLA, add_contact_user_ids=(OLGA.id,))
    desk.counter(SAM, add_contact_user_ids=(OLGA.id, SAM.id), roles={OLGA.id: READER})
    desk.counter(CARLA, add_contact_user_ids=(SAM.id, NILS.id), roles={SAM.id: CONSULTANT})

    changed = desk.accept_modification(SAM, {NILS.id: READER}).partnership

    assert changed.contacts == (contact(KIM), contact(LO), contact(SAM), contact(NILS, READER))


def test_only_whom_the_other_side_offers_now_is_kept(desk: Desk) -> None:
    desk.modify(CARLA, add_contact_user_ids=(OLGA.id,))

    with pytest.raises(UnknownUser) as refusal:
        desk.counter(SAM, add_contact_user_ids=(NILS.id, OLGA.id), roles={NILS.id: READER, OLGA.id: READER})

    assert faults(refusal.value) == [("add_contact_user_ids.0", "unknown_user"), (f"roles.{NILS.id}", "unknown_user")]


def test_whoever_stands_in_and_accepts_what_makes_a_manager_of_them_is_one_once(desk: Desk, stores: FakeStores) -> None:
    stores.rows.users[NILS.id] = replace(NILS, role=Role.ADMIN)
    desk.modify(CARLA, add_manager_user_ids=(NILS.id,))
    desk.counter(SAM, add_manager_user_ids=(NILS.id, KIM.id))
    stores.rows.users[CARLA.id] = replace(CARLA, state=UserState.DEACTIVATED)

    changed = desk.accept_modification(NILS).partnership

    assert changed.managers == (person(SAM), person(CARLA), person(NILS), person(KIM))


# --- What is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, [("add_contact_user_ids", "nothing_to_change")]),
        ({"reason": "Because."}, [("add_contact_user_ids", "nothing_to_change")]),
        ({"release_contact_user_ids": (LO.id,)}, [("reason", "missing")]),
        ({"add_contact_user_ids": (KIM.id,)}, [("add_contact_user_ids.0", "already_there")]),
        ({"add_manager_user_ids": (KIM.id, SAM.id)}, [("add_manager_user_ids.1", "already_there")]),
        (
            {"release_manager_user_ids": (SAM.id,), "reason": "Leave."},
            [("release_manager_user_ids", "last_manager")],
        ),
        (
            {"release_manager_user_ids": (CARLA.id,), "reason": "Leave."},
            [("release_manager_user_ids", "last_manager")],
        ),
        (
            {"release_manager_user_ids": (SAM.id, CARLA.id), "add_manager_user_ids": (KIM.id,), "reason": "Leave."},
            [("release_manager_user_ids", "last_manager")],
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    desk: Desk, wishes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.modify(SAM, **wishes)

    assert (type(refusal.value), faults(refusal.value)) == (Invalid, expected)
    assert desk.at(Side.PARTNER).status is PartnershipStatus.ACCEPTED


def test_everybody_unknown_is_named_at_their_place_with_all_else(desk: Desk) -> None:
    with pytest.raises(UnknownUser) as refusal:
        desk.modify(
            SAM,
            add_contact_user_ids=(NILS.id, SAM.id, DAN.id),
            release_contact_user_ids=(OLGA.id, LO.id),
            add_manager_user_ids=(TIM.id,),
            release_manager_user_ids=(KIM.id,),
            roles={SAM.id: READER},
        )

    assert faults(refusal.value) == [
        ("add_contact_user_ids.0", "unknown_user"),
        ("add_contact_user_ids.2", "unknown_user"),
        ("release_contact_user_ids.0", "unknown_user"),
        ("add_manager_user_ids.0", "unknown_user"),
        ("release_manager_user_ids.0", "unknown_user"),
        (f"roles.{SAM.id}", "unknown_user"),
        ("reason", "missing"),
    ]


def test_whoever_asks_for_strangers_alone_asks_for_something(desk: Desk) -> None:
    with pytest.raises(UnknownUser) as refusal:
        desk.modify(SAM, add_contact_user_ids=(NILS.id,))
    assert faults(refusal.value) == [("add_contact_user_ids.0", "unknown_user")]
    with pytest.raises(UnknownUser) as refusal:
        desk.modify(SAM, release_manager_user_ids=(NILS.id,))
    assert faults(refusal.value) == [("release_manager_user_ids.0", "unknown_user"), ("reason", "missing")]


def test_somebody_deactivated_can_be_released_but_not_added(desk: Desk, stores: FakeStores) -> None:
    stores.rows.users[LO.id] = replace(LO, state=UserState.DEACTIVATED)
    with pytest.raises(UnknownUser):
        desk.modify(CARLA, add_contact_user_ids=(DORA.id,))

    desk.modify(CARLA, release_contact_user_ids=(LO.id,), reason="Gone.")
    assert desk.accept_modification(SAM).partnership.contacts == (contact(KIM),)


def test_a_manager_can_be_replaced_by_either_side(desk: Desk, stores: FakeStores) -> None:
    desk.modify(SAM, add_manager_user_ids=(KIM.id,), release_manager_user_ids=(SAM.id,), reason="Kim takes over.")

    changed = desk.accept_modification(CARLA).partnership

    assert changed.managers == (person(CARLA), person(KIM))
    assert told(stores)[-2:] == [("modification_accepted", KIM.email), ("modification_accepted", SAM.email)]
    with pytest.raises(NotFound):
        desk.end(SAM)
    desk.end(KIM)
    assert told(stores)[-1] == ("partnership_ended", CARLA.email)


def test_whoever_releases_themselves_by_accepting_is_released(desk: Desk, stores: FakeStores) -> None:
    desk.modify(CARLA, add_manager_user_ids=(NILS.id,))
    desk.accept_modification(SAM)
    desk.modify(SAM, release_manager_user_ids=(CARLA.id,), reason="Nils answers quicker.")

    assert desk.accept_modification(CARLA).partnership.managers == (person(SAM), person(NILS))
    assert [to for kind, to in told(stores) if kind == "modification_accepted"][-1] == SAM.email
    with pytest.raises(NotFound):
        desk.read(CARLA)


def test_there_are_so_many_contacts_and_managers_at_most(desk: Desk, stores: FakeStores) -> None:
    others = more_users(stores, KIM, MAX_CONTACTS)
    with pytest.raises(Invalid) as refusal:
        desk.modify(SAM, add_contact_user_ids=others[: MAX_CONTACTS - 1])
    assert faults(refusal.value) == [("add_contact_user_ids", "too_long")]
    with pytest.raises(Invalid) as refusal:
        desk.modify(SAM, add_manager_user_ids=others[:MAX_MANAGERS])
    assert faults(refusal.value) == [("add_manager_user_ids", "too_long")]

    desk.modify(
        SAM,
        add_contact_user_ids=others[: MAX_CONTACTS - 1],
        release_contact_user_ids=(LO.id,),
        add_manager_user_ids=others[: MAX_MANAGERS - 1],
        reason="Lo goes on leave.",
    )
    changed = desk.accept_modification(CARLA, dict.fromkeys(others[: MAX_CONTACTS - 1], CONSULTANT)).partnership

    assert (len(changed.contacts), len(changed.managers)) == (MAX_CONTACTS, MAX_MANAGERS + 1)
