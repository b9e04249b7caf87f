"""A day of the poll: schedule, sweep and queue with its workers, on a clock that stands still unless it is moved."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heapreplace

from functions.poll_status.poll_accounts import poll_accounts
from functions.poll_status.sweep_documents import sweep_documents
from shared.domain.digital_document import DocumentStatus
from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.follow_document import Followed
from tests.support.builders import NOON
from tests.support.fakes.digital_documents import FakeDueAccounts, FakeDueDocuments
from tests.unit.poll_status.world import MINUTE, World

VISIT_ENDS = timedelta(seconds=95)
"""After so long a visit asks nothing more."""
REMEMBERED = timedelta(minutes=5)
"""For so long SQS knows a repeated wish again."""

type Task = tuple[Tenant, str | None]
"""A document, or the account."""


@dataclass(slots=True)
class Queue:
    """A group for each account; `now` is when something is put into it."""

    now: datetime = NOON
    groups: defaultdict[Tenant, deque[Task]] = field(default_factory=lambda: defaultdict(deque))
    seen: dict[tuple[Task, str], datetime] = field(default_factory=dict)

    def follow_accounts(self, accounts: Sequence[tuple[Tenant, SigningProvider]], *, once: str) -> int:
        for tenant, _ in accounts:
            self._put((tenant, None), once)
        return len(accounts)

    def settle_document(self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str) -> None:
        self._put((tenant, document_id), once)

    def poll_shard(self, shard: int, *, failed_only: bool, after: dict[str, str] | None, once: str) -> None:
        raise AssertionError("there is always time for all shards")

    def _put(self, task: Task, once: str) -> None:
        known = self.seen.get((task, once))
        if known is None or self.now - known >= REMEMBERED:
            self.seen[task, once] = self.now
            self.groups[task[0]].append(task)


class Day:
    """Every five minutes the sweep, every thirty the poll; then the workers do what is queued.

    `times` is how often the queue hands out each task; `clock` is by how much everybody's clock is wrong.
    """

    def __init__(self, *worlds: World, workers: int = 20, times: int = 1) -> None:
        self.worlds = {Tenant(f"par_{number:03d}"): world for number, world in enumerate(worlds)}
        self.at = NOON
        self.clock = timedelta(0)
        self.queue = Queue()
        self.due_accounts = FakeDueAccounts({tenant: world.accounts for tenant, world in self.worlds.items()})
        self.due_documents = FakeDueDocuments({tenant: world.documents for tenant, world in self.worlds.items()})
        self.longest = timedelta(0)
        self._workers = workers
        self._times = times
        self._ticks = 0

    def now(self) -> datetime:
        return self.at + self.clock

    def pass_by(self, duration: timedelta) -> None:
        end = self.at + duration
        while self.at < end:
            self.tick()

    def tick(self) -> None:
        """Five minutes."""
        self.queue.now = self.at
        sweep_documents(documents=self.due_documents, queue=self.queue, now=self.now)
        self._poll(failed_only=True)
        if self._ticks % 6 == 0:
            self._poll(failed_only=False)
        self._ticks += 1
        self.work()
        self.at += 5 * MINUTE

    def _poll(self, *, failed_only: bool) -> None:
        poll_accounts(
            [0],
            accounts=self.due_accounts,
            queue=self.queue,
            now=self.now,
            failed_only=failed_only,
            is_time_left=lambda: True,
        )

    def work(self) -> None:
        """Each worker takes the first task of an account that no other is busy with."""
        workers = [self.at] * self._workers
        heapify(workers)
        busy: dict[Tenant, datetime] = {}
        while waiting := [tenant for tenant, tasks in self.queue.groups.items() if tasks]:
            start = workers[0]
            tenant = min(waiting, key=lambda tenant: max(busy.get(tenant, start), start))
            start = max(busy.get(tenant, start), start)
            end = self._handle(self.queue.groups[tenant].popleft(), start)
            busy[tenant] = end
            heapreplace(workers, end)
            self.longest = max(self.longest, end - self.at)

    def _handle(self, task: Task, start: datetime) -> datetime:
        tenant, document_id = task
        world = self.worlds[tenant]
        world.at = start + self.clock
        for _ in range(self._times):
            try:
                followed = self._do(world, document_id, world.at)
            except Unavailable:
                continue  # the sweep finds it again
            for one in followed:
                document = one.document
                if document.status is DocumentStatus.SIGNED and document.due_at is not None:
                    once = f"{document.version}"
                    self.queue.settle_document(tenant, document.provider, document.id, once=once)
        return world.at - self.clock

    def _do(self, world: World, document_id: str | None, began: datetime) -> Sequence[Followed]:
        if document_id is None:
            return world.visit(is_time_left=lambda: world.at - began < VISIT_ENDS).followed
        settled = world.settle_by_id(document_id)
        return [settled.followed] if settled.followed else []
