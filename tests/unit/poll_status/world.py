"""What the tests of the poll share: a partner whose documents are out at a provider that does what it is told."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.digital_documents.cancel_document import CancelDocument, cancel_document
from functions.poll_status.account_book import AccountBook
from functions.poll_status.check_status import CheckStatus, check_status
from functions.poll_status.file_signed_document import Archive
from functions.poll_status.follow_account import Visited, follow_account
from functions.poll_status.settle_document import Settled, settle_document
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.message import Message
from shared.domain.partner import SigningProvider
from shared.domain.signing import ProviderUnavailable
from shared.domain.signing_account import SigningAccount
from shared.evidence.record import Evidence
from shared.follow_document import Followed
from tests.support.builders import (
    NOON,
    ORDER_ID,
    QUOTE_ID,
    SELLER,
    TAIL,
    TENANT,
    a_customer,
    a_partner,
    a_quote,
    an_order,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.digital_documents import FakeDigitalDocuments, FakeDocumentPdfs, FakeStatusChecks
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.documents import FakeAttachments, FakeDocuments
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.quotes import FakeQuotes
from tests.support.fakes.signing_service import FakeSigningService
from tests.support.signing import a_document, an_upsell

if TYPE_CHECKING:
    from shared.ports import SigningService

GETACCEPT = SigningProvider.GETACCEPT
MINUTE = timedelta(minutes=1)
DOWN = ProviderUnavailable("It can't answer now.")


def document_id(number: int) -> str:
    return f"doc_01KAAAA{number:03d}{TAIL}"


class World:
    """`at` is the time; `jitter` the random byte that spreads repeats."""

    def __init__(self) -> None:
        self.at = NOON
        self.jitter = b"\xff"
        customers = FakeCustomers(a_customer(), partner=a_partner(notification_email="office@reseller.example"))
        self.orders = FakeOrders(an_order(), records=FakeDistributorRecords(customers))
        self.documents = FakeDigitalDocuments(quotes=FakeQuotes(a_quote(), customers=customers), orders=self.orders)
        self.accounts = self.documents.accounts
        self.checks = FakeStatusChecks()
        self.provider = FakeSigningService(self.now)
        self.service: SigningService = self.provider
        self.pdfs = FakeDocumentPdfs()
        self.files = FakeDocuments()
        self.attachments = FakeAttachments(customers)

    def now(self) -> Any:
        return self.at

    @property
    def book(self) -> AccountBook:
        return AccountBook(
            provider=GETACCEPT,
            service=self.service,
            accounts=self.accounts,
            documents=self.documents,
            orders=self.orders,
            now=self.now,
            random_bytes=lambda count: self.jitter * count,
        )

    @property
    def archive(self) -> Archive:
        return Archive(tenant=TENANT, pdfs=self.pdfs, files=self.files, attachments=self.attachments)

    @property
    def account(self) -> SigningAccount:
        return self.accounts.get(GETACCEPT)

    def document(self, number: int = 1) -> DigitalDocument:
        return self.documents.documents[document_id(number)]

    def status(self, number: int = 1) -> DocumentStatus:
        return self.document(number).status

    # --- What happens --------------------------------------------------------------------------------------------

    def send(self, *numbers: int, **changes: Any) -> DigitalDocument:
        """Somebody sends them; they wait to be handed over."""
        for number in numbers or (1,):
            given: dict[str, Any] = {"id": document_id(number), "provider": GETACCEPT, "created_at": self.at}
            document = a_document(**(given | {"due_at": self.at} | changes))
            self.documents.send(document, self.documents.sending_of_quote(QUOTE_ID))
        return document

    def send_upsell(self) -> None:
        """Two jobs on top of the order; it waits to be handed over."""
        upsell = an_upsell(id=document_id(1), provider=GETACCEPT, created_at=self.at, due_at=self.at)
        self.documents.send(upsell, self.documents.sending_of_order(ORDER_ID))

    def put_out(self, *numbers: int, **changes: Any) -> DigitalDocument:
        """Handed over."""
        self.send(*numbers, **changes)
        for number in numbers or (1,):
            self.settle(number)
        return self.document(*numbers[-1:])

    def happen(self, word: str, number: int = 1, **more: Any) -> None:
        """At the provider."""
        self.provider.happen(document_id(number), word, **more)

    def visit(self, *, is_time_left: Callable[[], bool] = lambda: True) -> Visited:
        return follow_account(self.book, is_time_left=is_time_left)

    def settle(self, number: int = 1) -> Settled:
        return self.settle_by_id(document_id(number))

    def settle_by_id(self, identifier: str) -> Settled:
        return settle_document(identifier, self.book, self.archive)

    def check(self, number: int = 1) -> Followed:
        return check_status(CheckStatus(document_id=document_id(number), by=SELLER), self.book, self.checks)

    def cancel(self, number: int = 1) -> Followed:
        return cancel_document(
            CancelDocument(document_id=document_id(number), expected_version=None, by=SELLER),
            documents=self.documents,
            orders=self.orders,
            services=lambda provider: self.service,
            now=self.now,
            random_bytes=bytes,
        )

    # --- What it comes to ----------------------------------------------------------------------------------------

    @property
    def evidence(self) -> list[Evidence]:
        return list(self.documents.evidence.values())

    def notices(self, number: int = 1) -> list[str]:
        """What the partner is told of a document: kind and receiver."""
        return notices_of(self.documents.messages.values(), document_id(number))


def notices_of(messages: Iterable[Message], document: str) -> list[str]:
    return sorted(
        f"{message.kind} to {message.to_address}"
        for message in messages
        if message.about == document and message.kind.endswith("_notice")
    )
