"""Hold evidence for a court: until the hold is lifted, nothing of it is erased, by wish or by age."""

from functions.keep_evidence.shelf import Shelf
from shared.domain.concurrency import settle
from shared.domain.tenant import Actor
from shared.evidence.keeping import Hold


def hold_evidence(record_id: str, reason: str, actor: Actor, *, shelf: Shelf) -> None:
    """To hold it again for another reason replaces the first. Raises NotFound, Unavailable."""

    def attempt() -> None:
        keeping = shelf.keeping.get(record_id).evidence.keeping
        if keeping.hold is None or keeping.hold.reason != reason:
            shelf.keeping.save(record_id, keeping.held(Hold(at=shelf.now(), by=actor, reason=reason)))

    settle(attempt)


def lift_hold(record_id: str, *, shelf: Shelf) -> None:
    """To lift what isn't there changes nothing. Raises NotFound, Unavailable."""

    def attempt() -> None:
        keeping = shelf.keeping.get(record_id).evidence.keeping
        if keeping.hold is not None:
            shelf.keeping.save(record_id, keeping.held(None))

    settle(attempt)
