"""A form over something that others change too: what it showed, what was typed, and what stands there by now.

The form carries what it showed along (`was_<field>`), so only what was changed in it is saved, and a change that
somebody else made meanwhile to what the form shows is seen. Other changes, such as a new contact of the account,
don't stand in the way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Each by the names of the form's fields, all as text."""

    shown: dict[str, str]
    typed: dict[str, str]

    @classmethod
    def of(cls, values: dict[str, str]) -> Self:
        """Nothing was typed yet."""
        return cls(shown=values, typed=values)

    @classmethod
    def read(cls, form: Mapping[str, str], names: Iterable[str]) -> Self:
        names = tuple(names)
        return cls(
            shown={name: form.get(f"was_{name}", "") for name in names},
            typed={name: form.get(name, "").strip() for name in names},
        )

    @property
    def changes(self) -> dict[str, str]:
        return {name: typed for name, typed in self.typed.items() if typed != self.shown[name]}

    def is_based_on(self, present: dict[str, str]) -> bool:
        return self.shown == present

    def onto(self, present: dict[str, str]) -> "Rebased":
        """What was typed stays; what wasn't touched is as it stands now."""
        return Rebased(
            edit=Edit(shown=present, typed=present | self.changes),
            differing={
                name: now for name, now in present.items() if now != self.shown[name] and now != self.typed[name]
            },
            untouched=frozenset(name for name in present if name not in self.changes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased:
    """`differing` are the fields that somebody else changed, with what stands there now."""

    edit: Edit
    differing: dict[str, str]
    untouched: frozenset[str]
