"""What the use cases need from the outside, as Protocols; adapters and fakes stand behind them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from shared.domain.attachment import Attachment
from shared.domain.confirmation import Confirmation, State
from shared.domain.customer import Customer, CustomerRow, CustomerStatus
from shared.domain.digital_document import DigitalDocument, DocumentStatus, Report
from shared.domain.distributor_record import DistributorRecord
from shared.domain.envelope import Envelope
from shared.domain.export import Export
from shared.domain.locale import Locale
from shared.domain.message import FAILED, Message
from shared.domain.offer_draft import OfferDraft
from shared.domain.once import Once
from shared.domain.order import Order, OrderStatus, RfiStatus
from shared.domain.partner import Partner, SigningProvider
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipChange
from shared.domain.product import Product
from shared.domain.quote import Quote
from shared.domain.rfi import Rfi
from shared.domain.search import Query
from shared.domain.session import Session
from shared.domain.sign_in import Challenge, Proven
from shared.domain.signing_account import SigningAccount
from shared.domain.signing_credentials import SigningCredentials
from shared.domain.statistics import Counted, Figures, Statistics
from shared.domain.tenant import Tenant
from shared.domain.terms import Terms, TermsReference
from shared.domain.user import Circle, Member, User

if TYPE_CHECKING:
    from shared.evidence.checkpoint import Checkpoint
    from shared.evidence.disclosures import Disclosure
    from shared.evidence.keeping import Keeping
    from shared.evidence.record import Evidence
    from shared.evidence.seal import SealedCheckpoint, SignedCheckpoint
    from shared.evidence.verify import KeptRecord

type Clock = Callable[[], datetime]
type RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Listed[T]:
    """A page of a list; `after` is where the next one begins, None at the end."""

    items: tuple[T, ...]
    after: dict[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that sending a confirmation depends on, read in one request."""

    partner: Partner
    customer: Customer
    quote: Quote
    current_terms: dict[Locale, TermsReference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """All that the approval page shows and decides on, read in one request; `message` carries the link, where its
    number was given."""

    partner: Partner
    customer: Customer
    confirmation: Confirmation
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A customer account beside what the distributor told of it, if ever."""

    customer: Customer
    record: DistributorRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an account that the distributor tells of: found by its id there, or else by domains."""

    partner: Partner
    by_external_id: Account | None
    by_domain: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A confirmation with the message that carries its link, where it still exists."""

    confirmation: Confirmation
    message: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who a page is for, read in one request."""

    session: Session
    user: User
    partner: Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """All that a new order depends on but the products, read in one request."""

    partner: Partner
    customer: Customer
    record: DistributorRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Placing):
    """All that a decision on an order depends on, read in one request."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Desk):
    """All that an RFI shows and decides on, read in one request; without one where the order asks for none."""

    rfi: Rfi | None


@dataclass(frozen=True, slots=True)
class Requested:
    """An order with the message that asks for its RFI, where there is one."""

    order: Order
    message: Message | None

    @property
    def rfi_status(self) -> RfiStatus:
        """What is asked for in vain is an error (C8)."""
        failed = self.message is not None and self.message.state in FAILED
        if failed and self.order.rfi_status is RfiStatus.INCOMPLETE:
            return RfiStatus.ERROR
        return self.order.rfi_status


@dataclass(frozen=True, slots=True)
class Numbering:
    """The last number given, with the orders that wait for the next ones; `version` is 0 before the first."""

    last: int
    version: int
    waiting: tuple[Order, ...]


class Sessions(Protocol):
    """Of everybody: whose a session is, its digest alone decides."""

    def read(
        self, *, digest: str, partner_id: str, user_id: str, of_storefront: bool, now: datetime
    ) -> SignedIn | None:
        """Session, user and partner as they are now; None when the session is over, or was never theirs."""

    def start(self, session: Session) -> None: ...

    def end(self, digest: str) -> None:
        """Once and for all; one that is over already stays so."""


class SignInService(Protocol):
    """The user directory's front door. Each call raises TooManyRequests, Unavailable."""

    def begin(self, sign_in_name: str, password: str) -> Challenge | Proven:
        """Raises SignInRefused."""

    def answer(self, challenge: Challenge, typed: str) -> Challenge | Proven:
        """Raises ChallengeOver, WrongCode, PasswordNotTaken."""


class SignInTries(Protocol):
    def count(self, digest: str, now: datetime) -> None:
        """One more. Raises TooManyRequests when there were too many of late."""

    def forget(self, digest: str) -> None:
        """After a good one."""


class Confirmations(Protocol):
    """Of one tenant. Every write raises ConcurrentChange when somebody else wrote first."""

    def read_proposal(self, quote_id: str, once: Once[Confirmation] | None) -> Proposal:
        """One request. Raises NotFound, AlreadyAnswered, IdempotencyKeyReused."""

    def read_approval(self, confirmation_id: str, link_number: int | None = None) -> Approval:
        """One request. Raises NotFound."""

    def get(self, confirmation_id: str) -> Confirmation:
        """Raises NotFound."""

    def with_delivery(self, confirmations: Iterable[Confirmation]) -> tuple[Delivered, ...]:
        """The same, each with the message that carries its newest link. At most 100, in one request."""

    def of_quote(self, quote_id: str, *, limit: int, before: str | None) -> Listed[Confirmation]:
        """Newest first, those older than `before`; `after` of the answer is {"before": id}."""

    def of_customer(self, customer_id: str, *, limit: int) -> tuple[Confirmation, ...]:
        """Those of all its quotes, newest first, in one query."""

    def page(self, states: Iterable[State], *, limit: int, before: str | None) -> Listed[Confirmation]:
        """As `of_quote`, for the whole tenant: those in one of the states, one query for each."""

    def count(self, states: Iterable[State], *, at_most: int) -> int:
        """How many are in one of the states, counted no further than that; one query for each."""

    def send(
        self,
        confirmation: Confirmation,
        quote: Quote,
        message: Message,
        *,
        replaced: Confirmation | None,
        once: Once[Confirmation] | None,
    ) -> None:
        """One transaction: the new confirmation, its quote, its message, and the one that it replaces."""

    def save(
        self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: "Evidence | None" = None
    ) -> None:
        """One transaction: the changed confirmation, the messages that the change causes, and its evidence."""


class DueConfirmations(Protocol):
    """Of every tenant: the sweep works for all of them."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Whose open confirmations must be reminded of, or have expired."""


class Customers(Protocol):
    """Of one tenant."""

    def get(self, customer_id: str, once: Once[Any] | None = None) -> Customer:
        """By the id of the customer, or of anything below it; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def get_with_partner(self, customer_id: str, once: Once[Any] | None = None) -> tuple[Customer, Partner]:
        """As `get`, in one request."""

    def names(self, customer_ids: Iterable[str]) -> dict[str, str]:
        """What they are called, by id; at most 100, in one request."""

    def page(self, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        """By name, in one query: those of a status, or all."""

    def transacting(self, *, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        """By name, in one query: those that the statistics count so (B2)."""

    def search(
        self, query: Query, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None
    ) -> Listed[CustomerRow]:
        """Those that the query finds, each page by name; one query for one word. A page may hold less than `limit`."""

    def add(self, customer: Customer, once: Once[Customer] | None) -> None:
        """Raises DomainTaken, ConcurrentChange, AlreadyAnswered, IdempotencyKeyReused."""

    def save(self, customer: Customer, previous: Customer, once: Once[Customer] | None = None) -> None:
        """What was read with `once`, with its answer. Raises DomainTaken, ConcurrentChange."""


class DistributorRecords(Protocol):
    """Of one tenant."""

    def find(self, external_id: str, domains: tuple[str, ...]) -> Known:
        """The account with the distributor's id; those that have the domains only where there is none.

        Two requests, one for an account that nobody knows. Raises NotFound without such a partner.
        """

    def get(self, customer_id: str) -> Account:
        """One request. Raises NotFound."""

    def save(self, customer: Customer, record: DistributorRecord, previous: Account | None) -> None:
        """One transaction: the account, with what was told of it. Raises DomainTaken, ConcurrentChange."""


class KeptAnswers(Protocol):
    """Answers to Idempotency-Keys of requests that write nothing else. Of one tenant."""

    def keep[T](self, once: Once[T] | None, made: T) -> None:
        """Raises ConcurrentChange when the same request was answered meanwhile."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The statistics with some accounts, each with the note of what was last counted of it."""

    statistics: Statistics
    accounts: tuple[tuple[Customer, Counted | None], ...]


class StatisticsBook(Protocol):
    """Of one tenant."""

    def get(self) -> Figures:
        """In the partner's currency; one request. Raises NotFound without such a partner."""

    def standing(self, customer_ids: Iterable[str]) -> Standing:
        """At most 49 accounts, or the tails of their ids, in one request; those that don't exist are left out."""

    def save(self, statistics: Statistics, notes: Mapping[str, Counted]) -> None:
        """One transaction; `notes` by the customer's id. Raises ConcurrentChange."""


class Exports(Protocol):
    """Of one tenant. After a day they are as if they had never been."""

    def get(self, export_id: str) -> Export:
        """Raises NotFound."""

    def add(self, export: Export, once: Once[Export] | None) -> None:
        """Raises AlreadyAnswered, IdempotencyKeyReused, ConcurrentChange."""

    def save(self, export: Export) -> None:
        """Raises ConcurrentChange."""


class ExportQueue(Protocol):
    def send(self, export: Export) -> None:
        """Have it prepared soon, at least once. Raises Unavailable."""


class Files(Protocol):
    def put(self, key: str, path: Path, *, content_type: str) -> None:
        """Under the name of the file at `path`, whoever wrote there before. Raises Unavailable."""

    def link(self, key: str) -> str:
        """An address that gives the file to whoever has it, for some minutes."""


class Documents(Protocol):
    """Files that are kept for good. Each call but `link` raises Unavailable."""

    def keep(self, key: str, content: bytes, *, content_type: str) -> bytes:
        """What lies there afterwards: what lay there before, if anything did."""

    def get(self, key: str) -> bytes: ...

    def find(self, key: str) -> bytes | None:
        """None where nothing lies."""

    def link(self, key: str, name: str) -> str:
        """An address that gives the file, by that name, to whoever has it, for some minutes."""


class Attachments(Protocol):
    """Of one tenant. By the id of the customer, or of anything below it."""

    def find(self, customer_id: str, attachment_id: str) -> Attachment | None: ...

    def add(self, attachment: Attachment) -> None:
        """Raises ConcurrentChange when it is there already."""

    def of_customer(self, customer_id: str) -> tuple[Attachment, ...]:
        """Newest first. Raises NotFound without such a customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """A PDF, with the name that it goes by."""

    name: str
    content: bytes


class Addenda(Protocol):
    def of_order(self, tenant: Tenant, order_id: str, locale: Locale) -> Addendum:
        """Made now, if it wasn't before. Raises Unavailable."""


class Assets(Protocol):
    """Files that stay, each under a name made of its content."""

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Raises Unavailable."""

    def get(self, key: str) -> bytes:
        """Raises NotFound, Unavailable."""


class Partners(Protocol):
    """Of one tenant."""

    def find(self) -> Partner | None: ...

    def get(self) -> Partner:
        """Raises NotFound."""

    def put(self, partner: Partner, previous: Partner | None) -> None:
        """Raises TenantNameTaken, ConcurrentChange."""


class PartnerDirectory(Protocol):
    """Of every tenant: whoever comes to a storefront's sign-in page names its partner."""

    def find(self, tenant_name: str) -> Partner | None: ...


class Products(Protocol):
    """Of one tenant."""

    def find(self, skus: frozenset[str]) -> dict[str, Product]:
        """Those that are known, in the contract now or formerly; at most 100 in one request."""

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Product]:
        """Those in the contract, by SKU."""

    def put(self, product: Product, previous: Product | None) -> None:
        """Raises ConcurrentChange."""


class TermsLibrary(Protocol):
    """Of one tenant."""

    def newest(self, locale: Locale, once: Once[Terms] | None = None) -> TermsReference | None:
        """With `once`, unless it was answered before. Raises AlreadyAnswered, IdempotencyKeyReused."""

    def version(self, locale: Locale, version: int) -> Terms:
        """Raises NotFound."""

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Terms]:
        """The newest first, language by language."""

    def add(self, terms: Terms, once: Once[Terms] | None) -> None:
        """Raises ConcurrentChange when that version exists, or the request was answered meanwhile."""


class Quotes(Protocol):
    """Of one tenant."""

    def get(self, quote_id: str) -> Quote:
        """Raises NotFound."""

    def get_with_confirmation(self, quote_id: str) -> tuple[Quote, Confirmation | None]:
        """With its newest confirmation. Raises NotFound."""

    def of_customer(
        self, customer_id: str, *, limit: int, after: dict[str, str] | None
    ) -> Listed[tuple[Quote, Confirmation | None]]:
        """Newest first, each with its newest confirmation. Raises NotFound without such a customer."""

    def add(self, quote: Quote, once: Once[Quote] | None) -> None:
        """For a customer that was read with `once`. Raises ConcurrentChange."""

    def save(self, quote: Quote, superseded: Confirmation | None = None, evidence: "Evidence | None" = None) -> None:
        """One transaction: the changed quote, the confirmation that the change voids (A12), and the evidence of that.

        Raises ConcurrentChange.
        """


class Orders(Protocol):
    """Of one tenant."""

    def get(self, order_id: str) -> Order:
        """Raises NotFound."""

    def placing(self, customer_id: str, once: Once[Any] | None = None) -> Placing:
        """One request; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def desk(self, order_id: str) -> Desk:
        """One request. Raises NotFound."""

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        """Newest first, in one query. Raises NotFound without such a customer."""

    def page(self, statuses: Iterable[OrderStatus], *, limit: int, before: str | None) -> Listed[Order]:
        """Newest first, those older than `before`, one query for each status; `after` is {"before": id}."""

    def underway(self, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        """Those in progress, or whose RFI isn't complete, newest first (C8)."""

    def with_rfi_mail(self, orders: Iterable[Order]) -> tuple[Requested, ...]:
        """The same, each with the message that carries the newest link to its RFI. At most 100, in one request."""

    def add(
        self,
        order: Order,
        placing: Placing,
        messages: tuple[Message, ...] = (),
        *,
        quote: Quote | None = None,
        confirmation: Confirmation | None = None,
        evidence: "Evidence | None" = None,
        once: Once[Order] | None = None,
    ) -> None:
        """One transaction: the order, what it changes of its customer, its messages, the quote that it is made of,
        the confirmation whose acceptance places it, and the evidence of that, or of the consent.

        The order has no number yet. Raises ConcurrentChange.
        """

    def save(self, order: Order, desk: Desk, messages: tuple[Message, ...] = ()) -> None:
        """One transaction: the order, what its step changes of its customer, and its messages.

        Raises ConcurrentChange.
        """

    def numbering(self) -> Numbering:
        """Two requests."""

    def give_numbers(self, numbering: Numbering) -> None:
        """The next numbers to those that wait, one transaction. Raises ConcurrentChange."""


class Rfis(Protocol):
    """Of one tenant. They are made with the orders that ask for them."""

    def read(self, order_id: str) -> Inquiry:
        """One request. Raises NotFound."""

    def save(self, rfi: Rfi, previous: Rfi, messages: tuple[Message, ...] = ()) -> None:
        """One transaction: the RFI with the messages that the change causes. Raises ConcurrentChange."""

    def complete(self, rfi: Rfi, order: Order, inquiry: Inquiry) -> None:
        """One transaction: the RFI that was submitted, and its order. Raises ConcurrentChange."""


class DueRfis(Protocol):
    """Of every tenant: the sweep works for all of them."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Whose RFIs must be reminded of, by the ids of their orders."""


class OrderDirectory(Protocol):
    """Orders of every tenant: the distributor serves them all."""

    def tenant_of(self, order_id: str) -> Tenant:
        """Raises NotFound."""

    def in_progress(self, *, limit: int, after: str | None) -> Listed[tuple[Tenant, Order]]:
        """Oldest first, those younger than `after`; `after` of the answer is {"after": id}."""

    def unnumbered(self, now: datetime, limit: int) -> tuple[Tenant, ...]:
        """Who has orders that have waited for a number for a while."""


class Users(Protocol):
    """Of one tenant: the partner's own (`customer_id` None), and the storefront users of its customers."""

    def circle(self, customer_id: str | None, once: Once[User] | None = None) -> Circle:
        """In one request; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def get(self, user_id: str, customer_id: str | None) -> Member:
        """One request. Raises NotFound."""

    def find(self, user_id: str) -> Member:
        """By the id alone, wherever the user belongs; one request. Raises NotFound."""

    def with_partner(self, user_id: str) -> tuple[User, Partner]:
        """One of the partner's own; one request. Raises NotFound."""

    def all(self, customer_id: str | None) -> tuple[User, ...]:
        """In the order in which they were added."""

    def save(
        self,
        user: User,
        previous: User | None,
        circle: Circle,
        messages: tuple[Message, ...] = (),
        once: Once[User] | None = None,
    ) -> None:
        """One transaction: the new or changed user, what it changes in its circle, and the messages that it causes.

        Raises EmailTaken, LastAdmin, ConcurrentChange.
        """


class Accounts(Protocol):
    """What the user pool knows of users. Each call may be repeated; each raises Unavailable."""

    def set_password(self, user: User, password: str) -> None:
        """The account is made where there is none. Of a user who isn't active, it opens nothing yet."""

    def follow(self, user: User) -> None:
        """Let the account say what the user's row says: name, role, whether it opens; and end what was signed in."""


class Outbox(Protocol):
    """Messages of every tenant: delivery works for all of them."""

    def get(self, partner_id: str, message_id: str) -> Message:
        """Raises NotFound."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        """Partner's and message's ids of those that wait and whose time has come; of each shard the oldest first."""

    def save(self, message: Message) -> None:
        """Raises ConcurrentChange."""


class Signer(Protocol):
    """An ECDSA key of P-256 whose private half nobody has."""

    @property
    def key_id(self) -> str: ...

    @property
    def public_key(self) -> bytes:
        """A SubjectPublicKeyInfo in DER. Raises Unavailable."""

    def sign(self, message: bytes) -> bytes:
        """Over SHA-256, in DER. Raises Unavailable."""

    def sign_digest(self, digest: bytes) -> bytes:
        """As `sign`, of what has this SHA-256."""


class Checkpoints(Protocol):
    """Of one tenant: each binds records together, and to the checkpoint before."""

    def newest(self) -> "Checkpoint | None": ...

    def after(self, number: int, limit: int) -> "tuple[SignedCheckpoint, ...]":
        """Those above this number, in their order."""

    def unsealed(self, record_ids: Sequence[str]) -> dict[str, bytes]:
        """Those that weren't sealed, by id, as they are stored; empty what is gone. At most 50, in one request."""

    def add(self, sealed: "SealedCheckpoint", years: int) -> None:
        """One transaction: the checkpoint, and the seals of its records, which wait no longer; what is kept of people
        beside them is due to be erased so many years after they were recorded.

        Raises ConcurrentChange when there is one of that number, or one of the records was sealed meanwhile.
        """


class WaitingEvidence(Protocol):
    """Of every tenant: sealing works for all of them."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Records that aren't sealed yet, of each shard the oldest first; some that just were may be among them."""


class Mailer(Protocol):
    def send(self, mime: bytes, *, to: str, partner_id: str, message_id: str) -> str:
        """Hand a mail to the provider once, tagged with its message; answer the provider's id.

        Raises MailRefused when it will never take it, Unavailable when it may later.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCounts:
    """How many documents of one shard have each status; `version` 0 before the first."""

    counts: Mapping[DocumentStatus, int]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending[S: Quote | Order]:
    """All that sending a digital document of `subject` depends on; `present` is the newest one of it."""

    partner: Partner
    customer: Customer
    subject: S
    present: DigitalDocument | None
    current_terms: Mapping[Locale, TermsReference]
    accounts: Mapping[SigningProvider, SigningAccount]
    counts: DocumentCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """All that following a digital document depends on, read in one request."""

    partner: Partner
    document: DigitalDocument
    account: SigningAccount
    counts: DocumentCounts


@dataclass(frozen=True, slots=True)
class Watched:
    """A digital document beside its account, which knows when it was last checked, and why not since (D5, D10)."""

    document: DigitalDocument
    account: SigningAccount

    @property
    def checked_at(self) -> datetime | None:
        """The last check that succeeded: of the document by itself, or, while it was out, of its account."""
        of_account = self.account.checked_at if self.document.is_out else None
        known = [at for at in (self.document.checked_at, of_account) if at is not None]
        return max((at for at in known if at >= self.document.created_at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutDocument:
    """A document that is out, as the poll knows it without reading it; `provider_document_id` None: not handed over.

    `known` is its last status with a rank, `is_unknown` that it stands at a word that we don't know.
    """

    document_id: str
    provider_document_id: str | None
    known: DocumentStatus
    is_unknown: bool = False


class DigitalDocuments(Protocol):
    """Of one tenant. Every write raises ConcurrentChange when somebody else wrote first."""

    def get(self, document_id: str) -> DigitalDocument:
        """Raises NotFound."""

    def watched(self, document_id: str, once: Once[Watched] | None = None) -> Watched:
        """One request; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def find(self, document_ids: Iterable[str]) -> dict[str, Watched]:
        """Those that exist, by id; at most 100, in two requests."""

    def sending_of_quote(self, quote_id: str, once: Once[Any] | None = None) -> Sending[Quote]:
        """At most two requests; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def sending_of_order(self, order_id: str, once: Once[Any] | None = None) -> Sending[Order]:
        """As `sending_of_quote`."""

    def send(self, document: DigitalDocument, sending: Sending[Quote | Order], once: Once[Any] | None = None) -> None:
        """One transaction: the document, its quote or order, and its account where nobody watched it."""

    def following(self, document_id: str) -> Following:
        """One request. Raises NotFound."""

    def follow(
        self,
        document: DigitalDocument,
        following: Following,
        messages: tuple[Message, ...] = (),
        *,
        order: Order | None = None,
        evidence: "Evidence | None" = None,
    ) -> None:
        """One transaction: the document's step, the messages that it causes, its evidence, and the order that it adds
        to."""

    def save(self, watched: Watched, once: Once[Watched] | None = None, *, evidence: "Evidence | None" = None) -> None:
        """One transaction: the document as it is there, what isn't a step of its status, and the evidence of that."""

    def page(self, statuses: Iterable[DocumentStatus], *, limit: int, before: str | None) -> Listed[Watched]:
        """Newest first, those older than `before`, one query for each status; `after` is {"before": id}."""

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Watched]:
        """Newest first, in one query."""

    def counts(self) -> dict[DocumentStatus, int]:
        """How many there are of each status; one query, whatever their number (D6)."""

    def out(self, provider: SigningProvider) -> tuple[OutDocument, ...]:
        """All that are out at that provider, in one query for each megabyte."""


class DueDocuments(Protocol):
    """Of every tenant: the sweep works for all of them."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, SigningProvider, str], ...]:
        """Documents with something left to do: to be handed over, or what was signed to be kept."""


class SigningAccounts(Protocol):
    """Of one tenant."""

    def get(self, provider: SigningProvider) -> SigningAccount: ...

    def save(self, account: SigningAccount) -> None:
        """Raises ConcurrentChange."""


class DueAccounts(Protocol):
    """Of every tenant: the poll works for all of them."""

    def due(
        self, shard: int, now: datetime, *, limit: int, after: dict[str, str] | None, failed_only: bool
    ) -> Listed[tuple[Tenant, SigningProvider]]:
        """Accounts to ask now, of one shard; `failed_only`: those whose pause is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """All that our signing page shows and decides on, read in one request; `message` carries its link, where it was
    asked for."""

    partner: Partner
    document: DigitalDocument
    envelope: Envelope
    message: Message | None = None


class Envelopes(Protocol):
    """Of one tenant: what our own signing page keeps."""

    def read(self, document_id: str, *, with_message: bool = False) -> Signing:
        """One request. Raises NotFound."""

    def find(self, document_ids: Iterable[str]) -> dict[str, Envelope]:
        """Those that exist, by id; at most 100, in one request."""

    def place(self, envelope: Envelope) -> str:
        """Where it stands in the list of changes: a time, `#`, and more; later ones are greater."""

    def changed(self, after: str, *, limit: int) -> Listed[Envelope]:
        """Those that changed later than that, by their last change; `after` is {"after": where to go on}."""

    def add(self, envelope: Envelope, message: Message) -> None:
        """One transaction: the envelope, and the message that carries its link. Raises ConcurrentChange."""

    def save(self, envelope: Envelope, messages: tuple[Message, ...] = (), evidence: "Evidence | None" = None) -> None:
        """One transaction. Raises ConcurrentChange."""

    def save_delivery(self, message: Message, envelope: Envelope | None) -> None:
        """One transaction: what became of the message that carries the link, and what that makes of the envelope.

        Raises ConcurrentChange.
        """


class DueEnvelopes(Protocol):
    """Of every tenant: the sweep works for all of them."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Open envelopes that have expired, by the ids of their documents."""


class SigningQueue(Protocol):
    """Hands tasks to the poll, one at a time for each account. `once` tells repeats of the same wish from another."""

    def follow_accounts(self, accounts: Sequence[tuple[Tenant, SigningProvider]], *, once: str) -> int:
        """Have them asked; how many could be queued."""

    def poll_shard(self, shard: int, *, failed_only: bool, after: dict[str, str] | None, once: str) -> None:
        """Have all accounts of a shard queued that are due, from `after` on. Raises Unavailable."""

    def settle_document(self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str) -> None:
        """Have done what is left to do of the document, and its status read back. Raises Unavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A PDF that was made and kept: the name that it goes by, where it lies, and its bytes."""

    name: str
    key: str
    sha256: str
    content: bytes


class DocumentPdfs(Protocol):
    """Digital documents as files. Each is made once: whoever asks again gets the same bytes. Raises Unavailable."""

    def to_sign(self, tenant: Tenant, document_id: str) -> Rendered:
        """As it is sent to be signed."""

    def signed(self, tenant: Tenant, document_id: str) -> Rendered:
        """With the record of the signature that our own page took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A part of what a provider has to tell, and the cursor to keep once it was heeded; `more`: it stopped for now,
    and goes on from that cursor at the next visit."""

    reports: tuple[Report, ...]
    cursor: str | None
    more: bool = False


class SigningService(Protocol):
    """A partner's account at a signing provider (D9). Each call raises ProviderUnavailable, CredentialsRefused."""

    def send(self, document: DigitalDocument, pdf: bytes) -> Report:
        """Have it signed, once however often this is repeated. Raises DocumentRefused."""

    def changes(self, cursor: str | None, out: Sequence[OutDocument]) -> Iterator[Changes]:
        """What is new since `cursor`, in parts; it may tell of what is known, or of others. `out` are all documents
        that are known to be out."""

    def status(self, document: DigitalDocument) -> Report:
        """Raises UnknownToProvider."""

    def cancel(self, document: DigitalDocument) -> None:
        """Its link dies. Nothing happens to one that is closed. Raises UnknownToProvider."""

    def remind(self, document: DigitalDocument) -> None:
        """Raises DocumentClosed, UnknownToProvider."""

    def download(self, document: DigitalDocument) -> bytes:
        """The signed PDF. Raises UnknownToProvider."""

    def address(self, document: DigitalDocument) -> str:
        """Of the provider's own page of it: a whole one, or a path below our own address."""


class SigningConnection(Protocol):
    """A partner's account at a signing provider, as the settings see it."""

    def test(self) -> None:
        """Show the credentials anew. Raises ProviderUnavailable, CredentialsRefused."""

    def subscribe(self, target_url: str) -> None:
        """Have that address told of what happens, once however often this is repeated.

        Raises ProviderUnavailable, CredentialsRefused, DocumentRefused.
        """


class SigningSecrets(Protocol):
    """The credentials of partners' signing accounts. Each call raises Unavailable."""

    def find(self, tenant: Tenant, *, fresh: bool = False) -> SigningCredentials | None:
        """As read within the last minutes; `fresh`: as they stand at this moment."""

    def put(self, tenant: Tenant, credentials: SigningCredentials) -> None: ...


type Services = Callable[[SigningProvider], SigningService]
"""A partner's accounts, one at each provider."""


class StatusChecks(Protocol):
    """How often a partner's users asked of late."""

    def count(self, now: datetime) -> None:
        """One more. Raises TooManyRequests when there were too many."""


type EnvelopesOf = Callable[[Tenant], Envelopes]


class Texter(Protocol):
    def send(self, text: str, *, to: str) -> str:
        """Hand a text to the provider once; `to` is in E.164. Answer the provider's id.

        Raises MailRefused when it will never take it, Unavailable when it may later.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """All that an offer depends on at the side that makes it, read in one request; `colleagues` are those users of
    the partner that were asked for and exist."""

    partner: Partner
    colleagues: Mapping[str, User]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation(Offering):
    """A partnership beside the partner that reads it."""

    partnership: Partnership


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whoever an offer is for: a partner, and the user of it who signs in with that address."""

    partner: Partner
    user: User


class Recipients(Protocol):
    """Of every tenant: an offer is the one thing that begins between two."""

    def find(self, tenant_name: str, email: str) -> Recipient | None:
        """None when either is unknown, or the user is deactivated: after the same requests (E13)."""


class Partnerships(Protocol):
    """Of one tenant: its own side of each. A write changes both sides, or none."""

    def offering(self, user_ids: Iterable[str], once: Once[Any] | None = None) -> Offering:
        """One request; with `once`, unless it was answered before.

        Raises NotFound, AlreadyAnswered, IdempotencyKeyReused.
        """

    def read(self, partnership_id: str, user_ids: Iterable[str] = (), once: Once[Any] | None = None) -> Negotiation:
        """As `offering`."""

    def colleagues(self, user_ids: Iterable[str]) -> Mapping[str, User]:
        """Those of the partner's own users that exist, in one request for a hundred."""

    def page(self, *, limit: int, before: str | None) -> Listed[Partnership]:
        """Newest first, those older than `before`; `after` is {"before": id}."""

    def history(self, partnership_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[HistoryEntry]:
        """Newest first."""

    def entry(self, partnership_id: str, number: int) -> HistoryEntry:
        """Raises NotFound."""

    def mails_of(self, entries: Iterable[HistoryEntry]) -> Mapping[str, Message]:
        """The mails with which the tenant told the other side of its own steps, by id (F5)."""

    def offer(
        self,
        change: PartnershipChange,
        messages: tuple[Message, ...],
        once: Once[Any] | None = None,
        draft: OfferDraft | None = None,
    ) -> None:
        """One transaction: both sides, the entry in the history of each, the mails; the draft is gone.

        Raises PartnershipExists, ConcurrentChange.
        """

    def save(
        self, change: PartnershipChange, messages: tuple[Message, ...], once: Once[PartnershipChange] | None = None
    ) -> None:
        """One transaction, as `offer`. Raises ConcurrentChange."""


class OfferDrafts(Protocol):
    """Of one tenant, one of each user. Every write raises ConcurrentChange when another was quicker."""

    def find(self, user_id: str) -> OfferDraft | None: ...

    def save(self, draft: OfferDraft) -> None: ...

    def remove(self, draft: OfferDraft) -> None: ...


class EvidenceRecords(Protocol):
    """Of one tenant."""

    def get(self, record_id: str) -> "Evidence":
        """One request. Raises NotFound."""


class StoredEvidence(Protocol):
    """Of one tenant."""

    def as_stored(self, record_ids: Sequence[str]) -> "dict[str, tuple[bytes, tuple[Disclosure, ...]]]":
        """Records as they lie there, and what they disclose; those that are gone are left out. At most 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvidence:
    """A record with what is kept of people beside it, as it can be changed; without its seal."""

    evidence: "Evidence"
    disclosed_version: int


class EvidenceKeeping(Protocol):
    """Of one tenant. Each write raises ConcurrentChange when another was quicker."""

    def get(self, record_id: str) -> KeptEvidence:
        """Raises NotFound."""

    def of_customer(self, customer_id: str) -> Iterable[KeptEvidence]:
        """Oldest first."""

    def save(self, record_id: str, keeping: "Keeping") -> None: ...

    def erase(self, kept: KeptEvidence, keeping: "Keeping", left: "tuple[Disclosure, ...]") -> None:
        """One transaction: what is left of the values, and what became of the others."""

    def look_again(self, record_id: str, at: datetime | None) -> None:
        """When the values beside a sealed record have been kept long enough; None: never again."""


class DueKeeping(Protocol):
    """Of every tenant; of each shard the longest due first. Some that just were settled may be among them."""

    def outlived(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Records whose values have been kept long enough."""

    def to_clear(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        """Records whose certificates are to be deleted once more."""


class CertificateFiles(Protocol):
    def remove(self, tenant: Tenant, record_id: str) -> None:
        """All that are kept of the record, in every version. Raises Unavailable."""


class Certificates(Protocol):
    """Of evidence, as files. Each is made once: whoever asks again gets the same bytes."""

    def certificate(self, tenant: Tenant, record_id: str, locale: Locale, *, origin: str) -> Rendered:
        """`origin` begins the address that it tells to check it at. Raises Unavailable."""


class PdfSeal(Protocol):
    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        """All of the file, in the platform's name. Raises Unavailable."""


class EvidenceRegistry(Protocol):
    """Records of every tenant, by their number alone: whoever verifies one knows no more."""

    def find(self, record_id: str | None) -> "KeptRecord | None":
        """None asks for one that there is not, in as many requests."""

    def stored(self, record_id: str) -> bytes | None:
        """Its bytes alone."""


class ShownParts(Protocol):
    """Parts of pages that were shown, by the SHA-256 of their bytes."""

    def keep(self, tenant: Tenant, sha256: str, content: bytes) -> None:
        """Once for good; a process asks for each once at most. Raises Unavailable."""

    def get(self, tenant: Tenant, sha256: str) -> bytes:
        """Raises NotFound."""
