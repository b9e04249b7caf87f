"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.exports import DynamoExports
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.export import Export
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.tenant import Tenant
from shared.ports import Exports
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, SELLER, TENANT
from tests.support.clock import SteppingClock
from tests.support.fakes.exports import FakeExports

ONCE = Once[Export]("a-key", "a-fingerprint", lambda made: made.id)
EXPORT = Export(
    id="exp_01KAAAAAAAEXP0RT0000000001",
    partner_id=PARTNER_ID,
    locale=Locale.SWEDISH,
    requested_by=SELLER.user_id,
    requested_at=NOON,
)


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(params=["dynamodb", "fake"])
def exports(request: pytest.FixtureRequest, clock: SteppingClock) -> Exports:
    if request.param == "fake":
        return FakeExports(clock)
    return DynamoExports(request.getfixturevalue("table"), TENANT, clock)


def test_what_is_saved_is_what_is_read(exports: Exports) -> None:
    exports.add(EXPORT, None)
    assert exports.get(EXPORT.id) == EXPORT

    exports.save(EXPORT.ready(12))
    assert exports.get(EXPORT.id) == EXPORT.ready(12)


def test_an_unknown_export_is_refused(exports: Exports) -> None:
    with pytest.raises(NotFound):
        exports.get(EXPORT.id)


def test_after_a_day_it_is_as_if_it_had_never_been(exports: Exports, clock: SteppingClock) -> None:
    exports.add(EXPORT, None)
    clock.at = NOON + timedelta(hours=24) - timedelta(seconds=1)
    exports.get(EXPORT.id)

    clock.at = NOON + timedelta(hours=24)
    with pytest.raises(NotFound):
        exports.get(EXPORT.id)


def test_the_second_writer_of_a_version_loses(exports: Exports) -> None:
    exports.add(EXPORT, None)
    exports.save(EXPORT.ready(12))

    with pytest.raises(ConcurrentChange):
        exports.save(EXPORT.failed())


def test_a_repeated_request_answers_as_the_first(exports: Exports) -> None:
    exports.add(EXPORT, ONCE)

    with pytest.raises(AlreadyAnswered) as repeated:
        exports.add(replace(EXPORT, id="exp_01KAAAAAAAEXP0RT0000000002"), ONCE)
    assert repeated.value.answer == EXPORT.id
    with pytest.raises(IdempotencyKeyReused):
        exports.add(EXPORT, replace(ONCE, fingerprint="another"))


def test_the_table_clears_it_away(table: DynamoTable) -> None:
    DynamoExports(table, TENANT, lambda: NOON).add(EXPORT, None)

    (row,) = table._client.scan(TableName=TABLE_NAME)["Items"]
    assert row["expires_on"] == {"N": str(int((NOON + timedelta(days=1)).timestamp()))}


def test_another_partner_sees_nothing_of_it(table: DynamoTable) -> None:
    DynamoExports(table, TENANT, lambda: NOON).add(EXPORT, None)

    with pytest.raises(NotFound):
        DynamoExports(table, Tenant(OTHER_PARTNER_ID), lambda: NOON).get(EXPORT.id)
