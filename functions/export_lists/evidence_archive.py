"""Evidence.zip: the sealed evidence of a partner from a time, to be checked without us (G)."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, chain
from pathlib import Path

from shared.domain.errors import FieldError, Invalid
from shared.domain.export import Export, Period
from shared.evidence.archive import (
    KEY,
    ArchiveWriter,
    Listed,
    Manifest,
    checkpoint_file,
    disclosures_file,
    moment,
    parts_kept_apart,
    record_file,
    seal_file,
    shown_file,
)
from shared.evidence.canonical import timestamp
from shared.evidence.disclosures import disclosed_json
from shared.evidence.pem import public_pem
from shared.evidence.record import Record
from shared.evidence.seal import Seal, SealedCheckpoint
from shared.observability import logger
from shared.ports import Checkpoints, Documents, Partners, Signer, StoredEvidence

MOST_RECORDS = 5000
"""What one run of the function gets through, however few of them a checkpoint holds."""
CHECKPOINTS_OF_A_QUERY = 500
RECORDS_OF_A_REQUEST = 50
CHECKPOINTS_AT_A_TIME = 64
READ_SIDE_BY_SIDE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShelf:
    """Where the evidence of one tenant lies; `shown` reads a part of a page by its SHA-256."""

    partners: Partners
    checkpoints: Checkpoints
    records: StoredEvidence
    archive: Documents
    shown: Callable[[str], bytes]
    signer: Signer


def count_records(period: Period, shelf: EvidenceShelf) -> int:
    """How many were sealed in the period. Raises Invalid where they are too many for one archive."""
    counted = 0
    for count in _counts(_numbers(period, shelf.checkpoints), shelf.checkpoints):
        counted += count
        if counted > MOST_RECORDS:
            too_long = f"More than {MOST_RECORDS} records were sealed in this time: choose a shorter one."
            raise Invalid(FieldError("until", "too_long", too_long))
    return counted


def write_evidence(path: Path, export: Export, period: Period, shelf: EvidenceShelf) -> int:
    """Answer how many records there were. Raises Unavailable."""
    numbers = _numbers(period, shelf.checkpoints)
    with path.open("wb") as file:
        writer = ArchiveWriter(file)
        writer.add(KEY, public_pem(shelf.signer.public_key).encode())
        shown = set[str]()
        records = 0
        for sealed in _sealed(numbers, export, shelf):
            records += sum(len(one.records) for one in sealed)
            shown.update(_write_checkpoints(writer, sealed, shelf))
        for sha256 in sorted(shown):
            writer.add(shown_file(sha256), shelf.shown(sha256))
        name = shelf.partners.get().name

        def manifest(files: Mapping[str, Listed]) -> Manifest:
            return Manifest(
                partner_id=export.partner_id,
                partner_name=name,
                since=moment(period.since),
                until=moment(period.until),
                made_at=timestamp(export.requested_at),
                key_id=shelf.signer.key_id,
                first=numbers[0] if numbers else None,
                last=numbers[-1] if numbers else None,
                records=records,
                files=files,
            )

        writer.close(manifest, shelf.signer.sign_digest)
    return records


def _numbers(period: Period, checkpoints: Checkpoints) -> range:
    """Of the checkpoints that were made in the period: each is made after the one before."""
    newest = checkpoints.newest()
    if newest is None:
        return range(0)
    every = range(1, newest.number + 1)

    def made_at(number: int) -> datetime:
        (found,) = checkpoints.after(number - 1, 1)
        return found.checkpoint.made_at

    first = bisect_left(every, period.since, key=made_at) if period.since else 0
    return every[first : bisect_left(every, period.until + timedelta(seconds=1), key=made_at)]


def _counts(numbers: range, checkpoints: Checkpoints) -> Iterator[int]:
    before = numbers.start - 1
    while before + 1 in numbers:
        found = checkpoints.after(before, min(CHECKPOINTS_OF_A_QUERY, numbers.stop - before - 1))
        yield from (one.checkpoint.count for one in found)
        before = found[-1].checkpoint.number


def _sealed(numbers: range, export: Export, shelf: EvidenceShelf) -> Iterator[list[SealedCheckpoint]]:
    """Some at a time, read side by side: each is a file of its own, and most hold few records. Raises Unavailable."""

    def read(number: int) -> SealedCheckpoint:
        return SealedCheckpoint.read(shelf.archive.get(f"checkpoints/{export.partner_id}/{number}.json"))

    with ThreadPoolExecutor(READ_SIDE_BY_SIDE) as readers:
        for some in batched(numbers, CHECKPOINTS_AT_A_TIME, strict=False):
            yield list(readers.map(read, some))


def _write_checkpoints(
    writer: ArchiveWriter, sealed: Sequence[SealedCheckpoint], shelf: EvidenceShelf
) -> Iterator[str]:
    """The parts of pages that their records name, to be written once for all."""
    for one in sealed:
        writer.add(checkpoint_file(one.signed.checkpoint.number), one.stored)
    seals = chain.from_iterable(one.seals() for one in sealed)
    for some in batched(seals, RECORDS_OF_A_REQUEST, strict=False):
        yield from _write_records(writer, dict(some), shelf)


def _write_records(writer: ArchiveWriter, seals: Mapping[str, Seal], shelf: EvidenceShelf) -> Iterator[str]:
    """As they are stored: one that was altered, or is gone, is for whoever checks the archive to see."""
    stored = shelf.records.as_stored([*seals])
    for record_id, seal in seals.items():
        writer.add(seal_file(record_id), seal.stored)
        if record_id not in stored:
            logger.error("record is gone", record_id=record_id)
            continue
        content, disclosures = stored[record_id]
        writer.add(record_file(record_id), content)
        writer.add(disclosures_file(record_id), disclosed_json(disclosures))
        try:
            yield from parts_kept_apart(Record.read(content))
        except ValueError:
            logger.error("damaged record", record_id=record_id)
