"""Evidence on the table: its rows come with what they are the evidence of, once; shown parts are kept once for good."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import shake_256
from typing import Any, cast

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.evidence import KNOWN_AT_ONCE, DynamoEvidence, DynamoShownParts
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import ConcurrentChange, NotFound, Unavailable
from shared.domain.tenant import Tenant
from shared.evidence.canonical import sha256_of
from shared.evidence.record import Evidence
from shared.ports import ShownParts
from tests.support.account import TABLE_NAME
from tests.support.builders import (
    A_PHONE,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TENANT,
    a_confirmation,
    an_order,
)
from tests.support.counting import counted
from tests.support.fakes.evidence import FakeShownParts
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.recorded import EVIDENCE_ID, a_recorded, accepted_with
from tests.support.seeds import put_reseller

STRANGER = Tenant(OTHER_PARTNER_ID)
TERMS = "<section>Villkor på svenska</section>".encode()


def accept(table: DynamoTable, evidence: Evidence) -> None:
    DynamoConfirmations(table, TENANT, lambda: NOON).save(accepted_with(evidence), (), evidence)


@pytest.fixture
def sent(table: DynamoTable) -> DynamoTable:
    put_reseller(table)
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])
    return table


def rows(table: DynamoTable) -> list[str]:
    return sorted(map(repr, table._client.scan(TableName=TABLE_NAME)["Items"]))


def waiting(table: DynamoTable, *, until: Any = NOON) -> list[tuple[keys.Key, str]]:
    return [
        (row.key, row.data)
        for shard in keys.due_shards("EVIDENCE")
        for row in table.query_due(shard, until=keys.due_until(until), limit=10)
    ]


def test_a_record_is_read_byte_for_byte_as_it_was_written(sent: DynamoTable) -> None:
    evidence = a_recorded()
    accept(sent, evidence)

    with counted(sent._client) as asked:
        found = DynamoEvidence(sent, TENANT).get(EVIDENCE_ID)

    assert asked == {"BatchGetItem": 1}
    assert found == evidence
    assert found.record.stored == evidence.record.stored
    row = sent.get(keys.evidence(TENANT, EVIDENCE_ID))
    assert row is not None
    assert row.data.encode() == evidence.record.stored
    assert sha256_of(row.data.encode()) == evidence.record.record_hash
    confirmation = DynamoConfirmations(sent, TENANT, lambda: NOON).get(CONFIRMATION_ID)
    assert confirmation == accepted_with(evidence)


def test_it_comes_with_an_order_that_the_acceptance_places(sent: DynamoTable) -> None:
    evidence = a_recorded()
    orders = DynamoOrders(sent, TENANT, DynamoCustomers(sent, TENANT, lambda: NOON), lambda: NOON)
    placing = orders.placing(CUSTOMER_ID)
    before = rows(sent)

    with pytest.raises(ConcurrentChange):  # the confirmation was answered meanwhile
        orders.add(
            an_order(number=None),
            placing,
            confirmation=replace(accepted_with(evidence), version=4),
            evidence=evidence,
        )
    assert rows(sent) == before

    orders.add(an_order(number=None), placing, confirmation=accepted_with(evidence), evidence=evidence)

    assert orders.get(ORDER_ID).customer_id == CUSTOMER_ID
    assert DynamoEvidence(sent, TENANT).get(EVIDENCE_ID) == evidence


def test_it_is_nobody_else_s_and_an_unknown_one_is_not_there(sent: DynamoTable) -> None:
    accept(sent, a_recorded())

    for tenant, record_id in [(STRANGER, EVIDENCE_ID), (TENANT, f"{EVIDENCE_ID[:-1]}2"), (TENANT, CONFIRMATION_ID)]:
        with pytest.raises(NotFound):
            DynamoEvidence(sent, tenant).get(record_id)


def test_without_what_it_keeps_of_people_it_is_there_all_the_same(sent: DynamoTable) -> None:
    accept(sent, a_recorded())
    sent.commit([Write(key=keys.disclosed(TENANT, EVIDENCE_ID), data=None, replaces=1)])

    found = DynamoEvidence(sent, TENANT).get(EVIDENCE_ID)

    assert found == replace(a_recorded(), disclosures=())
    assert found.record.digests.keys() == {"addressee", "history.0"}


@pytest.mark.parametrize(
    "occupied",
    [keys.evidence(TENANT, EVIDENCE_ID), keys.disclosed(TENANT, EVIDENCE_ID), keys.evidence_pointer(EVIDENCE_ID)],
    ids=["record", "disclosed", "pointer"],
)
def test_it_is_written_once_and_a_second_with_its_id_changes_nothing(sent: DynamoTable, occupied: keys.Key) -> None:
    sent.commit([Write(key=occupied, data="{}")])
    before = rows(sent)

    with pytest.raises(ConcurrentChange):
        accept(sent, a_recorded())

    assert rows(sent) == before


def test_a_second_record_of_another_decision_overwrites_nothing(sent: DynamoTable) -> None:
    accept(sent, a_recorded())
    before = rows(sent)
    again = replace(accepted_with(a_recorded()).superseded(now=NOON, by="usr", why="quote"), version=3)

    with pytest.raises(ConcurrentChange):
        DynamoConfirmations(sent, TENANT, lambda: NOON).save(again, (), a_recorded(what="superseded"))

    assert rows(sent) == before


def test_what_is_saved_without_evidence_leaves_none(sent: DynamoTable) -> None:
    viewed = a_confirmation().viewed(now=NOON, origin=A_PHONE)

    DynamoConfirmations(sent, TENANT, lambda: NOON).save(viewed)

    assert waiting(sent) == []
    assert "EVIDENCE#" not in str(rows(sent))


def test_it_waits_to_be_sealed_from_then_on_and_its_id_alone_says_whose_it_is(sent: DynamoTable) -> None:
    accept(sent, a_recorded())

    assert waiting(sent, until=NOON - timedelta(seconds=1)) == []
    assert waiting(sent) == [(keys.evidence_pointer(EVIDENCE_ID), f'{{"partner_id":"{PARTNER_ID}"}}')]


def test_no_row_of_it_ever_expires_and_none_but_one_holds_a_name(sent: DynamoTable) -> None:
    known = rows(sent)
    accept(sent, a_recorded())

    new = [row for row in rows(sent) if row not in known and "CONFIRMATION#" not in row]
    assert len(new) == 3
    assert not any("expires_on" in row for row in new)
    (named,) = [row for row in new if "Anna" in row]
    assert "DISCLOSED#" in named


# --- Parts of pages that were shown ----------------------------------------------------------------------------------


def in_memory() -> DynamoTable:
    return DynamoTable(cast("Any", MemoryDynamoDb(throttles=False)), TABLE_NAME)


@pytest.fixture(params=["dynamodb", "memory", "fake"])
def processes(request: pytest.FixtureRequest) -> Sequence[ShownParts]:
    """Two that keep to the same place, neither of which has seen anything yet."""
    if request.param == "fake":
        fake = FakeShownParts()
        return fake, fake
    table = in_memory() if request.param == "memory" else request.getfixturevalue("table")
    return DynamoShownParts(table), DynamoShownParts(table)


NOISE = shake_256(b"terms").digest(3 * 80_000)
LONGEST = "".join(
    chr(0x10000 + int.from_bytes(NOISE[at : at + 3]) % 0xF0000) for at in range(0, len(NOISE), 3)
).encode()
"""Terms of the greatest length, which hardly can be packed."""

PARTS = {
    "terms": TERMS,
    "nothing": b"",
    "bytes": bytes(range(256)),
    "300 KB of a text": b"<p>Delivery is made within ten days.</p>\n" * 8000,
    "the longest there is": LONGEST,
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_read_byte_for_byte_as_it_was_kept(processes: Sequence[ShownParts], name: str) -> None:
    one, other = processes
    part = PARTS[name]

    one.keep(TENANT, sha256_of(part), part)

    assert one.get(TENANT, sha256_of(part)) == other.get(TENANT, sha256_of(part)) == part


def test_the_long_parts_are_long() -> None:
    assert len(PARTS["300 KB of a text"]) > 300_000
    assert len(LONGEST) > 300_000


def test_a_part_is_the_partner_s_who_showed_it(processes: Sequence[ShownParts]) -> None:
    one, other = processes
    one.keep(TENANT, sha256_of(TERMS), TERMS)

    for tenant, sha256 in [(STRANGER, sha256_of(TERMS)), (TENANT, "0" * 64)]:
        with pytest.raises(NotFound):
            other.get(tenant, sha256)

    one.keep(STRANGER, sha256_of(TERMS), TERMS)
    assert other.get(STRANGER, sha256_of(TERMS)) == TERMS


def test_to_keep_a_part_again_changes_nothing(processes: Sequence[ShownParts]) -> None:
    one, other = processes

    for process in (one, one, other, one):
        process.keep(TENANT, sha256_of(TERMS), TERMS)

    assert other.get(TENANT, sha256_of(TERMS)) == TERMS


def test_what_was_kept_first_stays_for_good(processes: Sequence[ShownParts]) -> None:
    """Whatever comes under its hash: nobody who can write can change what was shown."""
    one, other = processes
    one.keep(TENANT, sha256_of(TERMS), TERMS)

    other.keep(TENANT, sha256_of(TERMS), b"something else")

    assert one.get(TENANT, sha256_of(TERMS)) == other.get(TENANT, sha256_of(TERMS)) == TERMS


def test_a_process_asks_once_for_a_part_and_another_one_twice(table: DynamoTable) -> None:
    one, other = DynamoShownParts(table), DynamoShownParts(table)

    with counted(table._client) as first:
        one.keep(TENANT, sha256_of(TERMS), TERMS)
    with counted(table._client) as again:
        one.keep(TENANT, sha256_of(TERMS), TERMS)
    with counted(table._client) as elsewhere:
        other.keep(TENANT, sha256_of(TERMS), TERMS)
        other.keep(TENANT, sha256_of(TERMS), TERMS)

    assert (first, again) == ({"TransactWriteItems": 1}, {})
    assert elsewhere == {"TransactWriteItems": 1, "GetItem": 1}


class Overtaken(DynamoTable):
    """Somebody else writes first, as `first` does; or the table is `busy` with it."""

    def __init__(self, table: DynamoTable, *, busy: int = 0, down: bool = False) -> None:
        super().__init__(table._client, TABLE_NAME)
        self.table = table
        self.busy = busy
        self.down = down
        self.overtaking: list[bytes] = []

    def commit(self, writes: Sequence[Write]) -> None:
        if self.down:
            raise Unavailable("down")
        if self.busy:
            self.busy -= 1
            raise ConcurrentChange
        for part in self.overtaking:
            DynamoShownParts(self.table).keep(TENANT, sha256_of(part), part)
        super().commit(writes)


def test_of_two_processes_that_keep_a_part_at_once_both_have_kept_it(table: DynamoTable) -> None:
    overtaken = Overtaken(table)
    overtaken.overtaking = [TERMS]

    DynamoShownParts(overtaken).keep(TENANT, sha256_of(TERMS), TERMS)

    assert DynamoShownParts(table).get(TENANT, sha256_of(TERMS)) == TERMS


@pytest.mark.parametrize(("trouble", "refusal"), [({"busy": 1}, ConcurrentChange), ({"down": True}, Unavailable)])
def test_what_is_not_kept_is_not_taken_for_kept(
    table: DynamoTable, trouble: dict[str, Any], refusal: type[Exception]
) -> None:
    troubled = Overtaken(table, **trouble)
    process = DynamoShownParts(troubled)

    with pytest.raises(refusal):
        process.keep(TENANT, sha256_of(TERMS), TERMS)
    with pytest.raises(NotFound):
        process.get(TENANT, sha256_of(TERMS))

    troubled.down = False
    process.keep(TENANT, sha256_of(TERMS), TERMS)
    assert process.get(TENANT, sha256_of(TERMS)) == TERMS


def test_a_process_remembers_no_end_of_parts() -> None:
    process = DynamoShownParts(in_memory())
    parts = [str(number).encode() for number in range(KNOWN_AT_ONCE + 20)]

    for part in parts:
        process.keep(TENANT, sha256_of(part), part)

    assert len(process._known) == KNOWN_AT_ONCE
    process.keep(TENANT, sha256_of(parts[0]), parts[0])
    assert [process.get(TENANT, sha256_of(part)) for part in parts] == parts
