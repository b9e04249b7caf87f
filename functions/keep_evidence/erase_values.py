"""Erase values beside a record, with their salts, and the certificates that tell of them.

The row first, then the files: no certificate that is made from then on tells of them. One that is being made of what
was read before is deleted once more by the sweep, when it must be done.
"""

from collections.abc import Callable

from functions.keep_evidence.shelf import Shelf
from shared.domain.concurrency import settle
from shared.domain.tenant import Actor
from shared.evidence.keeping import Erasure
from shared.evidence.record import Evidence


def erase_values(
    record_id: str, choose: Callable[[Evidence], tuple[str, ...]], *, by: Actor | None, reason: str, shelf: Shelf
) -> tuple[str, ...]:
    """The names of what was erased now; what was begun before is finished in any case.

    Raises NotFound, EvidenceOnHold, Unavailable.
    """

    def attempt() -> tuple[str, ...]:
        kept = shelf.keeping.get(record_id)
        names = choose(kept.evidence)
        if names:
            erasure = Erasure(at=shelf.now(), by=by, names=names, reason=reason)
            left = tuple(one for one in kept.evidence.disclosures if one.name not in names)
            shelf.keeping.erase(kept, kept.evidence.keeping.erased(erasure), left)
        return names

    names = settle(attempt)
    shelf.certificates.remove(shelf.tenant, record_id)
    return names
