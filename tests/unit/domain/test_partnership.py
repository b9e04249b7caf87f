"""A partnership: which step may be taken by whom and when, what it leads to, and who sees what of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import Conflict
from shared.domain.message import MessageKind
from shared.domain.partnership import (
    FORMED,
    LIVE,
    STEPS,
    Environment,
    Label,
    ModificationClosed,
    ModificationPending,
    NotYourTurn,
    Partnership,
    PartnershipNotAccepted,
    PartnershipNotOpen,
    PartnershipStatus,
    PartnershipStep,
    Side,
)
from shared.domain.partnership_messages import KINDS, announced, partnership_messages
from tests.support.builders import A_LOGO, NOON, OTHER_PARTNER_ID, PARTNER_ID
from tests.support.partnerships import (
    CARLA,
    CONSULTANT,
    KIM,
    LO,
    NILS,
    OLGA,
    PARTNERSHIP_ID,
    SAM,
    a_modification,
    a_partnership,
    a_story,
    actor,
    an_offer,
    contact,
    person,
)

OPEN, ACCEPTED, MODIFIED = PartnershipStatus.OPEN, PartnershipStatus.ACCEPTED, PartnershipStatus.MODIFIED
DECLINED, WITHDRAWN, ENDED = PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.ENDED
CLOSED = (DECLINED, WITHDRAWN, ENDED)
PARTNER, CUSTOMER = Side
LATER = NOON + timedelta(days=1)

ALLOWED: dict[tuple[PartnershipStatus, PartnershipStep], tuple[PartnershipStatus, set[Side]]] = {
    (OPEN, PartnershipStep.ACCEPT): (ACCEPTED, {CUSTOMER}),
    (OPEN, PartnershipStep.DECLINE): (DECLINED, {CUSTOMER}),
    (OPEN, PartnershipStep.WITHDRAW): (WITHDRAWN, {PARTNER}),
    (ACCEPTED, PartnershipStep.MODIFY): (MODIFIED, {PARTNER, CUSTOMER}),
    (ACCEPTED, PartnershipStep.END): (ENDED, {PARTNER, CUSTOMER}),
    (MODIFIED, PartnershipStep.END): (ENDED, {PARTNER, CUSTOMER}),
    # The partner side asked for the change that waits.
    (MODIFIED, PartnershipStep.ACCEPT_MODIFICATION): (ACCEPTED, {CUSTOMER}),
    (MODIFIED, PartnershipStep.DECLINE_MODIFICATION): (ACCEPTED, {CUSTOMER}),
    (MODIFIED, PartnershipStep.COUNTER_MODIFICATION): (MODIFIED, {CUSTOMER}),
    (MODIFIED, PartnershipStep.WITHDRAW_MODIFICATION): (ACCEPTED, {PARTNER}),
}
REFUSED: dict[PartnershipStep, type[Conflict]] = {
    PartnershipStep.ACCEPT: PartnershipNotOpen,
    PartnershipStep.DECLINE: PartnershipNotOpen,
    PartnershipStep.WITHDRAW: PartnershipNotOpen,
    PartnershipStep.END: PartnershipNotAccepted,
    PartnershipStep.MODIFY: PartnershipNotAccepted,
    PartnershipStep.ACCEPT_MODIFICATION: ModificationClosed,
    PartnershipStep.DECLINE_MODIFICATION: ModificationClosed,
    PartnershipStep.COUNTER_MODIFICATION: ModificationClosed,
    PartnershipStep.WITHDRAW_MODIFICATION: ModificationClosed,
}
TAKEN = [step for step in PartnershipStep if step is not PartnershipStep.OFFER]


def refusal_of(status: PartnershipStatus, step: PartnershipStep, side: Side) -> type[Conflict] | None:
    if (status, step) in ALLOWED:
        return None if side in ALLOWED[status, step][1] else NotYourTurn
    return ModificationPending if (status, step) == (MODIFIED, PartnershipStep.MODIFY) else REFUSED[step]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("step", TAKEN)
@pytest.mark.parametrize("status", PartnershipStatus)
def test_a_step_is_taken_by_whose_turn_it_is_and_refused_everywhere_else(
    status: PartnershipStatus, step: PartnershipStep, side: Side
) -> None:
    present = a_partnership(status)
    modification = present.modification or a_modification(proposed_by=side)

    if refusal := refusal_of(status, step, side):
        with pytest.raises(refusal) as refused:
            present.taken(step, side, actor(SAM), LATER, modification=modification)
        assert type(refused.value) is refusal
        assert step not in present.steps_of(side)
        return
    change = present.taken(step, side, actor(SAM), LATER, reason="because", modification=modification)

    assert change.partnership.status is ALLOWED[status, step][0]
    assert change.partnership.version == present.version + 1
    assert change.entry.number == change.partnership.entries == present.entries + 1
    assert (change.entry.step, change.entry.side, change.entry.by) == (step, side, actor(SAM))
    assert (change.entry.at, change.entry.reason) == (LATER, "because") == (change.partnership.changed_at, "because")
    assert step in present.steps_of(side)


def test_the_table_holds_these_steps_and_no_other() -> None:
    assert set(STEPS) == set(ALLOWED)


@pytest.mark.parametrize("step", TAKEN)
def test_of_a_change_that_the_customer_side_asked_for_the_turns_are_the_other_way_round(step: PartnershipStep) -> None:
    present = a_partnership(MODIFIED, modification=a_modification(proposed_by=CUSTOMER))
    if (MODIFIED, step) not in ALLOWED:
        return

    _, sides = ALLOWED[MODIFIED, step]

    assert {side for side in Side if step in present.steps_of(side)} == {side.other for side in sides}


@pytest.mark.parametrize("status", PartnershipStatus)
def test_who_waits_for_an_answer(status: PartnershipStatus) -> None:
    assert a_partnership(status).proposer is (PARTNER if status in {OPEN, MODIFIED} else None)
    assert a_partnership(status).is_live is (status in LIVE) is (status not in CLOSED)
    assert a_partnership(status).is_formed is (status in FORMED)


def test_a_change_waits_until_it_is_answered_and_is_gone_then() -> None:
    pending = a_partnership(MODIFIED)
    assert pending.modification == a_modification()

    for step in (
        PartnershipStep.ACCEPT_MODIFICATION,
        PartnershipStep.DECLINE_MODIFICATION,
        PartnershipStep.WITHDRAW_MODIFICATION,
        PartnershipStep.END,
    ):
        side = PARTNER if step is PartnershipStep.WITHDRAW_MODIFICATION else CUSTOMER
        change = pending.taken(step, side, actor(CARLA), LATER, modification=pending.modification)
        assert change.partnership.modification is None
        assert change.modification == a_modification()
    countered = a_modification(proposed_by=CUSTOMER, release_contacts=())
    step = PartnershipStep.COUNTER_MODIFICATION
    assert pending.taken(step, CUSTOMER, actor(CARLA), LATER, modification=countered).partnership.proposer is CUSTOMER


def test_until_it_is_answered_the_old_state_holds() -> None:
    pending, before = a_partnership(MODIFIED), a_partnership(ACCEPTED)

    assert (pending.contacts, pending.managers) == (before.contacts, before.managers)
    assert pending.active_contacts == before.active_contacts
    assert pending.formed_at == before.formed_at


def test_it_is_formed_when_it_is_accepted_and_stays_so() -> None:
    assert a_partnership(OPEN).formed_at is a_partnership(DECLINED).formed_at is None
    formed_at = NOON + timedelta(hours=1)
    assert {a_partnership(status).formed_at for status in (ACCEPTED, MODIFIED, ENDED)} == {formed_at}


def test_a_step_about_no_change_has_none() -> None:
    with pytest.raises(LookupError):
        _ = an_offer().modification


# --- Contacts and managers -----------------------------------------------------------------------------------------


def test_an_accepted_change_releases_and_adds() -> None:
    wanted = a_modification(
        add_contacts=(contact(OLGA, {}),), release_managers=(person(SAM),), proposed_by=CUSTOMER, proposer=actor(CARLA)
    )

    changed = a_partnership(ACCEPTED).with_modification_applied(wanted, {OLGA.id: CONSULTANT})

    assert changed.contacts == (contact(KIM), contact(OLGA))
    assert changed.managers == (person(CARLA), person(KIM))


def test_contacts_that_a_counter_proposal_kept_have_their_roles_already() -> None:
    kept, new = contact(LO), contact(OLGA, {})
    wanted = a_modification(proposed_by=CUSTOMER, add_contacts=(kept, new), release_contacts=())

    assert wanted.contacts_without_roles == (new,)
    changed = a_partnership(ACCEPTED, contacts=()).with_modification_applied(wanted, {OLGA.id: CONSULTANT})
    assert changed.contacts == (kept, contact(OLGA))


def test_whoever_became_a_manager_meanwhile_is_not_added_again() -> None:
    """An administrator stands in and accepts what would make a manager of them."""
    wanted = a_modification(add_managers=(person(NILS),), release_contacts=())
    present = a_partnership(MODIFIED, modification=wanted).with_manager(person(NILS))

    assert present.with_modification_applied(wanted, {}).managers == (person(SAM), person(CARLA), person(NILS))


def test_whoever_acts_is_a_manager_as_they_are_now_at_their_place() -> None:
    present = a_partnership(ACCEPTED)
    renamed = replace(person(SAM), name="Samuel Seller", email="samuel@reseller.example")

    assert present.with_manager(renamed).managers == (renamed, person(CARLA))
    assert present.with_manager(person(NILS)).managers == (person(SAM), person(CARLA), person(NILS))
    assert present.with_manager(person(SAM)) == present


def test_projects_are_the_environments_in_which_somebody_has_a_role() -> None:
    everywhere = {Environment.DEVELOPMENT: ("reader",), Environment.PRODUCTION: ("support",)}

    formed = a_partnership(ACCEPTED, contacts=(contact(KIM), contact(LO, everywhere)))

    assert formed.active_environments == (Environment.PRODUCTION, Environment.DEVELOPMENT)
    assert replace(formed, contacts=()).active_environments == ()
    assert replace(formed, status=ENDED).active_environments == ()
    assert a_partnership(OPEN).active_environments == ()
    assert a_partnership(OPEN).active_contacts == ()


# --- Labels ----------------------------------------------------------------------------------------------------------


def test_contacts_of_an_offer_are_offered_until_it_is_accepted() -> None:
    for status in (OPEN, DECLINED, WITHDRAWN):
        assert a_partnership(status).label_of(KIM.id) is Label.OFFERED
    for status in (ACCEPTED, ENDED):
        assert a_partnership(status).label_of(KIM.id) is None


@pytest.mark.parametrize(
    ("side", "released"),
    [(PARTNER, Label.RELEASED_BY_PARTNER), (CUSTOMER, Label.TO_BE_RELEASED)],
    ids=["partner", "customer"],
)
def test_a_release_is_labelled_by_the_side_that_wants_it(side: Side, released: Label) -> None:
    wanted = a_modification(
        proposed_by=side,
        add_contacts=(contact(OLGA, {}),),
        add_managers=(person(NILS),),
        release_managers=(person(CARLA),),
    )
    present = a_partnership(MODIFIED, modification=wanted)

    labels = {user.id: present.label_of(user.id) for user in (KIM, LO, OLGA, NILS)}
    assert labels == {KIM.id: None, LO.id: released, OLGA.id: Label.OFFERED, NILS.id: None}
    labels = {user.id: present.label_of_manager(user.id) for user in (SAM, CARLA, NILS, LO)}
    assert labels == {SAM.id: None, CARLA.id: released, NILS.id: Label.OFFERED, LO.id: None}
    assert [one.user_id for one in present.shown_contacts] == [KIM.id, LO.id, OLGA.id]


@pytest.mark.parametrize("status", [OPEN, ACCEPTED, ENDED])
def test_managers_have_no_label_where_no_change_waits(status: PartnershipStatus) -> None:
    assert a_partnership(status).label_of_manager(SAM.id) is None


# --- Who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", PartnershipStatus)
def test_whoever_offered_sees_who_the_other_is_once_it_was_accepted(status: PartnershipStatus) -> None:
    present = a_partnership(status)
    seen, managers = present.business_seen_by(PARTNER, CUSTOMER), present.managers_seen_by(PARTNER)

    if status in {OPEN, DECLINED, WITHDRAWN}:
        assert (seen.name, seen.tenant_name, seen.partner_id, seen.logo) == ("fjord-drift", "fjord-drift", "", None)
        assert managers == (person(SAM),)
    else:
        assert (seen.name, seen.partner_id) == ("Fjord Drift AS", OTHER_PARTNER_ID)
        assert managers == (person(SAM), person(CARLA))


@pytest.mark.parametrize("status", PartnershipStatus)
def test_whoever_was_offered_sees_who_offers_and_each_sees_oneself(status: PartnershipStatus) -> None:
    present = a_partnership(status)

    seen = present.business_seen_by(CUSTOMER, PARTNER)
    assert (seen.name, seen.logo) == ("Nordic Resale AB", A_LOGO)
    assert seen.logo_path == f"logos/{PARTNER_ID}/{A_LOGO.file}"
    assert present.managers_seen_by(CUSTOMER) == present.managers
    assert present.business_seen_by(PARTNER, PARTNER) == present.partner
    assert present.business_seen_by(CUSTOMER, CUSTOMER) == present.customer


def test_each_has_its_side() -> None:
    present: Partnership = a_partnership()

    assert (present.side_of(PARTNER_ID), present.side_of(OTHER_PARTNER_ID)) == (PARTNER, CUSTOMER)
    assert (PARTNER.other, CUSTOMER.other) == (CUSTOMER, PARTNER)
    assert (present.business(PARTNER), present.business(CUSTOMER)) == (present.partner, present.customer)
    renamed = replace(present.customer, name="Fjord Drift & Sons AS")
    assert present.with_business(renamed, CUSTOMER).customer == renamed
    assert present.with_business(renamed, CUSTOMER).partner == present.partner


# --- Mails -----------------------------------------------------------------------------------------------------------


def test_every_step_has_a_mail_of_its_own() -> None:
    assert set(KINDS) == set(PartnershipStep)
    assert len(set(KINDS.values())) == len(PartnershipStep)


def test_every_manager_of_the_other_side_is_told_in_their_language_by_the_side_that_acts() -> None:
    managers = (person(SAM), person(CARLA), person(KIM), person(NILS))
    offered = an_offer(managers=managers)

    mails = partnership_messages(offered)

    assert [(mail.to_address, mail.to_name, mail.locale, mail.partner_id) for mail in mails] == [
        (CARLA.email, "Carla Chef", "sv", PARTNER_ID),
        (NILS.email, "Nils Nord", "en", PARTNER_ID),
    ]
    assert {(mail.kind, mail.about, mail.number) for mail in mails} == {
        (MessageKind.PARTNERSHIP_OFFERED, PARTNERSHIP_ID, 1)
    }
    answered = offered.partnership.taken(PartnershipStep.DECLINE, CUSTOMER, actor(CARLA), LATER, reason="No.")
    assert [(mail.to_address, mail.partner_id, mail.number) for mail in partnership_messages(answered)] == [
        (SAM.email, OTHER_PARTNER_ID, 2),
        (KIM.email, OTHER_PARTNER_ID, 2),
    ]


def test_a_step_decided_again_is_the_same_mail_and_every_step_another() -> None:
    story = a_story(MODIFIED)

    told = [announced(change) for change in (*story, *story)]

    assert len({mail.id for _, mails in told for mail in mails}) == len(story)
    assert all(change.entry.mails == tuple(mail.id for mail in mails) for change, mails in told)
