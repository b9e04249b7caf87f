"""Records are sealed once, in order, whoever else is at it and wherever a run is cut short (G2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.issue_evidence.seal_records import MOST_IN_A_CHECKPOINT, Sealing, Swept, seal_records, sweep_waiting
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.tenant import Tenant
from shared.evidence.merkle import root_of
from shared.evidence.pem import public_pem
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM, SealedCheckpoint
from shared.ports import Checkpoints, Documents, Signer
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, TENANT
from tests.support.fakes.checkpoints import FakeCheckpoints, FakeWaitingEvidence
from tests.support.fakes.documents import FakeDocuments
from tests.support.fakes.signer import FakeSigner
from tests.support.interleaving import Turns, every_order
from tests.support.seals import verifies
from tests.support.waiting_evidence import some_evidence, some_records

OTHER = Tenant(OTHER_PARTNER_ID)
LATER = NOON + timedelta(minutes=10)
SIGNER = FakeSigner()


class Killed(BaseException):
    """As a function is whose time is up: nobody handles it."""


def a_sealing(
    archive: Documents, signer: Signer = SIGNER, *, is_time_left: Callable[[], bool] = lambda: True
) -> Sealing:
    return Sealing(archive=archive, signer=signer, now=lambda: LATER, is_time_left=is_time_left, years_of=lambda _: 10)


@dataclass
class World:
    """A partner's records, and the archive."""

    checkpoints: FakeCheckpoints
    archive: FakeDocuments = field(default_factory=FakeDocuments)

    def seal(self, **changes: Any) -> Swept:
        waiting = FakeWaitingEvidence({TENANT: self.checkpoints})
        sealing = a_sealing(self.archive, **changes)
        return sweep_waiting(waiting=waiting, checkpoints=lambda _: self.checkpoints, sealing=sealing)

    def require_sealed(self, *records: Record) -> None:
        """Each of them once, in a chain of checkpoints that the archive has too, word for word."""
        chain = [signed.checkpoint for signed in self.checkpoints.checkpoints]
        assert all(one.follows(before) for one, before in zip(chain, [None, *chain], strict=False))
        archived = [
            SealedCheckpoint.read(self.archive.files[f"checkpoints/{PARTNER_ID}/{number}.json"])
            for number in range(1, len(chain) + 1)
        ]
        assert [one.signed for one in archived] == self.checkpoints.checkpoints
        assert len(self.archive.files) == len(chain)
        ids_in = [one.record_id for sealed in archived for one in sealed.records]
        assert sorted(ids_in) == sorted({record.id for record in records})
        for signed in self.checkpoints.checkpoints:
            assert is_signed(signed.signature, signed.checkpoint.checkpoint_hash)
        for record in records:
            seal = self.checkpoints.seals[record.id]
            assert (seal.key_id, seal.algorithm) == (SIGNER.key_id, ALGORITHM)
            assert is_signed(seal.signature, record.record_hash)
            assert seal.place.root_for(record.record_hash) == chain[seal.place.checkpoint - 1].root
        assert not self.checkpoints.waiting


def is_signed(signature: str, sha256: str) -> bool:
    return verifies(public_pem(SIGNER.public_key), signature, sha256)


def test_what_waits_is_sealed_in_one_checkpoint_in_the_order_of_the_records_ids() -> None:
    records = some_records(5)
    world = World(FakeCheckpoints(*records[::-1]))

    assert world.seal() == Swept(sealed=5)

    world.require_sealed(*records)
    (signed,) = world.checkpoints.checkpoints
    assert signed.checkpoint.root == root_of([record.record_hash for record in records])
    assert (signed.checkpoint.partner_id, signed.checkpoint.made_at) == (PARTNER_ID, LATER)


def test_a_seal_is_of_its_own_record_and_of_no_other() -> None:
    first, second = some_records(2)
    world = World(FakeCheckpoints(first, second))
    world.seal()

    seal = world.checkpoints.seals[first.id]
    assert is_signed(seal.signature, first.record_hash)
    assert not is_signed(seal.signature, second.record_hash)
    assert not verifies(public_pem(FakeSigner().public_key), seal.signature, first.record_hash)


def test_where_nothing_waits_no_checkpoint_is_made() -> None:
    world = World(FakeCheckpoints())

    assert world.seal() == Swept()
    assert (world.checkpoints.checkpoints, world.archive.files) == ([], {})


def test_what_comes_later_is_in_the_next_one() -> None:
    first, second = some_records(2)
    world = World(FakeCheckpoints(first))
    world.seal()
    world.checkpoints.records[second.id] = second.stored
    world.checkpoints.waiting.add(second.id)

    assert world.seal() == Swept(sealed=1)

    world.require_sealed(first, second)
    assert [one.checkpoint.count for one in world.checkpoints.checkpoints] == [1, 1]


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (MOST_IN_A_CHECKPOINT, [40]),
        (MOST_IN_A_CHECKPOINT + 1, [40, 1]),
        (95, [40, 40, 15]),
    ],
)
def test_more_than_a_transaction_holds_are_several_checkpoints(count: int, sizes: list[int]) -> None:
    records = some_records(count)
    world = World(FakeCheckpoints(*records))

    assert world.seal() == Swept(sealed=count)

    world.require_sealed(*records)
    assert [one.checkpoint.count for one in world.checkpoints.checkpoints] == sizes


def test_what_the_index_still_shows_although_it_is_sealed_is_not_sealed_again() -> None:
    first, second, third = some_records(3)
    world = World(FakeCheckpoints(first, second))
    world.seal()
    world.checkpoints.lagging = {first.id, second.id}

    assert world.seal() == Swept(sealed=2)
    world.checkpoints.records[third.id] = third.stored
    world.checkpoints.waiting.add(third.id)
    world.seal()

    world.require_sealed(first, second, third)


def test_each_partner_has_a_chain_of_its_own() -> None:
    mine, theirs = some_records(3), some_records(2, partner_id=OTHER_PARTNER_ID)
    book = {OTHER: FakeCheckpoints(*theirs), TENANT: FakeCheckpoints(*mine)}
    archive = FakeDocuments()

    swept = sweep_waiting(waiting=FakeWaitingEvidence(book), checkpoints=book.__getitem__, sealing=a_sealing(archive))

    assert swept == Swept(sealed=5)
    assert archive.files.keys() == {f"checkpoints/{one}/1.json" for one in (PARTNER_ID, OTHER_PARTNER_ID)}
    for tenant, checkpoints in book.items():
        (signed,) = checkpoints.checkpoints
        assert (signed.checkpoint.partner_id, signed.checkpoint.number) == (tenant.partner_id, 1)


@pytest.mark.parametrize("failure", [Unavailable("down"), RuntimeError("what nobody foresaw")], ids=repr)
def test_one_partner_s_failure_leaves_the_others_alone(failure: Exception) -> None:
    book = {
        OTHER: FakeCheckpoints(*some_records(2, partner_id=OTHER_PARTNER_ID)),
        TENANT: FakeCheckpoints(some_evidence(7).record),
    }

    def checkpoints(tenant: Tenant) -> Checkpoints:
        if tenant == OTHER:
            raise failure
        return book[tenant]

    swept = sweep_waiting(
        waiting=FakeWaitingEvidence(book), checkpoints=checkpoints, sealing=a_sealing(FakeDocuments())
    )

    assert swept == Swept(sealed=1, failed=1)
    assert book[OTHER].seals == {}


def test_who_has_waited_longest_comes_first_where_time_is_short() -> None:
    book = {
        TENANT: FakeCheckpoints(some_evidence(7).record),
        OTHER: FakeCheckpoints(some_evidence(3, partner_id=OTHER_PARTNER_ID).record),
    }
    answers = iter([True])
    sealing = a_sealing(FakeDocuments(), is_time_left=lambda: next(answers, False))

    swept = sweep_waiting(waiting=FakeWaitingEvidence(book), checkpoints=book.__getitem__, sealing=sealing)

    assert swept == Swept(sealed=1)
    assert (len(book[OTHER].seals), len(book[TENANT].seals)) == (1, 0)


def test_what_has_waited_for_more_than_an_hour_is_told() -> None:
    records = some_records(3)
    world = World(FakeCheckpoints(*records))
    world.archive.available = False
    times = iter([NOON + timedelta(hours=1, seconds=2)] * 20)
    sealing = Sealing(
        archive=world.archive, signer=SIGNER, now=lambda: next(times), is_time_left=lambda: True, years_of=lambda _: 10
    )
    waiting = FakeWaitingEvidence({TENANT: world.checkpoints})

    swept = sweep_waiting(waiting=waiting, checkpoints=lambda _: world.checkpoints, sealing=sealing)

    assert swept == Swept(failed=1, overdue=3)
    world.archive.available = True
    swept = sweep_waiting(waiting=waiting, checkpoints=lambda _: world.checkpoints, sealing=sealing)
    assert swept == Swept(sealed=3)


def test_what_has_not_waited_for_an_hour_is_not_told() -> None:
    world = World(FakeCheckpoints(*some_records(3)))
    world.archive.available = False

    assert world.seal() == Swept(failed=1)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b"", id="gone"),
        pytest.param(b"{}", id="emptied"),
        pytest.param(some_evidence(1).record.stored[:-2], id="cut"),
        pytest.param(
            some_evidence(1).record.stored.replace(b"accepted", b"declined").replace(b":1,", b": 1,"), id="edited"
        ),
        pytest.param(some_evidence(9).record.stored, id="another"),
    ],
)
def test_a_damaged_record_is_never_sealed_and_keeps_no_other_from_it(damage: bytes) -> None:
    first, second, third = some_records(3)
    world = World(FakeCheckpoints(first, second, third))
    world.checkpoints.records[second.id] = damage

    assert world.seal() == Swept(sealed=2)

    assert world.checkpoints.seals.keys() == {first.id, third.id}
    assert world.checkpoints.waiting == {second.id}


def test_damaged_records_alone_make_no_checkpoint() -> None:
    (record,) = some_records(1)
    world = World(FakeCheckpoints(record))
    world.checkpoints.records[record.id] = b"{}"

    assert world.seal() == Swept()
    assert (world.checkpoints.checkpoints, world.archive.files) == ([], {})


# --- Two runs at once, and runs that are cut short --------------------------------------------------------------


def test_two_runs_at_once_make_one_checkpoint_of_a_number_and_seal_each_record_once() -> None:
    records = some_records(3)

    def play(turns: Turns) -> None:
        world = World(FakeCheckpoints(*records))
        runs = [
            lambda found=found: seal_records(
                TENANT,
                {record.id for record in found},
                checkpoints=turns.watched(world.checkpoints),
                sealing=a_sealing(turns.watched(world.archive)),
            )
            for found in (records[:2], records)  # the index had told one of them less
        ]
        outcomes = turns.run(*runs)
        assert all(isinstance(one, (set, ConcurrentChange)) for one in outcomes)
        assert any(isinstance(one, set) for one in outcomes)
        world.seal()
        world.require_sealed(*records)

    orders = list(every_order(play))
    assert len(orders) > 100


def test_two_runs_at_once_get_through_several_checkpoints() -> None:
    records = some_records(MOST_IN_A_CHECKPOINT + 2)

    def play(turns: Turns) -> None:
        world = World(FakeCheckpoints(*records))
        run = lambda: seal_records(  # noqa: E731
            TENANT,
            {record.id for record in records},
            checkpoints=turns.watched(world.checkpoints),
            sealing=a_sealing(turns.watched(world.archive), Unwilling()),
        )
        turns.run(run, run)
        world.seal()
        assert not world.checkpoints.waiting
        assert [one.checkpoint.count for one in world.checkpoints.checkpoints] == [40, 2]

    assert list(every_order(play, changes=2))


class Unwilling(FakeSigner):
    """Signs nothing: quick, where nobody looks at what is signed."""

    def __init__(self) -> None:
        self._key_id = "key-1"

    def sign_digest(self, digest: bytes) -> bytes:
        return digest


class Watched:
    """Kills the run before or after one of its calls."""

    def __init__(self, thing: object, kill: Callable[[], None]) -> None:
        self._thing = thing
        self._kill = kill

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self._kill()
            answer = found(*arguments, **named)
            self._kill()
            return answer

        return call


def killed_at(moment: int) -> Callable[[], None]:
    moments = iter(range(1000))

    def kill() -> None:
        if next(moments) == moment:
            raise Killed

    return kill


def test_wherever_a_run_is_killed_the_next_one_finishes() -> None:
    records = some_records(MOST_IN_A_CHECKPOINT + 1)
    kills = 0
    while True:
        world = World(FakeCheckpoints(*records[:2]))
        kill = killed_at(kills)
        try:
            seal_records(
                TENANT,
                {record.id for record in records[:2]},
                checkpoints=Watched(world.checkpoints, kill),
                sealing=a_sealing(Watched(world.archive, kill), Watched(SIGNER, kill)),
            )
        except Killed:
            kills += 1
        else:
            break
        # Meanwhile others came.
        for late in records[2:5]:
            world.checkpoints.records[late.id] = late.stored
            world.checkpoints.waiting.add(late.id)
        world.seal()
        world.require_sealed(*records[:5])
    assert kills == 14  # four calls, and three signatures, before and after


def test_what_a_killed_run_left_in_the_archive_is_what_is_sealed() -> None:
    first, second = some_records(2)
    world = World(FakeCheckpoints(first))
    with pytest.raises(Killed):
        seal_records(
            TENANT,
            [first.id],
            checkpoints=Watched(world.checkpoints, killed_at(4)),  # before the third call, which adds
            sealing=a_sealing(world.archive),
        )
    (left,) = world.archive.files.values()
    world.checkpoints.records[second.id] = second.stored
    world.checkpoints.waiting.add(second.id)

    assert world.seal() == Swept(sealed=2)

    assert world.archive.files[f"checkpoints/{PARTNER_ID}/1.json"] == left
    assert [one.checkpoint.count for one in world.checkpoints.checkpoints] == [1, 1]
    world.require_sealed(first, second)


def test_what_does_not_follow_is_not_taken_from_the_archive() -> None:
    mine, theirs, next_one = some_records(3)
    world, elsewhere = World(FakeCheckpoints(mine)), World(FakeCheckpoints(theirs))
    for one in (world, elsewhere):
        one.seal()
        one.checkpoints.records[next_one.id] = next_one.stored
        one.checkpoints.waiting.add(next_one.id)
    elsewhere.seal()
    second = f"checkpoints/{PARTNER_ID}/2.json"
    world.archive.files[second] = elsewhere.archive.files[second]

    assert world.seal() == Swept(failed=1)
    assert world.checkpoints.seals.keys() == {mine.id}


def test_a_checkpoint_of_another_partner_is_not_taken_from_the_archive() -> None:
    world = World(FakeCheckpoints(*some_records(2)))
    theirs = FakeCheckpoints(*some_records(2, partner_id=OTHER_PARTNER_ID))
    archive = FakeDocuments()
    seal_records(OTHER, theirs.records, checkpoints=theirs, sealing=a_sealing(archive))
    world.archive.files[f"checkpoints/{PARTNER_ID}/1.json"] = archive.files[f"checkpoints/{OTHER_PARTNER_ID}/1.json"]

    assert world.seal() == Swept(failed=1)
    assert world.checkpoints.seals == {}


@pytest.mark.parametrize("down", ["checkpoints", "archive"])
def test_what_is_down_now_is_sealed_later(down: str) -> None:
    records = some_records(3)
    world = World(FakeCheckpoints(*records))
    getattr(world, down).available = False

    assert world.seal() == Swept(failed=1)
    assert world.checkpoints.seals == {}
    getattr(world, down).available = True
    world.seal()

    world.require_sealed(*records)
