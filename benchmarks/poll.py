"""What a run of the poll asks of the table and of the provider (P10, P11, P12).

A hundred partners have a hundred documents out, each partner at an account of its own. The runs go through the
function, from the schedule to the last task of the queue, on a table in memory that writes the bill; GetAccept's
stand-in answers over real connections on this machine. Then the same with ten times as many documents, all further
ones closed.
"""

import os
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from functions.poll_status import handler
from shared import settings, wiring
from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments, _out_write
from shared.adapters.dynamodb.envelopes import DynamoEnvelopes
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.signing_accounts import DynamoSigningAccounts
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.sqs_signing import SqsSigningQueue
from shared.domain import ids
from shared.domain.digital_document import CLOSED, DigitalDocument, DocumentStatus
from shared.domain.envelope import Envelope, EnvelopeEvent, new_envelope
from shared.domain.partner import SigningProvider
from shared.domain.signing_account import SigningAccount
from shared.domain.signing_credentials import SigningCredentials
from shared.domain.tenant import Tenant
from tests.support.builders import A_PHONE, NOON, a_partner
from tests.support.events import Context
from tests.support.getaccept import GetAcceptSite, getaccept_site
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.signing import PDF_SHA256, a_document

ACCOUNTS, OUT = 100, 100
MORE = 9
"""For each document that is out, so many that are closed."""
HALF_AN_HOUR = timedelta(minutes=30)
MAX_RATIO = 1.02
CHANGED = 100

SENT, VIEWED, SIGNED = DocumentStatus.SENT, DocumentStatus.VIEWED, DocumentStatus.SIGNED
GETACCEPT, BUILTIN = SigningProvider.GETACCEPT, SigningProvider.BUILTIN


class CountingTable(MemoryDynamoDb):
    """`written` are the rows written, by the first word of their sort key."""

    def __init__(self) -> None:
        super().__init__(throttles=False)
        self.written: Counter[str] = Counter()

    def transact_write_items(self, **request: Any) -> Any:
        for item in request["TransactItems"]:
            ((_, write),) = item.items()
            self.written[(write.get("Item") or write["Key"])["sk"]["S"].partition("#")[0]] += 1
        return super().transact_write_items(**request)


@dataclass
class CountingQueue:
    """A client of SQS that keeps what it is sent; `requests` counts the requests."""

    bodies: list[str] = field(default_factory=list)
    requests: int = 0

    def send_message(self, **request: Any) -> Any:
        self.requests += 1
        self.bodies.append(request["MessageBody"])
        return {}

    def send_message_batch(self, **request: Any) -> Any:
        self.requests += 1
        self.bodies += [entry["MessageBody"] for entry in request["Entries"]]
        return {"Successful": request["Entries"], "Failed": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRun:
    """`documents` are writes of documents and of what stands beside them, `accounts` those of accounts; `calls` are
    the provider's but for signing in.

    `seconds` on the clock include the stand-in's own work; `cpu_ms` is of the poll alone.
    """

    visits: int
    due: int
    requests: Counter[str]
    read_units: int
    write_units: int
    index_units: int
    documents: int
    accounts: int
    calls: int
    sign_ins: int
    queued: int
    moved: int
    seconds: float
    cpu_ms: float

    @property
    def most_calls(self) -> int:
        return self.due // 100 + self.visits


class Poll:
    """Partners whose documents are out at one provider."""

    def __init__(self, provider: SigningProvider, site: GetAcceptSite, *, more: int) -> None:
        self.provider = provider
        self.site = site
        self.client = CountingTable()
        self.table = DynamoTable(cast("Any", self.client), "table")
        self.queue = CountingQueue()
        self.at = NOON
        self.provider_ids: list[str] = []
        self._made = 0
        self._moved = 0
        for number in range(ACCOUNTS):
            self._put_partner(Tenant(f"par_{number:026d}"), more)

    def now(self) -> datetime:
        return self.at

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The function takes all this for its own."""
        real = {name: vars(wiring)[name] for name in ("_table", "now", "signing_queue", "signing_secrets")}
        address = os.environ["GETACCEPT_BASE_URL"]
        os.environ["GETACCEPT_BASE_URL"] = f"{self.site.fake.origin}/v1"
        settings.settings.cache_clear()
        queue = SqsSigningQueue(cast("Any", self.queue), "queue")
        vars(wiring).update(
            _table=lambda: self.table, now=self.now, signing_queue=lambda: queue, signing_secrets=lambda: self
        )
        try:
            yield
        finally:
            vars(wiring).update(real)
            os.environ["GETACCEPT_BASE_URL"] = address
            settings.settings.cache_clear()

    def find(self, tenant: Tenant, *, fresh: bool = False) -> SigningCredentials:  # noqa: ARG002 - as its port has it
        """The credentials of a partner's account."""
        return SigningCredentials(email=f"{tenant.partner_id}@reseller.example", password="a password")  # noqa: S106

    def run(self) -> PollRun:
        """Half an hour later: the schedule, then every task that comes of it."""
        self.at += HALF_AN_HOUR
        self.site.waiting.at = self.at
        self._forget()
        due, calls, sign_ins = self._out(), self._calls(), self._sign_ins()
        began, cpu = time.perf_counter(), time.thread_time()
        handler.lambda_handler({"poll": "accounts"}, Context())
        visits = len(self.queue.bodies)
        while self.queue.bodies:
            record = {"eventSource": "aws:sqs", "body": self.queue.bodies.pop(0)}
            handler.lambda_handler({"Records": [record]}, Context())
        accounts = self.client.written.pop("ACCOUNT", 0)
        return PollRun(
            visits=visits,
            due=due,
            requests=self.client.requests.copy(),
            read_units=self.client.read_units.total(),
            write_units=self.client.write_units.total(),
            index_units=self.client.index_units.total(),
            documents=self.client.written.total(),
            accounts=accounts,
            calls=self._calls() - calls,
            sign_ins=self._sign_ins() - sign_ins,
            queued=self.queue.requests,
            moved=self.client.written["DOCUMENT"],
            seconds=time.perf_counter() - began,
            cpu_ms=(time.thread_time() - cpu) * 1000,
        )

    def happen(self, number: int) -> None:
        """So many are viewed at GetAccept, one after the other of all accounts."""
        for provider_id in self.provider_ids[:: len(self.provider_ids) // number]:
            self.site.fake.happen(provider_id, "viewed")

    def _forget(self) -> None:
        self.client.requests.clear()
        for units in (self.client.read_units, self.client.write_units):
            units.clear()
        self.client.index_units.clear()
        self.client.written.clear()
        self.queue.requests = 0

    def _out(self) -> int:
        tenants = (Tenant(f"par_{number:026d}") for number in range(ACCOUNTS))
        found = sum(len(DynamoDigitalDocuments(self.table, one, self.now).out(self.provider)) for one in tenants)
        self._forget()
        return found

    def _sign_ins(self) -> int:
        return self.site.calls("POST /auth") + self.site.calls("GET /refresh")

    def _calls(self) -> int:
        return self.site.calls() - self._sign_ins()

    def _put_partner(self, tenant: Tenant, more: int) -> None:
        DynamoPartners(self.table, tenant).put(a_partner(id=tenant.partner_id, tenant_name=tenant.partner_id), None)
        account = SigningAccount(provider=self.provider, is_watched=False).joined()
        DynamoSigningAccounts(self.table, tenant).save(account)
        for number in range(OUT):
            for _ in range(more):
                self._put_document(tenant, SIGNED)
            self._put_document(tenant, VIEWED if number % 2 else SENT)

    def _put_document(self, tenant: Tenant, status: DocumentStatus) -> None:
        """A minute apart; the last of them is as old as the first run."""
        self._made += 1
        created_at = NOON - timedelta(days=2) + timedelta(minutes=self._made % (OUT * (MORE + 1)))
        tail = f"{self._made:016d}"
        document = a_document(
            id=ids.child_id("doc", parent=tail, now=created_at),
            customer_id=f"cus_01KAAAAAAA{tail}",
            provider=self.provider,
            created_at=created_at,
            status=status,
            known=status,
            provider_status=status,
            due_at=None,
        )
        document = replace(document, provider_document_id=self._provider_id(tenant, document))
        documents = DynamoDigitalDocuments(self.table, tenant, self.now)
        writes = [documents._document_write(document, replaces=None)]  # noqa: SLF001
        if status not in CLOSED:
            writes.append(replace(_out_write(tenant, document), outlived=None))
        self.table.commit([*writes, *self._envelope(tenant, document)])

    def _provider_id(self, tenant: Tenant, document: DigitalDocument) -> str:
        if self.provider is BUILTIN:
            return document.id
        account = self.site.fake.state.account(self.find(tenant).email)
        made = self.site.fake.add(account, status=document.status, created_at=document.created_at)
        if document.status is SENT:
            self.provider_ids.append(made.id)
        return made.id

    def _envelope(self, tenant: Tenant, document: DigitalDocument) -> list[Write]:
        if self.provider is not BUILTIN:
            return []
        at = document.created_at
        envelope: Envelope = new_envelope(document, sha256=PDF_SHA256, now=at).moved(EnvelopeEvent.HAND_OVER, now=at)
        if document.status is not SENT:
            envelope = envelope.viewed(now=at, origin=A_PHONE)
        if document.status is SIGNED:
            envelope = envelope.moved(EnvelopeEvent.SIGN, now=at, origin=A_PHONE)
        return [DynamoEnvelopes(self.table, tenant)._write(envelope, replaces=None)]  # noqa: SLF001


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFigures:
    """Runs where nothing changed: of each provider, with what is out alone and with ten times as many in all.

    `changed` is a run at GetAccept where a hundred documents changed; `anew` one on our own page that looks at every
    envelope, as it does once a day.
    """

    unchanged: dict[SigningProvider, tuple[PollRun, PollRun]]
    changed: PollRun
    anew: PollRun

    @property
    def ratios(self) -> dict[SigningProvider, float]:
        """The greatest, of requests, read units and calls."""

        def of(few: PollRun, many: PollRun) -> float:
            pairs = (
                (few.requests.total(), many.requests.total()),
                (few.read_units, many.read_units),
                (few.calls, many.calls),
            )
            return max(after / before for before, after in pairs if before)

        return {provider: of(*runs) for provider, runs in self.unchanged.items()}

    @property
    def faults(self) -> list[str]:
        """Gates that are not met, and what keeps the figures from meaning anything."""
        runs = [*(run for pair in self.unchanged.values() for run in pair), self.anew]
        return [
            *("P10: a document was written that had not changed" for run in runs if run.documents),
            *(f"P11: {ratio:.3f}" for ratio in self.ratios.values() if ratio > MAX_RATIO),
            *(f"P12: {run.calls} calls" for run in [*runs, self.changed] if run.calls > run.most_calls),
            *("not every account was visited" for run in runs if (run.visits, run.accounts) != (ACCOUNTS, ACCOUNTS)),
            *("not every document was out" for run in runs if run.due != ACCOUNTS * OUT),
            *("not every change was followed" for _ in [None] if self.changed.moved != CHANGED),
        ]


def measure_poll() -> PollFigures:
    warnings.filterwarnings("ignore", message="No application metrics")
    with _polled(GETACCEPT, more=0) as poll:
        poll.run()  # signs in
        few = poll.run()
        poll.happen(CHANGED)
        changed = poll.run()
    with _polled(GETACCEPT, more=MORE) as poll:
        poll.run()
        unchanged = {GETACCEPT: (few, poll.run())}
    with _polled(BUILTIN, more=0) as poll:
        anew, few = poll.run(), poll.run()
    with _polled(BUILTIN, more=MORE) as poll:
        poll.run()
        unchanged[BUILTIN] = few, poll.run()
    return PollFigures(unchanged=unchanged, changed=changed, anew=anew)


@contextmanager
def _polled(provider: SigningProvider, *, more: int) -> Iterator[Poll]:
    with getaccept_site() as site:
        poll = Poll(provider, site, more=more)
        with poll.in_place():
            yield poll
