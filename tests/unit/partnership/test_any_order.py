"""Anything done by anybody in any order: the same promises (E1-E15)."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from shared.domain.errors import DomainError
from shared.domain.partnership import LIVE, Partnership, PartnershipStatus, PartnershipStep, Side
from shared.domain.user import User, UserState
from tests.support.partnerships import CARLA, CONSULTANT, KIM, LO, NILS, OLGA, SAM, TIM
from tests.unit.partnership.desk import Desk, FakeStores
from tests.unit.partnership.promises import check_promises

PEOPLE = (SAM, KIM, LO, CARLA, NILS, OLGA)
KINDS = [*(step.value for step in PartnershipStep), "come_or_go"]
WISHES = ("add_contact", "release_contact", "add_manager", "release_manager")
PLACES = (None, None, None, None, 0, 1, 2, 3)
"""In a list of people; none: nobody is asked for."""
SEEDS, DEEDS = 300, 40


ENDS = {PartnershipStep.DECLINE, PartnershipStep.WITHDRAW, PartnershipStep.END}


@dataclass(frozen=True, slots=True)
class Deed:
    """`kind` is a step, or the place of one among those that the side of `by` may take then, which a manager takes.
    `gives_roles` says whether whoever accepts knows what to give; `wishes` are places of those to add or release."""

    kind: str | int
    by: User
    gives_roles: bool
    wishes: dict[str, int | None]
    reason: str | None


def some_deed(chance: Random) -> Deed:
    """Mostly what may be done, by those who may."""
    people = [SAM, SAM, SAM, CARLA, CARLA, CARLA, *PEOPLE, TIM]
    return Deed(
        kind=chance.randrange(48) if chance.random() < 0.7 else chance.choice(KINDS),
        by=chance.choice(people),
        gives_roles=chance.random() < 0.8,
        wishes={name: chance.choice(PLACES) for name in WISHES},
        reason=chance.choice(["Because.", "Because.", "Because.", None]),
    )


def fitting(desk: Desk, place: int, by: User) -> tuple[str, User]:
    """What that side may do, seldom what makes an end of it, and somebody who may."""
    present, side = desk.at(Side.PARTNER), side_of(by)
    steps = present.steps_of(side) or (PartnershipStep.OFFER,)
    if place % 4:
        steps = tuple(step for step in steps if step not in ENDS) or steps
    managers = [manager.user_id for manager in present.managers_of(side)]
    return steps[place // 4 % len(steps)], next(user for user in PEOPLE if user.id in managers)


def do(desk: Desk, stores: FakeStores, deed: Deed) -> None:
    kind, by = fitting(desk, deed.kind, deed.by) if isinstance(deed.kind, int) else (deed.kind, deed.by)
    deed = replace(deed, by=by)
    match kind:
        case "come_or_go":
            user = stores.rows.users[by.id]
            state = UserState.DEACTIVATED if user.is_live else UserState.ACTIVE
            stores.rows.users[by.id] = replace(user, state=state)
        case "offer":
            desk.offer(by)
        case "accept":
            wanted = desk.at(Side.PARTNER).contacts if deed.gives_roles else ()
            desk.accept(by, {contact.user_id: CONSULTANT for contact in wanted})
        case "accept_modification":
            pending = desk.at(Side.PARTNER).modification
            wanted = pending.contacts_without_roles if pending and deed.gives_roles else ()
            desk.accept_modification(by, {contact.user_id: CONSULTANT for contact in wanted})
        case "modify":
            desk.modify(by, **wishes_of(deed, desk.at(Side.PARTNER)))
        case "counter_modification":
            pending = desk.at(Side.PARTNER).modification
            offered = pending.add_contacts if pending and deed.gives_roles else ()
            kept = tuple(contact.user_id for contact in offered)
            roles = {contact.user_id: CONSULTANT for contact in offered if contact.person.side is side_of(by).other}
            wishes = wishes_of(deed, desk.at(Side.PARTNER))
            wishes["add_contact_user_ids"] += kept
            desk.counter(by, roles=roles, **wishes)
        case _:
            getattr(desk, kind)(by)


def side_of(user: User) -> Side:
    return Side.PARTNER if user.partner_id == SAM.partner_id else Side.CUSTOMER


def wishes_of(deed: Deed, present: Partnership) -> dict[str, Any]:
    """Own people to add, and people who are there to release; also somebody who isn't."""
    own = [user.id for user in PEOPLE if user.partner_id == deed.by.partner_id]
    contacts = [contact.user_id for contact in present.contacts]
    managers = [manager.user_id for manager in present.managers]
    choices = {
        "add_contact": [one for one in own if one not in contacts],
        "release_contact": contacts,
        "add_manager": [one for one in own if one not in managers],
        "release_manager": managers,
    }
    named = {name: [*some, TIM.id] for name, some in choices.items()}
    wishes: dict[str, Any] = {
        f"{name}_user_ids": () if place is None else (named[name][place % len(named[name])],)
        for name, place in deed.wishes.items()
    }
    return wishes | {"reason": deed.reason}


def begin(is_formed: bool) -> tuple[Desk, FakeStores]:
    stores = FakeStores()
    desk = Desk(stores)
    desk.offer(SAM)
    if is_formed:
        desk.accept(CARLA)
    return desk, stores


def play(seed: int) -> set[PartnershipStep]:
    """The steps that were taken."""
    chance = Random(seed)  # noqa: S311 - a history to try, the same for the same seed
    desk, stores = begin(chance.random() < 0.5)
    taken: set[PartnershipStep] = set()
    for _ in range(DEEDS):
        about, before, mails = desk.partnership_id, desk.at(Side.PARTNER), len(stores.rows.messages)
        with suppress(DomainError):
            do(desk, stores, some_deed(chance))
        after = check_promises(desk, stores.rows.messages)
        assert set(stores.rows.live.values()) == ({after.id} if after.is_live else set())
        if desk.partnership_id != about:
            assert before.status not in LIVE
            assert after.status is PartnershipStatus.OPEN
        elif after.version == before.version:
            assert after == before
            assert len(stores.rows.messages) == mails
        else:
            assert before.status in LIVE
            assert after.version == before.version + 1
        taken.add(desk.history(Side.PARTNER)[-1].step)
    return taken


def test_no_order_of_deeds_breaks_a_promise() -> None:
    taken: Counter[PartnershipStep] = Counter()
    for seed in range(SEEDS):
        try:
            taken.update(play(seed))
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise

    assert all(taken[step] > SEEDS / 20 for step in PartnershipStep), taken
