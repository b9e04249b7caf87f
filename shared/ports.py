"""What the use cases need from the outside, as Protocols; adapters and fakes stand behind them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.domain.confirmation import Confirmation, State
from shared.domain.customer import Customer, CustomerRow, CustomerStatus
from shared.domain.locale import Locale
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.product import Product
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.domain.terms import Terms, TermsReference

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
    """All that the approval page shows and decides on, read in one request."""

    partner: Partner
    customer: Customer
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class Delivered:
    """A confirmation with the message that carries its link, where it still exists."""

    confirmation: Confirmation
    message: Message | None


class Confirmations(Protocol):
    """Of one tenant. Every write raises ConcurrentChange when somebody else wrote first."""

    def read_proposal(self, quote_id: str, once: Once[Confirmation] | None) -> Proposal:
        """One request. Raises NotFound, AlreadyAnswered, IdempotencyKeyReused."""

    def read_approval(self, confirmation_id: str) -> Approval:
        """One request. Raises NotFound."""

    def get(self, confirmation_id: str) -> Confirmation:
        """Raises NotFound."""

    def with_delivery(self, confirmations: Iterable[Confirmation]) -> tuple[Delivered, ...]:
        """The same, each with the message that carries its newest link. At most 100, in one request."""

    def of_quote(self, quote_id: str, *, limit: int, before: str | None) -> Listed[Confirmation]:
        """Newest first, those older than `before`; `after` of the answer is {"before": id}."""

    def page(self, state: State | None, *, limit: int, before: str | None) -> Listed[Confirmation]:
        """As `of_quote`, for the whole tenant: one query for a state, one each for all."""

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

    def save(self, confirmation: Confirmation, messages: tuple[Message, ...] = ()) -> None:
        """One transaction: the changed confirmation with the messages that the change causes."""


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

    def page(self, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        """By name, in one query: those of a status, or all."""

    def add(self, customer: Customer, once: Once[Customer] | None) -> None:
        """Raises DomainTaken, ConcurrentChange, AlreadyAnswered, IdempotencyKeyReused."""

    def save(self, customer: Customer, previous: Customer, once: Once[Customer] | None = None) -> None:
        """What was read with `once`, with its answer. Raises DomainTaken, ConcurrentChange."""


class Partners(Protocol):
    """Of one tenant."""

    def find(self) -> Partner | None: ...

    def get(self) -> Partner:
        """Raises NotFound."""

    def put(self, partner: Partner, previous: Partner | None) -> None:
        """Raises TenantNameTaken, ConcurrentChange."""


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

    def save(self, quote: Quote, superseded: Confirmation | None) -> None:
        """One transaction: the changed quote, and the confirmation that the change voids (A12).

        Raises ConcurrentChange.
        """


class Outbox(Protocol):
    """Messages of every tenant: delivery works for all of them."""

    def get(self, partner_id: str, message_id: str) -> Message:
        """Raises NotFound."""

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        """Partner's and message's ids of those that wait and whose time has come; of each shard the oldest first."""

    def save(self, message: Message) -> None:
        """Raises ConcurrentChange."""


class Mailer(Protocol):
    def send(self, mime: bytes, *, to: str, partner_id: str, message_id: str) -> str:
        """Hand a mail to the provider once, tagged with its message; answer the provider's id.

        Raises MailRefused when it will never take it, Unavailable when it may later.
        """
