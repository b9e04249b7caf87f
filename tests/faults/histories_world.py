"""The world of a history: the functions' handlers on a table in memory, and around them all that AWS is, by a seed.

Time goes on only when told. What a seed brings comes from two sources of random numbers: one decides what happens, the
other is what the functions ask for, so that neither moves the other.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from enum import Enum
from functools import cache
from io import BytesIO, StringIO
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from urllib3 import HTTPResponse, Timeout
from urllib3.exceptions import ProtocolError

from local.getaccept.fake import FakeGetAccept
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.evidence import DynamoShownParts
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.adapters.sqs_signing import SqsSigningQueue
from shared.domain.errors import Unavailable
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.message import MailRefused
from shared.domain.partner import CodePolicy, Partner, SigningProvider
from shared.domain.tenant import Tenant
from shared.observability import logger
from tests.support.account import TABLE_NAME
from tests.support.builders import (
    ANNA_ID,
    BO_ID,
    CUSTOMER_ID,
    KEYS,
    NOON,
    OTHER_PARTNER_ID,
    OUTSIDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    TAIL,
    TERMS,
    a_customer,
    a_partner,
    a_product,
    a_quote,
)
from tests.support.events import SELLER_CLAIMS, Context, api_event
from tests.support.fakes.digital_documents import FakeDocumentPdfs
from tests.support.fakes.documents import FakeAddenda, FakeCertificates, FakeDocuments
from tests.support.fakes.signer import FakeSigner
from tests.support.getaccept import CREDENTIALS
from tests.support.memory_dynamodb import MemoryDynamoDb

OTHER_TAIL = "CVST0MER00000002"
ORIGIN = "https://getaccept.example"
LINK = re.compile(r"https://countersign\.example/(approve|sign)/([\w=-]+)")
CODE = re.compile(r"^\D*(\d{3})\s?(\d{3})\D*$", re.MULTILINE)
BROWSERS = ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")

type Handler = ModuleType


class Trouble(Enum):
    BEFORE = "before"
    """Nothing is done."""
    LOST = "lost"
    """All is done, and whoever asked doesn't hear of it."""


@dataclass
class Chance:
    """What goes wrong, by the seed; `met` counts it. Nothing does when `share` is 0."""

    random: Random
    share: float
    met: Counter[str] = field(default_factory=Counter)

    def of(self, where: str) -> Trouble | None:
        if self.share == 0 or self.random.random() >= self.share:
            return None
        trouble = self.random.choice(list(Trouble))
        self.met[f"{where} {trouble.value}"] += 1
        return trouble


class Table(MemoryDynamoDb):
    """Tells what was written, in which order; a commit can fail, and can be lost on its way back."""

    def __init__(self, chance: Chance, note: Callable[[str], None]) -> None:
        super().__init__(throttles=False)
        self.commits: list[tuple[str, ...]] = []
        self.reads: list[str] = []
        self.stream: list[str] = []
        self.unsure: Counter[str] = Counter()
        self._chance = chance
        self._note = note

    def rows(self, kind: str) -> list[tuple[str, str]]:
        """The data of those with such a sort key, by it."""
        return [(key[1], item["data"]["S"]) for key, item in sorted(self._items.items()) if key[1].startswith(kind)]

    def rows_at(self, partition: str) -> list[tuple[str, str]]:
        """The data of those in such partitions, by theirs."""
        return [
            (key[0], item["data"]["S"]) for key, item in sorted(self._items.items()) if key[0].startswith(partition)
        ]

    def get_item(self, **request: Any) -> Any:
        self.reads.append(request["Key"]["pk"]["S"])
        return super().get_item(**request)

    def batch_get_item(self, **request: Any) -> Any:
        [(_, wanted)] = request["RequestItems"].items()
        self.reads += [key["pk"]["S"] for key in wanted["Keys"]]
        return super().batch_get_item(**request)

    def query(self, **request: Any) -> Any:
        self.reads += [
            value["S"] for name, value in request["ExpressionAttributeValues"].items() if name == ":partition"
        ]
        return super().query(**request)

    def transact_write_items(self, **request: Any) -> Any:
        trouble = self._chance.of("commit")
        if trouble:
            self.unsure.update(key for key in _partitions(request) if key.startswith("OUTBOX#"))
        if trouble is Trouble.BEFORE:
            raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
        answer = super().transact_write_items(**request)
        self.commits.append(_partitions(request))
        if trouble is Trouble.LOST:
            raise ReadTimeoutError(endpoint_url="https://dynamodb.example")
        return answer

    def _put(self, key: tuple[str, str], item: dict[str, Any] | None) -> None:
        if key[0].startswith("OUTBOX#") and key not in self._items:
            self.stream.append(key[0])
        super()._put(key, item)
        self._note(json.dumps([key, item], sort_keys=True))


def _partitions(request: Any) -> tuple[str, ...]:
    found = []
    for write in request["TransactItems"]:
        [(kind, content)] = write.items()
        found.append(content["Item" if kind == "Put" else "Key"]["pk"]["S"])
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Letter:
    """A link that somebody got by mail; its page is `approve` or `sign`."""

    page: str
    token: str
    about: str


class PostBox:
    """SES: `taken` is what it sends, and will tell of."""

    def __init__(self, chance: Chance) -> None:
        self.taken: list[tuple[str, str]] = []
        self.letters: list[Letter] = []
        self.codes: dict[str, str] = {}
        self.lost: Counter[str] = Counter()
        self.refused: set[str] = set()
        self.to_tell: list[tuple[str, str]] = []
        self.heard: set[str] = set()
        self._chance = chance

    def send(self, mime: bytes, *, to: str, partner_id: str, message_id: str) -> str:
        trouble = self._chance.of("mail")
        if trouble is Trouble.BEFORE:
            if self._chance.random.random() < 0.2:
                self.refused.add(message_id)
                raise MailRefused("It doesn't want this mail.")
            raise Unavailable("SES can't be reached now.")
        assert message_id not in self.heard, "what is known to be sent is sent again"
        self.taken.append((partner_id, message_id))
        self.to_tell.append((partner_id, message_id))
        self._read(mime, message_id)
        if trouble is Trouble.LOST:
            self.lost[message_id] += 1
            raise Unavailable("SES can't be reached now.")
        return f"ses-{len(self.taken)}"

    def _read(self, mime: bytes, message_id: str) -> None:
        about, _, kind = message_id.partition("-")
        if not kind.startswith(("approval_", "signing_re")):
            return
        body = message_from_bytes(mime, policy=default).get_body(("plain",))
        assert body is not None
        text = str(body.get_content())
        for page, token in dict.fromkeys(LINK.findall(text)):
            self.letters.append(Letter(page, token, about))
        if kind.startswith("approval_code"):
            found = CODE.search(text)
            assert found, text
            self.codes[about] = found[1] + found[2]


class Queue:
    """SQS, as its client is asked: what it holds, and forgets when it was handed out, sometimes too late."""

    def __init__(self, chance: Chance) -> None:
        self.waiting: list[str] = []
        self._seen: set[str] = set()
        self._chance = chance

    def send_message(self, *, MessageBody: str, MessageDeduplicationId: str, **_: Any) -> Any:  # noqa: N803
        trouble = self._chance.of("queue")
        if trouble is not Trouble.BEFORE and MessageDeduplicationId not in self._seen:
            self._seen.add(MessageDeduplicationId)
            self.waiting.append(MessageBody)
        if trouble:
            raise EndpointConnectionError(endpoint_url="https://sqs.example")
        return {}

    def send_message_batch(self, *, Entries: list[dict[str, str]], **_: Any) -> Any:  # noqa: N803
        for entry in Entries:
            self.send_message(**{name: value for name, value in entry.items() if name != "Id"})
        return {"Successful": Entries}

    def forget_seen(self) -> None:
        """After five minutes the same is something new."""
        self._seen.clear()


class Connections:
    """To GetAccept, as urllib3's pool is asked."""

    def __init__(self, fake: FakeGetAccept, chance: Chance) -> None:
        self._fake = fake
        self._chance = chance

    def request(
        self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str], timeout: Timeout, **_: Any
    ) -> HTTPResponse:
        trouble = self._chance.of("provider")
        if trouble is Trouble.BEFORE:
            raise ProtocolError("Connection broken")
        sent = {name.lower(): value for name, value in headers.items()}
        parts = urlsplit(url)
        answer = self._fake.answer(method, f"{parts.path}?{parts.query}", sent, body or b"")
        assert answer is not None
        if trouble is Trouble.LOST:
            raise ProtocolError("Connection broken")
        told = {"Content-Type": answer.content_type, **answer.headers}
        return HTTPResponse(BytesIO(answer.body), told, answer.status, preload_content=False)


class Secrets:
    def find(self, tenant: Tenant, *, fresh: bool = False) -> Any:
        return replace(CREDENTIALS, email=f"sign@{tenant.partner_id}.example")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class House:
    """A partner with one customer: who acts, on what."""

    tenant: Tenant
    claims: dict[str, str]
    customer_id: str
    contacts: tuple[str, ...]
    outsider: str
    provider: SigningProvider


class World:
    def __init__(self, seed: int) -> None:
        self.random = Random(f"acts {seed}")
        self._bytes = Random(f"bytes {seed}")
        self.at = NOON
        self.trace = hashlib.sha256()
        self.chance = Chance(self.random, self.random.choice([0, 0.03, 0.1, 0.2]))
        self.table = Table(self.chance, self.note)
        self.post = PostBox(self.chance)
        self.queue = Queue(self.chance)
        self.webhooks: list[tuple[str, str]] = []
        self.fake = FakeGetAccept(lambda: self.at, deliver=self._told)
        self.fake.origin = ORIGIN
        self.connections = Connections(self.fake, self.chance)
        self.files, self.archive = FakeDocuments(), FakeDocuments()
        self.done: Counter[str] = Counter()
        self.answered: dict[str, set[str]] = {}
        self.evidence: dict[str, str] = {}
        self.quotes: list[tuple[House, str]] = []
        self.houses: tuple[House, ...] = ()

    # --- What the functions meet ----------------------------------------------------------------------------------

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def random_bytes(self, count: int) -> bytes:
        return self._bytes.randbytes(count)

    def note(self, what: str) -> None:
        self.trace.update(f"{self.at.isoformat()} {what}\n".encode())

    def _told(self, url: str, told: dict[str, Any]) -> None:
        self.webhooks.append((urlsplit(url).path, json.dumps(told)))

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The functions take it for AWS, and say nothing of what they do."""
        table = DynamoTable(cast("Any", self.table), TABLE_NAME)
        pdfs, addenda, certificates = FakeDocumentPdfs(), FakeAddenda(), FakeCertificates()
        parts, queue = DynamoShownParts(table), SqsSigningQueue(cast("Any", self.queue), "queue")
        standings: dict[Any, Any] = {}
        instead: dict[str, Any] = {
            "_table": lambda: table,
            "now": self.now,
            "random_bytes": self.random_bytes,
            "signing_keys": lambda: KEYS,
            "mailer": lambda: self.post,
            "signing_queue": lambda: queue,
            "documents": lambda: self.files,
            "evidence_archive": lambda: self.archive,
            "document_pdfs": lambda: pdfs,
            "addenda": lambda: addenda,
            "certificates": lambda: certificates,
            "shown_parts": lambda: parts,
            "evidence_signer": signer,
            "signing_secrets": Secrets,
            "_getaccept_pool": lambda: self.connections,
            "_getaccept_standings": lambda: standings,
            "time": SimpleNamespace(sleep=self.wait),
        }
        level = logger.log_level
        logger.setLevel("CRITICAL")
        with patch.multiple(wiring, **instead), redirect_stdout(StringIO()):
            try:
                self._move_in()
                yield
            finally:
                logger.setLevel(level)

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    # --- What happens ---------------------------------------------------------------------------------------------

    def api(self, house: House, handler: Handler, method: str, path: str, body: object = None) -> Answer:
        """By the house's user; it reads and writes nothing of anybody else (invariant 7)."""
        read, written = len(self.table.reads), len(self.table.commits)
        answer = self.call(handler, api_event(method, path, body, claims=house.claims))
        touched = [*self.table.reads[read:], *(key for keys in self.table.commits[written:] for key in keys)]
        strangers = [other.tenant.partner_id for other in self.houses if other is not house]
        assert not [key for key in touched if any(stranger in key for stranger in strangers)], touched
        return answer

    def call(self, handler: Handler, event: dict[str, Any]) -> Answer:
        """Nobody is answered by a fault of ours: only by that of a service, where one had one."""
        said = handler.lambda_handler(event, CONTEXT)
        answer = Answer(said["statusCode"], said.get("body") or "", said.get("headers") or {})
        body = hashlib.sha256(answer.body.encode()).hexdigest()
        self.note(f"{handler.__name__} {event['rawPath']} {answer.status} {body}")
        assert answer.status < 500 or (answer.status == 503 and self.chance.met), answer
        return answer

    def invoke(self, handler: Handler, event: dict[str, Any]) -> Any:
        """By AWS itself; None where it failed, because a service did."""
        before = self.chance.met.total()
        try:
            done = handler.lambda_handler(event, CONTEXT)
        except Unavailable:
            assert self.chance.met.total() > before
            done = None
        self.note(f"{handler.__name__} {json.dumps(event)} {done}")
        return done

    # --- How it begins --------------------------------------------------------------------------------------------

    def _move_in(self) -> None:
        share, self.chance.share = self.chance.share, 0
        self.houses = (self._house(PARTNER_ID, TAIL), self._house(OTHER_PARTNER_ID, OTHER_TAIL))
        self.chance.share = share
        self.table.commits.clear()
        self.table.stream.clear()

    def _house(self, partner_id: str, tail: str) -> House:
        house = House(
            tenant=Tenant(partner_id),
            claims=SELLER_CLAIMS | {"custom:partner_id": partner_id},
            customer_id=CUSTOMER_ID.replace(TAIL, tail),
            contacts=(ANNA_ID.replace(TAIL, tail), BO_ID.replace(TAIL, tail)),
            outsider=OUTSIDER_ID.replace(TAIL, tail),
            provider=self.random.choice(list(SigningProvider)),
        )
        self._keep(house, tail)
        self.quotes.append((house, QUOTE_ID.replace(TAIL, tail)))
        if house.provider is SigningProvider.GETACCEPT:
            link = Link(purpose=Purpose.WEBHOOK, partner_id=partner_id, object_id=partner_id, number=1)
            target = f"https://countersign.example/webhooks/getaccept/{seal_link(link, KEYS)}"
            wiring.signing_connection(house.tenant).subscribe(target)
        return house

    def _keep(self, house: House, tail: str) -> None:
        table, tenant = wiring._table(), house.tenant
        DynamoPartners(table, tenant).put(self._partner(house), None)
        customer = a_customer(id=house.customer_id)
        contacts = tuple(replace(one, id=one.id.replace(TAIL, tail)) for one in customer.contacts)
        DynamoCustomers(table, tenant, self.now).add(replace(customer, contacts=contacts), None)
        DynamoTermsLibrary(table, tenant, self.now).add(TERMS, None)
        DynamoProducts(table, tenant).put(a_product(), None)
        quote = a_quote(id=QUOTE_ID.replace(TAIL, tail), customer_id=house.customer_id)
        DynamoQuotes(table, tenant, self.now).add(quote, None)

    def _partner(self, house: House) -> Partner:
        return a_partner(
            id=house.tenant.partner_id,
            tenant_name=house.tenant.partner_id[-1].lower(),
            signing_provider=house.provider,
            require_code=self.random.choice(list(CodePolicy)),
            notification_email=self.random.choice([None, "office@reseller.example"]),
        )


CONTEXT = Context()


class Signer(FakeSigner):
    """Signs the same alike every time."""

    def sign_digest(self, digest: bytes) -> bytes:
        return self._private.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256()), deterministic_signing=True))


@cache
def signer() -> Signer:
    return Signer(ec.derive_private_key(0x5EA1, ec.SECP256R1()))
