"""What a change of a partnership asks for, held against who is in it: all that is wrong at once (E10)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from functions.partnership.give_roles import give_roles
from functions.partnership.name_colleagues import name_colleagues, unknown_user
from functions.partnership.negotiate import Seat
from shared.domain.errors import FieldError
from shared.domain.partnership import MAX_CONTACTS, MAX_MANAGERS, Contact, Modification, Person, Roles, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """By user id. People of one's own side are added; people of either side are released, which needs a reason."""

    add_contact_user_ids: tuple[str, ...] = ()
    release_contact_user_ids: tuple[str, ...] = ()
    add_manager_user_ids: tuple[str, ...] = ()
    release_manager_user_ids: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    add_contacts: tuple[Contact, ...]
    release_contacts: tuple[Person, ...]
    add_managers: tuple[Person, ...]
    release_managers: tuple[Person, ...]


def check_modification(wishes: Wishes, roles: Mapping[str, Roles], seat: Seat) -> tuple[Found, tuple[FieldError, ...]]:
    """Whom it is about, and what is wrong with it."""
    present, pending = seat.partnership, seat.partnership.modification
    kept = _offered_by_the_other(wishes, pending, seat.side)
    given, wrong_roles = give_roles(kept, roles)
    contacts = tuple(contact.person for contact in present.contacts)
    newcomers, wrong_contacts = _added(
        "add_contact_user_ids", wishes.add_contact_user_ids, seat, contacts, (each.person for each in kept)
    )
    offered = pending.add_managers if pending and pending.proposed_by is not seat.side else ()
    managers, wrong_managers = _added(
        "add_manager_user_ids", wishes.add_manager_user_ids, seat, present.managers, offered
    )
    leaving, wrong_leaving = _released("release_contact_user_ids", wishes.release_contact_user_ids, contacts)
    dismissed, wrong_dismissed = _released(
        "release_manager_user_ids", wishes.release_manager_user_ids, present.managers
    )
    found = Found(
        add_contacts=tuple(Contact(person=person, roles=given.get(person.user_id, {})) for person in newcomers),
        release_contacts=leaving,
        add_managers=managers,
        release_managers=dismissed,
    )
    wrong = (*wrong_contacts, *wrong_leaving, *wrong_managers, *wrong_dismissed, *wrong_roles)
    return found, (*wrong, *_wrong_as_a_whole(wishes, found, seat))


def _offered_by_the_other(wishes: Wishes, pending: Modification | None, side: Side) -> tuple[Contact, ...]:
    if pending is None:
        return ()
    return tuple(
        contact
        for contact in pending.add_contacts
        if contact.person.side is not side and contact.user_id in wishes.add_contact_user_ids
    )


def _added(
    field: str, user_ids: Sequence[str], seat: Seat, present: Sequence[Person], offered: Iterable[Person]
) -> tuple[tuple[Person, ...], tuple[FieldError, ...]]:
    """One's own colleagues, and in a counter-proposal whom the other side had offered."""
    kept = {person.user_id: person for person in offered if person.user_id in user_ids}
    own = tuple(user_id for user_id in user_ids if user_id not in kept)
    people, _ = name_colleagues(field, own, seat.negotiation.colleagues, seat.side)
    known = kept | {person.user_id: person for person in people}
    there = {person.user_id for person in present}
    wrong = (
        unknown_user(f"{field}.{at}")
        if user_id not in known
        else FieldError(f"{field}.{at}", "already_there", "This user is there already.")
        for at, user_id in enumerate(user_ids)
        if user_id not in known or user_id in there
    )
    return tuple(known[user_id] for user_id in dict.fromkeys(user_ids) if user_id in known), tuple(wrong)


def _released(
    field: str, user_ids: Sequence[str], present: Sequence[Person]
) -> tuple[tuple[Person, ...], tuple[FieldError, ...]]:
    there = {person.user_id: person for person in present}
    wrong = (unknown_user(f"{field}.{at}") for at, user_id in enumerate(user_ids) if user_id not in there)
    return tuple(there[user_id] for user_id in dict.fromkeys(user_ids) if user_id in there), tuple(wrong)


def _wrong_as_a_whole(wishes: Wishes, found: Found, seat: Seat) -> Iterable[FieldError]:
    present, released = seat.partnership, (*wishes.release_contact_user_ids, *wishes.release_manager_user_ids)
    if not (wishes.add_contact_user_ids or wishes.add_manager_user_ids or released):
        yield FieldError("add_contact_user_ids", "nothing_to_change", "Say whom to add, or whom to release.")
    if released and not wishes.reason:
        yield FieldError("reason", "missing", "Say why somebody is released.")
    if len(present.contacts) + len(found.add_contacts) - len(found.release_contacts) > MAX_CONTACTS:
        yield FieldError("add_contact_user_ids", "too_long", f"There can be {MAX_CONTACTS} contacts.")
    yield from _wrong_managers(found, lambda side: len(present.managers_of(side)))


def _wrong_managers(found: Found, count: Callable[[Side], int]) -> Iterable[FieldError]:
    for side in Side:
        added = sum(person.side is side for person in found.add_managers)
        dismissed = sum(person.side is side for person in found.release_managers)
        left = count(side) + added - dismissed
        if dismissed and left < 1:
            yield FieldError(
                "release_manager_user_ids", "last_manager", "Each side keeps at least one manager: add another."
            )
        if added and left > MAX_MANAGERS:
            yield FieldError("add_manager_user_ids", "too_long", f"Each side can have {MAX_MANAGERS} managers.")
