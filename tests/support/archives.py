"""Archives of evidence: as they are made, and as somebody would alter them."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from functions.export_lists.evidence_archive import EvidenceShelf, write_evidence
from functions.issue_evidence.seal_records import Sealing, seal_records
from shared.domain.export import Export, Period
from shared.domain.locale import Locale
from shared.evidence.canonical import sha256_of
from shared.evidence.disclosures import Disclosure
from shared.evidence.findings import Verification
from shared.evidence.public_keys import PublicKeys
from shared.evidence.record import Record
from shared.evidence.verify_archive import verify_archive
from tests.support.builders import NOON, PARTNER_ID, TENANT, a_partner
from tests.support.fakes.checkpoints import FakeCheckpoints
from tests.support.fakes.documents import FakeDocuments
from tests.support.fakes.evidence import FakeShownParts
from tests.support.fakes.partners import FakePartners
from tests.support.fakes.signer import FakeSigner
from tests.unit.evidence.records import ANNA, a_record

TERMS = b"<p>Thirty days' notice.</p>"
SHOWN = {"parts": [{"name": "summary", "content": "<p>1</p>"}, {"name": "terms", "sha256": sha256_of(TERMS)}]}
FOR_EVER = Period(since=None, until=NOON + timedelta(days=365))

type Stored = tuple[bytes, tuple[Disclosure, ...]]


class FakeEvidence:
    """Records as they are stored, by their ids, with what they disclose."""

    def __init__(self) -> None:
        self.stored: dict[str, Stored] = {}

    def as_stored(self, record_ids: Sequence[str]) -> dict[str, Stored]:
        return {one: self.stored[one] for one in record_ids if one in self.stored}


@dataclass
class Shelf:
    """A partner's sealed evidence. A checkpoint is made an hour after the one before, the first one at noon."""

    signer: FakeSigner = field(default_factory=FakeSigner)
    checkpoints: FakeCheckpoints = field(default_factory=FakeCheckpoints)
    archive: FakeDocuments = field(default_factory=FakeDocuments)
    evidence: FakeEvidence = field(default_factory=FakeEvidence)
    parts: FakeShownParts = field(default_factory=FakeShownParts)

    def seal(self, *records: Record) -> None:
        """Together, in one checkpoint."""
        self.parts.keep(TENANT, sha256_of(TERMS), TERMS)
        self.checkpoints.records |= {record.id: record.stored for record in records}
        self.checkpoints.waiting |= {record.id for record in records}
        self.evidence.stored |= {record.id: (record.stored, (ANNA,)) for record in records}
        at = NOON + timedelta(hours=len(self.checkpoints.checkpoints))
        sealing = Sealing(
            archive=self.archive, signer=self.signer, now=lambda: at, is_time_left=lambda: True, years_of=lambda _: 10
        )
        seal_records(TENANT, [record.id for record in records], checkpoints=self.checkpoints, sealing=sealing)

    @property
    def read(self) -> EvidenceShelf:
        return EvidenceShelf(
            partners=FakePartners(a_partner()),
            checkpoints=self.checkpoints,
            records=self.evidence,
            archive=self.archive,
            shown=lambda sha256: self.parts.get(TENANT, sha256),
            signer=self.signer,
        )

    def written(self, period: Period = FOR_EVER) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "Evidence.zip"
            write_evidence(path, an_export(period), period, self.read)
            return path.read_bytes()

    def check(self, archive: bytes) -> Verification:
        return verify_archive(io.BytesIO(archive), PublicKeys.from_der(self.signer.public_key))


def an_export(period: Period = FOR_EVER, at: datetime = NOON) -> Export:
    return Export(
        id="exp_1",
        partner_id=PARTNER_ID,
        locale=Locale.ENGLISH,
        requested_by="usr_1",
        requested_at=at,
        evidence=period,
    )


def a_shelf(signer: FakeSigner | None = None) -> Shelf:
    """Three records of one chain, and one of another, in two checkpoints."""
    shelf = Shelf(signer or FakeSigner())
    first = a_record(facts={"title": "Säker arbetsplats", "document": SHOWN})
    second = a_record(first, facts={"why": "quote_changed"})
    third = a_record(second, facts={"why": "replaced"})
    other: dict[str, Any] = {"subject": {"kind": "order", "id": "ord_1"}, "facts": {"document": None}}
    shelf.seal(first, second)
    shelf.seal(third, Record(content={**a_record(**other).content, "record_id": f"evd_{9:026}"}))
    return shelf


def files_of(archive: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(files: dict[str, bytes], *more: tuple[str, bytes]) -> bytes:
    """As anybody can; `more` may have names that are there already."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as opened:
        for name, content in (*files.items(), *more):
            opened.writestr(name, content)
    return written.getvalue()


def altered(archive: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    files = files_of(archive)
    change(files)
    return packed(files)
