"""Whose the values beside a record are: what is erased when a person asks for it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.evidence.record import Evidence

ADDRESSES = ("email", "address")
OF_WHOEVER_DECIDED = frozenset({"accept", "send_code"})
"""What the person who was selected did; everything else came by the link, which the addressee had."""


def names_of_person(evidence: Evidence, address: str) -> tuple[str, ...]:
    """The names of the values that hold the address, or belong to whoever has it; all without regard to case."""
    values: dict[str, Any] = {one.name: one.value for one in evidence.disclosures}
    wanted = _folded(address)
    whole = re.compile(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-]){re.escape(wanted)}(?![\w-]|\.\w)")  # not the end of another's
    holding = {name for name, value in values.items() if any(map(whole.search, _texts(value)))}
    persons = {name for name in holding if any(_text(values[name], field) == wanted for field in ADDRESSES)}
    # A sole trader's company has the person's own name.
    is_own = _text(values.get("customer"), "name") in {_text(values[name], "name") for name in persons}
    alone = {"customer"} if is_own else set[str]()
    origins = {f"history.{at}" for at in _acts(evidence, persons)}
    return tuple(name for name in values if name in holding | alone | origins)


def _text(value: Any, field: str) -> str:
    return _folded(str(value.get(field, ""))) if isinstance(value, Mapping) else ""


def _acts(evidence: Evidence, persons: set[str]) -> Iterator[int]:
    """Of which entries of the history they were the ones who did it."""
    for at, entry in enumerate(evidence.record.content["facts"].get("history") or ()):
        theirs = {"recipient", "selected"} if entry.get("event") in OF_WHOEVER_DECIDED else {"recipient", "addressee"}
        if theirs & persons:
            yield at


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _folded(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
