"""What the certificate of an acceptance says (G3): who agreed to what, when and from where, and how to check that."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from functions.render_documents.qr import qr_svg
from functions.render_documents.sheet import Attached, Sheet
from functions.render_documents.shown_blocks import Blocks, shown_blocks
from functions.render_documents.words import TEXTS
from shared.dates import time_words
from shared.domain.locale import Locale
from shared.evidence.canonical import canonical
from shared.evidence.disclosures import disclosed_json, misfits
from shared.evidence.record import Evidence, Record
from shared.file_names import file_name
from shared.texts import Texts, load_texts

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Sheet):
    """`statement` is all of it in one sentence. `shown` and `boxes` are what the customer read, in the language of
    that page, `spoken`. `prints` are the hashes, with what they are of."""

    template: ClassVar[str] = "certificate.typ"

    statement: str
    spoken: str
    shown_title: str
    shown: Blocks
    terms: str
    boxes_title: str
    boxes: tuple[str, ...]
    button: str
    check_title: str
    check: tuple[str, ...]
    address: str
    qr: str
    qr_words: str
    meaning_title: str
    meaning: tuple[str, ...]
    history_title: str
    history_columns: tuple[str, str, str]
    history: tuple[tuple[str, str, str], ...]
    prints_title: str
    prints_note: str
    prints: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A record's personal data, in words; what was erased is said to be."""

    t: Texts
    digests: Mapping[str, str]
    values: Mapping[str, Any]

    def person(self, name: str) -> str:
        return self.t("evidence_person", **self.values[name]) if name in self.values else self.t("evidence_erased")

    def origin(self, at: int, part: str) -> str | None:
        """None for what came from nowhere that we know of."""
        name = f"history.{at}"
        if name not in self.digests:
            return None
        return str(self.values[name][part]) if name in self.values else self.t("evidence_erased")


def certificate_of(evidence: Evidence, locale: Locale, *, public_url: str) -> Certificate:
    """Raises ValueError where a disclosure is not what the record was made with."""
    record, t = evidence.record, load_texts(TEXTS, locale)
    if wrong := misfits(evidence.disclosures, record.digests):
        raise ValueError(f"{record.id} was made with another {', '.join(wrong)}.")
    told = _Told(t, record.digests, {one.name: one.value for one in evidence.disclosures})
    facts, customer = record.content["facts"], record.content["facts"]["customer"]["name"]
    partner, at = record.content["partner"]["name"], datetime.fromisoformat(record.content["recorded_at"])
    address = f"{public_url}/verify/{record.id}"
    checks = ("page", "file", "attached", *(("seal",) if evidence.seal else ()))
    return Certificate(
        locale=locale,
        file_name=f"{file_name(t('file_certificate', title=facts['title']))}.pdf",
        author="Countersign",
        at=at,
        title=t("name_certificate"),
        subtitle=t("evidence_subtitle", title=facts["title"], partner=partner, customer=customer),
        facts=_facts(told, record, at),
        statement=_statement(told, facts, at),
        spoken=facts["language"],
        shown_title=t("evidence_shown"),
        shown=shown_blocks(next(part["content"] for part in facts["document"]["parts"] if part["name"] == "summary")),
        terms=t("evidence_terms", title=facts["terms"]["title"], version=facts["terms"]["version"]),
        boxes_title=t("evidence_ticked"),
        boxes=tuple(box["text"] for box in facts["statements"] if box["ticked"]),
        button=t("evidence_button", button=facts["button"]),
        check_title=t("evidence_check"),
        check=tuple(t(f"evidence_check_{name}") for name in checks),
        address=address,
        qr=qr_svg(address),
        qr_words=t("evidence_qr", address=address),
        meaning_title=t("evidence_meaning"),
        meaning=_meaning(told, partner, customer),
        history_title=t("evidence_happened"),
        history_columns=(t("evidence_when"), t("evidence_what"), t("evidence_where")),
        history=tuple(_entry(told, at, entry) for at, entry in enumerate(facts["history"])),
        prints_title=t("evidence_prints"),
        prints_note=t("evidence_prints_note"),
        prints=tuple(_prints(t, evidence)),
        foot=f"{t('name_certificate')} · {record.id}",
        page=t("page"),
        of=t("of"),
        unshown=t("unshown"),
        attached=tuple(_attached(t, evidence)),
    )


def _statement(told: _Told, facts: Mapping[str, Any], at: datetime) -> str:
    t = told.t
    about = {"title": facts["title"], "customer": facts["customer"]["name"], "when": time_words(at, t.locale)}
    if "selected" not in told.values:
        return t("evidence_stated_erased", **about)
    return t("evidence_stated", person=told.person("selected"), **about)


def _facts(told: _Told, record: Record, at: datetime) -> tuple[tuple[str, str], ...]:
    t, facts = told.t, record.content["facts"]
    last = len(facts["history"]) - 1
    facts_of_origin = (
        ("evidence_address", told.origin(last, "ip")),
        ("evidence_program", told.origin(last, "user_agent")),
    )
    return (
        (t("evidence_accepted_by"), told.person("selected")),
        (t("evidence_accepted_at"), time_words(at, t.locale)),
        (t("evidence_for"), facts["customer"]["name"]),
        (t("evidence_sent_to"), told.person("addressee")),
        (
            t("evidence_sent_by"),
            t("evidence_sender", sender=told.person("sender"), partner=record.content["partner"]["name"]),
        ),
        (t("evidence_code"), t(f"evidence_code_{facts['code']}")),
        *((t(label), value) for label, value in facts_of_origin if value is not None),
    )


def _meaning(told: _Told, partner: str, customer: str) -> tuple[str, ...]:
    t = told.t
    return (
        t("evidence_meaning_signature"),
        t("evidence_meaning_seal", partner=partner, customer=customer),
        t("evidence_meaning_shows"),
        t("evidence_meaning_hides"),
        t("evidence_meaning_times"),
        *((t("evidence_meaning_erased"),) if told.digests.keys() - told.values.keys() else ()),
    )


def _entry(told: _Told, at: int, entry: Mapping[str, Any]) -> tuple[str, str, str]:
    when = datetime.fromisoformat(entry["at"])
    return (
        f"{when:%Y-%m-%d %H:%M:%S}",
        told.t(f"evidence_event_{entry['event'] or 'sent'}"),
        told.origin(at, "ip") or "–",
    )


def _prints(t: Texts, evidence: Evidence) -> list[tuple[str, str]]:
    record, place = evidence.record, evidence.seal.place if evidence.seal else None
    content, facts, previous = record.content, record.content["facts"], record.previous_hash
    terms, document = facts["terms"], facts["document"]
    stands = {"number": place.checkpoint, "at": place.index + 1, "count": place.count} if place else {}
    return [
        (t("evidence_id"), record.id),
        (t("evidence_recorded_at"), content["recorded_at"]),
        (t("evidence_about"), content["subject"]["id"]),
        (t("evidence_quote_label"), t("evidence_quote", **facts["quote"])),
        (
            t("evidence_terms_label"),
            t("evidence_terms_id", **{name: terms[name] for name in ("title", "version", "locale")}),
        ),
        (t("evidence_sequence"), str(record.sequence) if previous else t("evidence_sequence_first")),
        *(((t("evidence_checkpoint"), t("evidence_checkpoint_place", **stands)),) if place else ()),
        (t("evidence_record_hash"), record.record_hash),
        *(((t("evidence_previous_hash"), previous),) if previous else ()),
        (t("evidence_document_hash"), document["sha256"]),
        *((t(f"evidence_part_{part['name']}"), part["sha256"]) for part in document["parts"]),
        (t("evidence_terms_hash"), terms["sha256"]),
    ]


def _attached(t: Texts, evidence: Evidence) -> Iterator[Attached]:
    yield Attached("record.json", JSON, t("evidence_file_record"), evidence.record.stored.decode())
    disclosed = disclosed_json(evidence.disclosures).decode()
    yield Attached("disclosures.json", JSON, t("evidence_file_disclosures"), disclosed)
    if evidence.seal:
        yield Attached("seal.json", JSON, t("evidence_file_seal"), canonical(asdict(evidence.seal)).decode())
