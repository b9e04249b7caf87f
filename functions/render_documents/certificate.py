"""What the certificate of a record says (G3): who agreed to what, when and from where, and how to check that."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from functions.render_documents.qr import qr_svg
from functions.render_documents.said_of_acceptance import said_of_acceptance
from functions.render_documents.said_of_consent import said_of_consent
from functions.render_documents.said_of_signature import said_of_signature
from functions.render_documents.sheet import Attached, Sheet, Table
from functions.render_documents.shown_blocks import Blocks
from functions.render_documents.told import Event, Pairs, Said, Told
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.evidence.disclosures import disclosed_json, misfits
from shared.evidence.record import Evidence
from shared.file_names import file_name
from shared.texts import Texts

JSON = "application/json"

KINDS: dict[str, Callable[[Told], Said]] = {
    "accepted": said_of_acceptance,
    "signed": said_of_signature,
    "consented": said_of_consent,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Sheet):
    """Its sections, each with its title; one that is empty is left out. `statement`, `spoken`, `shown` and `boxes` are
    as `Said` has them. `prints` are the hashes, with what they are of."""

    template: ClassVar[str] = "certificate.typ"

    statement: str
    spoken: str
    shown_title: str
    shown: Blocks
    terms: str | None
    boxes_title: str
    boxes: tuple[str, ...]
    button: str | None
    agreed: tuple[Table, ...]
    note_title: str
    note: str | None
    check_title: str
    check: tuple[str, ...]
    address: str
    qr: str
    qr_words: str
    meaning_title: str
    meaning: tuple[str, ...]
    history_title: str
    history_columns: tuple[str, str, str]
    history: tuple[Event, ...]
    prints_title: str
    prints_note: str
    prints: Pairs


def certificate_of(evidence: Evidence, locale: Locale, *, public_url: str) -> Certificate:
    """Raises NotFound where nothing was agreed, ValueError where a disclosure is not what the record was made with."""
    record, told = evidence.record, Told.of(evidence, locale)
    if wrong := misfits(evidence.disclosures, record.digests):
        raise ValueError(f"{record.id} was made with another {', '.join(wrong)}.")
    what, t = record.content["what"], told.t
    if what not in KINDS:
        raise NotFound("Only what was agreed has a certificate.")
    said, title = KINDS[what](told), told.facts["title"]
    address = f"{public_url}/verify/{record.id}"
    checks = ("page", "file", "attached", *(("seal",) if evidence.seal else ()))
    return Certificate(
        locale=locale,
        file_name=f"{file_name(t(f'evidence_saved_{what}', title=title))}.pdf",
        author="Countersign",
        at=told.recorded_at,
        title=t(f"evidence_name_{what}"),
        subtitle=t("evidence_subtitle", title=title, partner=told.partner, customer=told.customer),
        facts=said.facts,
        statement=said.statement,
        spoken=said.spoken,
        shown_title=t(f"evidence_shown_{what}"),
        shown=said.shown,
        terms=said.terms,
        boxes_title=t("evidence_ticked"),
        boxes=said.boxes,
        button=said.button,
        agreed=said.agreed,
        note_title=t("evidence_note"),
        note=said.note,
        check_title=t("evidence_check"),
        check=tuple(t(f"evidence_check_{name}") for name in checks),
        address=address,
        qr=qr_svg(address),
        qr_words=t("evidence_qr", address=address),
        meaning_title=t("evidence_meaning"),
        meaning=_meaning(told, said),
        history_title=t("evidence_happened"),
        history_columns=(t("evidence_when"), t("evidence_what"), t("evidence_where")),
        history=said.happened,
        prints_title=t("evidence_prints"),
        prints_note=t("evidence_prints_note"),
        prints=_prints(told, evidence),
        foot=f"{t(f'evidence_name_{what}')} · {record.id}",
        page=t("page"),
        of=t("of"),
        unshown=t("unshown"),
        attached=tuple(_attached(t, evidence)),
    )


def _meaning(told: Told, said: Said) -> tuple[str, ...]:
    t = told.t
    return (
        said.meaning,
        t("evidence_meaning_seal", partner=told.partner, customer=told.customer),
        t("evidence_meaning_shows"),
        said.hides,
        t("evidence_meaning_times"),
        *((t("evidence_meaning_erased"),) if told.is_erased else ()),
    )


def _prints(told: Told, evidence: Evidence) -> Pairs:
    t, record, place = told.t, evidence.record, evidence.seal.place if evidence.seal else None
    previous = record.previous_hash
    stands = {"number": place.checkpoint, "at": place.index + 1, "count": place.count} if place else {}
    return told.labelled(
        ("evidence_id", record.id),
        ("evidence_written_at", record.content["recorded_at"]),
        ("evidence_about", record.content["subject"]["id"]),
        *_related(told),
        ("evidence_sequence", str(record.sequence) if previous else t("evidence_sequence_first")),
        ("evidence_checkpoint", t("evidence_checkpoint_place", **stands) if place else None),
        ("evidence_record_hash", record.record_hash),
        ("evidence_previous_hash", previous),
        *_hashes(told.facts),
    )


def _related(told: Told) -> Iterator[tuple[str, str]]:
    t, facts = told.t, told.facts
    if quote := facts.get("quote"):
        yield "evidence_quote_label", t("evidence_quote", **quote)
    if order := facts.get("order"):
        yield "of_order", f"{order['number'] or '–'} ({order['id']})"
    if terms := facts.get("terms"):
        named = {name: terms[name] for name in ("title", "version", "locale")}
        yield "evidence_terms_label", t("evidence_terms_id", **named)


def _hashes(facts: Any) -> Iterator[tuple[str, str | None]]:
    document = facts.get("document") or {}
    yield "evidence_document_hash", document.get("sha256")
    for part in document.get("parts", ()):
        yield f"evidence_part_{part['name']}", part["sha256"]
    yield "evidence_file_hash", (facts.get("file") or {}).get("sha256")
    yield "evidence_terms_hash", (facts.get("terms") or {}).get("sha256")


def _attached(t: Texts, evidence: Evidence) -> Iterator[Attached]:
    yield Attached("record.json", JSON, t("evidence_file_record"), evidence.record.stored.decode())
    disclosed = disclosed_json(evidence.disclosures).decode()
    yield Attached("disclosures.json", JSON, t("evidence_file_disclosures"), disclosed)
    if evidence.seal:
        yield Attached("seal.json", JSON, t("evidence_file_seal"), evidence.seal.stored.decode())
