"""A record in words: what each kind of certificate says of it, with whatever was erased said to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.render_documents.sheet import Table
from functions.render_documents.shown_blocks import Blocks, shown_blocks
from functions.render_documents.words import TEXTS
from shared.dates import time_words
from shared.domain.locale import Locale
from shared.evidence.record import Evidence, Record
from shared.texts import Texts, load_texts

type Pairs = tuple[tuple[str, str], ...]
type Event = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """`values` are the personal data that is still there."""

    t: Texts
    record: Record
    values: Mapping[str, Any]

    @classmethod
    def of(cls, evidence: Evidence, locale: Locale) -> "Told":
        values = {one.name: one.value for one in evidence.disclosures}
        return cls(load_texts(TEXTS, locale), evidence.record, values)

    @property
    def facts(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.record.content["facts"]
        return found

    @property
    def recorded_at(self) -> datetime:
        return datetime.fromisoformat(self.record.content["recorded_at"])

    @property
    def when(self) -> str:
        return time_words(self.recorded_at, self.t.locale)

    @property
    def partner(self) -> str:
        return str(self.record.content["partner"]["name"])

    @property
    def customer(self) -> str:
        """Within a sentence."""
        return self.named("customer", "name")

    @property
    def is_erased(self) -> bool:
        """Any of it."""
        return bool(self.record.digests.keys() - self.values.keys())

    def named(self, name: str, part: str) -> str:
        """A part of a value, within a sentence."""
        return str(self.values[name][part]) if name in self.values else self.t("evidence_nameless")

    def stated(self, name: str) -> str:
        """A person, with where they are reached, within a sentence."""
        return self.person(name) if name in self.values else self.t("evidence_nameless")

    def person(self, name: str) -> str:
        """By itself."""
        if name not in self.values:
            return self.t("evidence_erased")
        person = self.values[name]
        return self.t("evidence_person", name=person["name"], address=person.get("email") or person["address"])

    def alone(self, name: str, part: str) -> str:
        """A part of a value, by itself."""
        return str(self.values[name][part]) if name in self.values else self.t("evidence_erased")

    def origin(self, at: int, part: str) -> str | None:
        """Of an entry of the history; None for what came from nowhere that we know of."""
        name = f"history.{at}"
        return self.alone(name, part) if name in self.record.digests else None

    def labelled(self, *pairs: tuple[str, str | None]) -> Pairs:
        """What there is, each with its label."""
        return tuple((self.t(label), value) for label, value in pairs if value is not None)

    def sender(self) -> str:
        return self.t("evidence_sender", sender=self.person("sender"), partner=self.partner)

    def boxes(self) -> tuple[str, ...]:
        """The customer's name stands in none of them, so that it can be erased."""
        ticked = (box["text"] for box in self.facts["statements"] if box["ticked"])
        return tuple(text.replace("{customer}", self.customer) for text in ticked)

    def shown(self) -> Blocks:
        """What the page showed, as far as the record holds it."""
        parts = self.facts["document"]["parts"] if self.facts["document"] else ()
        return tuple(block for part in parts if "content" in part for block in shown_blocks(part["content"]))

    def terms(self) -> str | None:
        terms = self.facts["terms"]
        return self.t("evidence_terms", title=terms["title"], version=terms["version"]) if terms else None

    def happened(self) -> tuple[Event, ...]:
        """What the subject's history tells, and what its mail's provider told, in the order of their times."""
        mails = (self.facts.get("delivery") or {}).get("events", ())
        told = [(one["at"], self.t(f"evidence_mail_{one['event']}"), "–") for one in mails]
        return tuple((_second(at), what, where) for at, what, where in sorted([*self._history(), *told], key=_at))

    def _history(self) -> Iterator[Event]:
        for at, entry in enumerate(self.facts["history"]):
            where = self.origin(at, "ip") or entry.get("raw") or "–"
            yield entry["at"], self.t(f"evidence_event_{entry['event'] or 'sent'}"), where


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a certificate says of one kind of record, in the order of its pages; what there is nothing of is empty.

    `statement` is all of it in one sentence. `shown` and `boxes` are what the customer read, in the language of that
    page, `spoken`. `meaning` is what the record is, `hides` what no check can show.
    """

    statement: str
    facts: Pairs
    spoken: str
    shown: Blocks = ()
    terms: str | None = None
    boxes: tuple[str, ...] = ()
    button: str | None = None
    agreed: tuple[Table, ...] = ()
    note: str | None = None
    meaning: str
    hides: str
    happened: tuple[Event, ...] = ()


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event[0])


def _second(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S}"
