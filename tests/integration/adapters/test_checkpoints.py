"""One contract, two implementations, for checkpoints and what waits for one; and the archive behind its lock."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from functions.issue_evidence.seal_records import Sealing, seal_records
from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.checkpoints import DynamoCheckpoints, DynamoWaitingEvidence
from shared.adapters.dynamodb.evidence import DynamoEvidence
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange
from shared.domain.tenant import Tenant
from shared.evidence.checkpoint import Checkpoint, new_checkpoint
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM, SealedCheckpoint, SignedCheckpoint, SignedRecord
from shared.ports import Checkpoints, WaitingEvidence
from tests.support.account import ENVIRONMENT, create_evidence_bucket
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, TENANT
from tests.support.counting import counted
from tests.support.fakes.checkpoints import FakeCheckpoints, FakeWaitingEvidence
from tests.support.fakes.documents import FakeDocuments
from tests.support.fakes.signer import FakeSigner
from tests.support.waiting_evidence import put_waiting, some_evidence, some_records

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = ENVIRONMENT["EVIDENCE_BUCKET"]
JSON = "application/json"
OTHER = Tenant(OTHER_PARTNER_ID)
LATER = NOON + timedelta(microseconds=123456)
RECORDS = some_records(4)


@dataclass
class World:
    checkpoints: Checkpoints
    waiting: WaitingEvidence

    def waits(self) -> set[str]:
        found = self.waiting.due(NOON + timedelta(minutes=1), 100)
        assert {tenant for tenant, _ in found} <= {TENANT}
        return {record_id for _, record_id in found}


@pytest.fixture(params=["dynamodb", "fake"])
def world(request: pytest.FixtureRequest) -> World:
    """Of a partner with four records, none of which is sealed."""
    if request.param == "fake":
        fake = FakeCheckpoints(*RECORDS)
        return World(fake, FakeWaitingEvidence({TENANT: fake}))
    table: DynamoTable = request.getfixturevalue("table")
    put_waiting(table, *range(4))
    return World(DynamoCheckpoints(table, TENANT), DynamoWaitingEvidence(table))


def sealed(*records: Record, previous: Checkpoint | None = None) -> SealedCheckpoint:
    hashes = [record.record_hash for record in records]
    checkpoint = new_checkpoint(PARTNER_ID, hashes, previous=previous, now=LATER)
    return SealedCheckpoint(
        signed=SignedCheckpoint(checkpoint=checkpoint, key_id="key-1", algorithm=ALGORITHM, signature="c2VhbA=="),
        records=tuple(
            SignedRecord(record_id=one.id, record_hash=one.record_hash, signature=f"c2VhbCA{number}")
            for number, one in enumerate(records)
        ),
    )


def test_before_the_first_there_is_none(world: World) -> None:
    assert world.checkpoints.newest() is None


def test_the_newest_is_the_last_one_of_many(world: World) -> None:
    previous = None
    for record in RECORDS:
        made = sealed(record, previous=previous)
        world.checkpoints.add(made, 10)
        previous = made.signed.checkpoint

        assert world.checkpoints.newest() == previous
    assert previous is not None
    assert previous.number == 4
    assert [one.checkpoint.number for one in world.checkpoints.after(1, 2)] == [2, 3]
    assert [one.checkpoint for one in world.checkpoints.after(3, 9)] == [previous]
    assert world.checkpoints.after(4, 1) == ()


def test_what_is_sealed_waits_no_longer(world: World) -> None:
    assert world.waits() == {record.id for record in RECORDS}

    world.checkpoints.add(sealed(*RECORDS[:3]), 10)

    assert world.waits() == {RECORDS[3].id}


def test_what_is_not_sealed_is_read_as_it_is_stored(world: World) -> None:
    world.checkpoints.add(sealed(RECORDS[1]), 10)

    asked = [record.id for record in RECORDS]
    assert world.checkpoints.unsealed(asked) == {one.id: one.stored for one in RECORDS if one is not RECORDS[1]}
    assert world.checkpoints.unsealed([some_evidence(9).record.id]) == {some_evidence(9).record.id: b""}


def test_a_number_is_given_once(world: World) -> None:
    world.checkpoints.add(sealed(RECORDS[0]), 10)

    with pytest.raises(ConcurrentChange):
        world.checkpoints.add(sealed(RECORDS[1]), 10)
    assert world.waits() == {record.id for record in RECORDS[1:]}


def test_a_record_is_sealed_once_or_nothing_is(world: World) -> None:
    first = sealed(RECORDS[0])
    world.checkpoints.add(first, 10)

    with pytest.raises(ConcurrentChange):
        world.checkpoints.add(sealed(RECORDS[1], RECORDS[0], previous=first.signed.checkpoint), 10)
    assert world.checkpoints.newest() == first.signed.checkpoint
    assert world.waits() == {record.id for record in RECORDS[1:]}


def test_what_never_was_is_not_sealed(world: World) -> None:
    with pytest.raises(ConcurrentChange):
        world.checkpoints.add(sealed(some_evidence(9).record), 10)
    assert world.checkpoints.newest() is None


def test_a_seal_is_read_with_its_record(table: DynamoTable) -> None:
    put_waiting(table, *range(4))
    records = DynamoEvidence(table, TENANT)
    assert records.get(RECORDS[2].id).seal is None
    made = sealed(*RECORDS)
    DynamoCheckpoints(table, TENANT).add(made, 10)

    with counted(table._client) as requests:
        found = records.get(RECORDS[2].id)

    assert requests == {"BatchGetItem": 1}
    assert found.seal == dict(made.seals())[RECORDS[2].id]
    assert found.record == RECORDS[2]


def test_the_tenth_follows_the_ninth(table: DynamoTable) -> None:
    """Numbers are sorted as numbers."""
    checkpoints, previous = DynamoCheckpoints(table, TENANT), None
    for record in put_waiting(table, *range(11)):
        made = sealed(record, previous=previous)
        checkpoints.add(made, 10)
        previous = made.signed.checkpoint

    assert checkpoints.newest() == previous


def test_a_stranger_sees_no_checkpoint_and_seals_nothing_of_mine(table: DynamoTable) -> None:
    put_waiting(table, *range(4))
    DynamoCheckpoints(table, TENANT).add(sealed(RECORDS[0]), 10)
    theirs = DynamoCheckpoints(table, OTHER)

    assert theirs.newest() is None
    assert theirs.unsealed([RECORDS[1].id]) == {RECORDS[1].id: b""}


def test_of_each_shard_the_oldest_come_first(table: DynamoTable) -> None:
    put_waiting(table, *range(40))

    found = [one for _, one in DynamoWaitingEvidence(table).due(NOON + timedelta(minutes=1), 1)]

    shards: dict[str, str] = {}
    for number in range(40):
        record_id = some_evidence(number).record.id
        shards.setdefault(keys.due_evidence(record_id, NOON)["due_shard"], record_id)
    assert len(shards) == keys.DUE_SHARDS
    assert sorted(found) == sorted(shards.values())


def test_the_most_that_a_checkpoint_holds_fits_into_one_transaction(table: DynamoTable) -> None:
    records = put_waiting(table, *range(41))
    checkpoints = DynamoCheckpoints(table, TENANT)
    sealing = Sealing(
        archive=FakeDocuments(),
        signer=FakeSigner(),
        now=lambda: LATER,
        is_time_left=lambda: True,
        years_of=lambda _: 10,
    )

    with counted(table._client) as requests:
        seal_records(TENANT, [record.id for record in records], checkpoints=checkpoints, sealing=sealing)

    assert requests == {"Query": 2, "BatchGetItem": 2, "TransactWriteItems": 2}
    assert checkpoints.unsealed([record.id for record in records]) == {}


# --- The archive ------------------------------------------------------------------------------------------------


@pytest.fixture
def bucket(aws: None) -> "S3Client":
    return create_evidence_bucket()


def test_what_is_archived_first_stays_and_is_locked_for_ten_years(bucket: "S3Client") -> None:
    archive = wiring.evidence_archive()
    stored = sealed(*RECORDS).stored

    assert archive.keep("checkpoints/p/1.json", stored, content_type=JSON) == stored
    assert archive.keep("checkpoints/p/1.json", sealed(RECORDS[0]).stored, content_type=JSON) == stored

    found = bucket.head_object(Bucket=BUCKET, Key="checkpoints/p/1.json")
    assert found["ObjectLockMode"] == "GOVERNANCE"
    kept_for = found["ObjectLockRetainUntilDate"] - found["LastModified"]
    assert timedelta(days=3649) < kept_for <= timedelta(days=3651)
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.delete_object(Bucket=BUCKET, Key="checkpoints/p/1.json", VersionId=found["VersionId"])


def test_a_checkpoint_is_sent_with_a_checksum_as_the_lock_demands(bucket: "S3Client") -> None:
    archive = wiring.evidence_archive()
    sent: list[str] = []
    archive._client.meta.events.register(
        "before-send.s3.PutObject", lambda request, **_: sent.extend(name.lower() for name in request.headers)
    )

    archive.keep("checkpoints/p/1.json", b"{}", content_type=JSON)

    assert {"x-amz-checksum-crc32", "content-md5"} & set(sent) or "x-amz-trailer" in sent
