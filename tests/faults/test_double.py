"""T4: DynamoDB in memory, which the histories are played on, answers as moto's does: whatever is done, in any order."""

import itertools
from typing import Any, cast

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from shared.adapters.dynamodb.table import DynamoTable, Page, Write
from shared.domain.errors import ConcurrentChange, Conflict, DomainError
from tests.support.memory_dynamodb import MemoryDynamoDb

IN_CI, WHOLE = 30, 300
STEPS = 30

NUMBERS = itertools.count()

SORT_KEYS = st.sampled_from(["", "A", "a", "ab", "aå", "b", "b#", "z\U0001f600"]).map("K{}".format)
PARTITIONS = st.sampled_from(["one", "two"])
PLACES = st.sampled_from(["1", "12", "2", "3"])
VERSIONS = st.integers(min_value=1, max_value=3)
MAYBE = st.one_of(st.none(), VERSIONS)
LIMITS = st.integers(min_value=1, max_value=4)
WRITES = st.fixed_dictionaries(
    {
        "partition": PARTITIONS,
        "sort_key": SORT_KEYS,
        "data": st.sampled_from([None, "{}", '{"å": 1}', "x" * 3000]),
        "version": VERSIONS,
        "replaces": MAYBE,
        "outlived": MAYBE,
        "gsi1": st.one_of(st.none(), PLACES),
        "due": st.one_of(st.none(), PLACES),
        "expires_on": st.one_of(st.none(), st.just(1_800_000_000)),
        "refuses": st.booleans(),
    }
)


class Refused(Conflict):
    pass


class Double(RuleBasedStateMachine):
    """Each step is taken on both, in a corner of the table of its own."""

    def __init__(self, moto: DynamoTable) -> None:
        super().__init__()
        self.moto = moto
        self.memory = DynamoTable(cast("Any", MemoryDynamoDb(throttles=False)), "table")
        self.corner = f"CORNER#{next(NUMBERS)}"
        self.taken = 0

    def same(self, name: str, *arguments: Any, **named: Any) -> None:
        answers = [told(getattr(table, name), *arguments, **named) for table in (self.memory, self.moto)]
        assert answers[0] == answers[1], (name, arguments, named)

    def place(self, partition: str) -> str:
        return f"{self.corner}#{partition}"

    @rule(writes=st.lists(WRITES, min_size=1, max_size=4, unique_by=lambda one: (one["partition"], one["sort_key"])))
    def commit(self, writes: list[dict[str, Any]]) -> None:
        self.same("commit", [self.write_of(number, **one) for number, one in enumerate(writes)])

    @rule(write=WRITES)
    def put(self, write: dict[str, Any]) -> None:
        """What is there already doesn't hinder."""
        row = self.memory.get((self.place(write["partition"]), write["sort_key"]))
        self.same("commit", [self.write_of(0, **{**write, "replaces": row.version if row else None, "outlived": None})])

    def write_of(self, number: int, *, partition: str, sort_key: str, refuses: bool, **write: Any) -> Write:
        index: dict[str, str] = {}
        gsi1, due = write.pop("gsi1"), write.pop("due")
        if gsi1:
            index |= {"gsi1pk": self.place("gsi1"), "gsi1sk": gsi1}
        if due:
            index |= {"due_shard": self.place("due"), "due_at": due}
        refusal = Refused(f"write {number}") if refuses else None
        return Write(key=(self.place(partition), sort_key), index=index, refusal=refusal, **write)

    @rule(partition=PARTITIONS, sort_key=SORT_KEYS)
    def get(self, partition: str, sort_key: str) -> None:
        self.same("get", (self.place(partition), sort_key))

    @rule(keys=st.lists(st.tuples(PARTITIONS, SORT_KEYS), min_size=1, max_size=5, unique=True))
    def get_all(self, keys: list[tuple[str, str]]) -> None:
        self.same("get_all", [(self.place(partition), sort_key) for partition, sort_key in keys])

    @rule(
        partition=PARTITIONS,
        prefix=st.sampled_from(["", "K", "Ka", "Kb#", "x"]),
        limit=st.one_of(st.none(), LIMITS),
        after=st.one_of(st.none(), SORT_KEYS),
        newest_first=st.booleans(),
    )
    def query(self, partition: str, prefix: str, limit: int | None, after: str | None, newest_first: bool) -> None:
        """From any key on that may be there, or have been."""
        pk = self.place(partition)
        start = {"pk": pk, "sk": after} if after is not None and after.startswith(prefix) else None
        asked: dict[str, Any] = {"prefix": prefix, "limit": limit, "newest_first": newest_first}
        answers = [page_of(table, pk, start, **asked) for table in (self.memory, self.moto)]
        assert answers[0] == answers[1], (pk, start, asked)

    @rule(before=st.one_of(st.none(), PLACES))
    def query_index(self, before: str | None) -> None:
        self.same("query_index", self.place("gsi1"), limit=50, before=before)

    @rule(after=PLACES)
    def query_index_after(self, after: str) -> None:
        self.same("query_index_after", self.place("gsi1"), after=after, limit=50)

    @rule(at_most=LIMITS)
    def count_index(self, at_most: int) -> None:
        self.same("count_index", self.place("gsi1"), at_most=at_most)

    @rule(until=PLACES)
    def query_due(self, until: str) -> None:
        self.same("query_due", self.place("due"), until=until, limit=50)

    @rule(after=PLACES)
    def query_queue(self, after: str) -> None:
        self.same("query_queue", self.place("due"), after=after, limit=50)

    @rule(since=PLACES, until=PLACES, limit=LIMITS)
    def page_due(self, since: str, until: str, limit: int) -> None:
        """Page by page to the end: rows of one place come in an order of each one's own."""
        if since <= until:
            assert self.pages(self.memory, since, until, limit) == self.pages(self.moto, since, until, limit)

    def pages(self, table: DynamoTable, since: str, until: str, limit: int) -> list[str]:
        found: list[Page] = []
        while not found or found[-1].after:
            after = found[-1].after if found else None
            found.append(table.page_due(self.place("due"), since=since, until=until, limit=limit, after=after))
        return sorted(repr(row) for page in found for row in page.rows)


def page_of(table: DynamoTable, partition: str, start: dict[str, str] | None, **asked: Any) -> Page:
    """At the end of a page that is full, DynamoDB says that there may be more, and moto whether there is."""
    page = table.query(partition, after=start, **asked)
    return page if page.after and table.query(partition, after=page.after, **asked).rows else Page(page.rows, None)


def told(ask: Any, *arguments: Any, **named: Any) -> Any:
    """What it answers, or refuses; rows of an index may come in either order where they share a place."""
    try:
        answer = ask(*arguments, **named)
    except (DomainError, ConcurrentChange) as refusal:
        return type(refusal), str(refusal)
    if ask.__name__.startswith("query_"):
        return sorted(map(repr, answer.rows if isinstance(answer, Page) else answer))
    return answer


def compare(table: DynamoTable, examples: int) -> None:
    """The part for CI is always the same one; where more are asked for, what differs is made as short as can be."""
    is_part = examples == IN_CI
    steps = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        derandomize=is_part,
        database=None,
        phases=(Phase.generate,) if is_part else (Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(cast("Any", lambda: Double(table)), settings=steps)


def test_the_table_in_memory_answers_as_moto_does_whatever_was_done_before(table: DynamoTable) -> None:
    compare(table, IN_CI)
