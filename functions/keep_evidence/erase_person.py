"""Erase what evidence of a customer keeps of a person: the records themselves stay, and still verify."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.keep_evidence.erase_values import erase_values
from functions.keep_evidence.shelf import Shelf
from shared.domain.tenant import Actor
from shared.evidence.keeping import EvidenceOnHold
from shared.evidence.people import names_of_person
from shared.evidence.record import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    customer_id: str
    address: str
    reason: str
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """By their records the names of the values; `held` are records that are on hold."""

    erased: Mapping[str, tuple[str, ...]]
    held: tuple[str, ...]


def find_person(customer_id: str, address: str, *, shelf: Shelf) -> Erased:
    """What `erase_person` would erase."""
    found = {
        kept.evidence.record.id: (names_of_person(kept.evidence, address), kept.evidence.keeping)
        for kept in shelf.keeping.of_customer(customer_id)
    }
    theirs = {one: (names, keeping) for one, (names, keeping) in found.items() if names}
    return Erased(
        erased={one: names for one, (names, keeping) in theirs.items() if keeping.hold is None},
        held=tuple(one for one, (_, keeping) in theirs.items() if keeping.hold is not None),
    )


def erase_person(command: ErasePerson, *, shelf: Shelf) -> Erased:
    """Again, it goes on where it was cut short: what was erased is gone, and its certificates are deleted once more.

    Raises EvidenceOnHold where nothing could be erased for that alone, Unavailable.
    """

    def choose(evidence: Evidence) -> tuple[str, ...]:
        return names_of_person(evidence, command.address)

    erased: dict[str, tuple[str, ...]] = {}
    held: list[str] = []
    for kept in shelf.keeping.of_customer(command.customer_id):
        record_id = kept.evidence.record.id
        if not choose(kept.evidence) and kept.evidence.keeping.clear_at is None:
            continue
        try:
            names = erase_values(record_id, choose, by=command.actor, reason=command.reason, shelf=shelf)
        except EvidenceOnHold:
            held.append(record_id)
        else:
            erased |= {record_id: names} if names else {}
    if held and not erased:
        raise EvidenceOnHold
    return Erased(erased=erased, held=tuple(held))
