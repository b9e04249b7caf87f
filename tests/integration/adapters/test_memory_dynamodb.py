"""The table in memory answers as moto's does, whatever is asked of it."""

import itertools
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import ConcurrentChange, Unavailable
from tests.support.memory_dynamodb import MAX_WRITES, MemoryDynamoDb

RUNS = itertools.count()

VERSIONS = st.integers(min_value=1, max_value=3)
SORT_KEYS = st.sampled_from(["a", "ab", "b", "bå", "c"])
WRITES = st.fixed_dictionaries(
    {
        "sk": SORT_KEYS,
        "data": st.one_of(st.none(), st.sampled_from(["{}", '{"å": 1}'])),
        "version": VERSIONS,
        "replaces": st.one_of(st.none(), VERSIONS),
        "outlived": st.one_of(st.none(), VERSIONS),
        "index": st.frozensets(st.sampled_from(["gsi1", "due"])),
        "place": st.sampled_from(["1", "2", "3"]),
    }
)
COMMITS = st.tuples(st.just("commit"), st.lists(WRITES, min_size=1, max_size=3, unique_by=lambda write: write["sk"]))
READS = st.tuples(st.just("get_all"), st.lists(SORT_KEYS, min_size=1, max_size=3, unique=True))
QUERIES = st.tuples(
    st.just("query"),
    st.fixed_dictionaries(
        {
            "prefix": st.sampled_from(["", "a", "b", "x"]),
            "limit": st.one_of(st.none(), VERSIONS),
            "newest_first": st.booleans(),
        }
    ),
)
INDEX_QUERIES = st.tuples(
    st.just("index"),
    st.tuples(
        st.sampled_from(["before", "after", "until", "between", "queue"]),
        st.sampled_from(["0", "1", "2", "4"]),
        st.integers(min_value=1, max_value=3),
    ),
)


def in_memory(client: MemoryDynamoDb) -> DynamoTable:
    return DynamoTable(cast("Any", client), "table")


def ask(table: DynamoTable, partition: str, kind: str, what: Any) -> Any:
    match kind:
        case "get_all":
            return sorted(map(repr, table.get_all([(partition, sort_key) for sort_key in what]).values()))
        case "query":
            found = [table.query(partition, **what)]
            while found[-1].after is not None:
                found.append(table.query(partition, **what, after=found[-1].after))
            return [row for page in found for row in page.rows]
        case "index":
            return ask_index(table, partition, *what)
    try:
        table.commit([a_write(partition, write) for write in what])
    except ConcurrentChange:
        return "refused"
    return "written"


def ask_index(table: DynamoTable, partition: str, kind: str, place: str, limit: int) -> Any:
    """Rows of one place may come in either order, so they are compared as sets of whole places."""
    match kind:
        case "before":
            found = table.query_index(f"{partition}#gsi1", limit=100, before=place).rows
        case "after":
            found = table.query_index_after(f"{partition}#gsi1", after=place, limit=100).rows
        case "until":
            found = table.query_due(f"{partition}#due", until=place, limit=100)
        case "queue":
            found = table.query_queue(f"{partition}#due", after=place, limit=100)
        case _:
            pages = [table.page_due(f"{partition}#due", since="1", until=place, limit=limit, after=None)]
            while pages[-1].after is not None:
                after = pages[-1].after
                pages.append(table.page_due(f"{partition}#due", since="1", until=place, limit=limit, after=after))
            found = [row for page in pages for row in page.rows]
    return sorted(map(repr, found))


def a_write(partition: str, write: dict[str, Any]) -> Write:
    places = {"gsi1": ("gsi1pk", "gsi1sk"), "due": ("due_shard", "due_at")}
    index: dict[str, str] = {}
    for name in write["index"]:
        partition_key, sort_key = places[name]
        index |= {partition_key: f"{partition}#{name}", sort_key: write["place"]}
    plain = {name: write[name] for name in ("data", "version", "replaces", "outlived")}
    return Write(key=(partition, write["sk"]), index=index, **plain)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(steps=st.lists(st.one_of(COMMITS, READS, QUERIES, INDEX_QUERIES), min_size=1, max_size=12))
def test_it_answers_as_moto_does(table: DynamoTable, steps: list[tuple[str, Any]]) -> None:
    memory, partition = in_memory(MemoryDynamoDb()), f"PARTITION#{next(RUNS)}"

    for kind, what in steps:
        assert ask(memory, partition, kind, what) == ask(table, partition, kind, what)


def row(number: int, size: int) -> Write:
    return Write(key=("PARTITION", str(number)), data="x" * size)


def test_a_partition_gives_so_much_in_a_second_and_no_more() -> None:
    second = 0
    client = MemoryDynamoDb(lambda: second)
    table = in_memory(client)
    for number in range(10):
        table.commit([row(number, 49 * 1024)])  # and a little for its keys: 100 units

    with pytest.raises(Unavailable):
        table.commit([row(10, 1)])
    second = 1
    table.commit([row(11, 1)])
    assert client.write_units == {(0, "PARTITION"): 1002, (1, "PARTITION"): 2}


def test_what_dynamodb_would_not_take_is_refused() -> None:
    table = in_memory(MemoryDynamoDb())

    with pytest.raises(Exception, match="ValidationException"):
        table.commit([row(number, 1) for number in range(MAX_WRITES + 1)])
    with pytest.raises(Exception, match="ValidationException"):
        table.commit([row(1, 1), row(1, 2)])
    with pytest.raises(Exception, match="ValidationException"):
        table.commit([row(1, 400 * 1024)])
