"""A partner, its customer, one confirmation and at most one order, with an outbox and a mailer around them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from functions.deliver_messages.deliver_message import Attempt, deliver_message
from functions.deliver_messages.post_office import PostOffice
from shared.domain.confirmation import Confirmation, Person
from shared.domain.customer import Customer
from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope
from shared.domain.message import Message
from shared.domain.order import Order
from shared.domain.partner import Partner
from shared.domain.terms import Terms
from shared.domain.user import User
from shared.terms_texts import TermsTexts
from tests.support.builders import A_PHONE, KEYS, NOON, TERMS, a_confirmation, a_customer, a_partner, bo
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.digital_documents import FakeDigitalDocuments, FakeDocumentPdfs
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.documents import FakeAddenda, FakeCertificates
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.support.fakes.mailer import FakeMailer, FakeTexter, SentMail
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.outbox import FakeOutbox
from tests.support.fakes.partnerships import FakePartnerships, FakeRows
from tests.support.fakes.quotes import FakeQuotes
from tests.support.fakes.signing_queue import FakeSigningQueue
from tests.support.fakes.terms import FakeTermsLibrary
from tests.support.fakes.users import FakeUsers


class EnvelopesBesideOutbox(FakeEnvelopes):
    """Whose messages are those of an outbox, as in the table."""

    def __init__(
        self, outbox: FakeOutbox, partner: Partner, documents: Iterable[DigitalDocument], envelopes: Iterable[Envelope]
    ) -> None:
        super().__init__(partner, *documents, envelopes=envelopes)
        self.outbox = outbox

    def save_delivery(self, message: Message, envelope: Envelope | None) -> None:
        self.outbox.save(message)
        if envelope is not None:
            self.save(envelope)


class World:
    def __init__(
        self,
        *messages: Message,
        confirmation: Confirmation | None = None,
        partner: Partner | None = None,
        customer: Customer | None = None,
        terms: Iterable[Terms] = (TERMS,),
        users: Iterable[User] = (),
        order: Order | None = None,
        documents: Iterable[DigitalDocument] = (),
        envelopes: Iterable[Envelope] = (),
        partnerships: FakeRows | None = None,
    ) -> None:
        self.now = NOON
        self.outbox = FakeOutbox(*messages)
        self.mailer = FakeMailer()
        self.users = FakeUsers(*users, partner=partner or a_partner(), customers=(customer or a_customer(),))
        self.confirmations = FakeConfirmations(
            partner or a_partner(), customer or a_customer(), confirmations=[confirmation or a_confirmation()]
        )
        customers = FakeCustomers(customer or a_customer(), partner=partner or a_partner())
        self.orders = FakeOrders(*([order] if order else []), records=FakeDistributorRecords(customers))
        self.addenda, self.certificates = FakeAddenda(), FakeCertificates()
        self.envelopes = EnvelopesBesideOutbox(self.outbox, partner or a_partner(), documents, envelopes)
        self.documents = FakeDigitalDocuments(*documents, quotes=FakeQuotes(customers=customers), orders=self.orders)
        self.partnerships = partnerships or FakeRows()
        self.pdfs, self.texter, self.queue = FakeDocumentPdfs(), FakeTexter(), FakeSigningQueue()
        library = FakeTermsLibrary()
        library.versions = {(one.locale, one.version): one for one in terms}
        self.office = PostOffice(
            outbox=self.outbox,
            confirmations=lambda _: self.confirmations,
            users=lambda _: self.users,
            orders=lambda _: self.orders,
            addenda=self.addenda,
            certificates=self.certificates,
            documents=lambda _: self.documents,
            envelopes=lambda _: self.envelopes,
            partnerships=lambda tenant: FakePartnerships(self.partnerships, tenant),
            pdfs=self.pdfs,
            texter=self.texter,
            queue=self.queue,
            terms=TermsTexts(lambda _: library, str),
            mailer=self.mailer,
            keys=KEYS,
            public_url="https://countersign.example",
            sender="no-reply@countersign.example",
            now=lambda: self.now,
            random_bytes=bytes,
        )

    def deliver(self, message: Message) -> Attempt:
        return deliver_message(message.partner_id, message.id, self.office)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def kept(self, message: Message) -> Message:
        return self.outbox.get(message.partner_id, message.id)


def mail_of(message: Message, confirmation: Confirmation, **others: object) -> SentMail:
    """The mail that a message becomes."""
    world = World(message, confirmation=confirmation, **others)  # type: ignore[arg-type]
    world.deliver(message)
    (mail,) = world.mailer.sent
    return mail


def accepted_by_bo() -> Confirmation:
    """Addressed to Anna, accepted by her colleague with a code, two hours later."""
    accepted = a_confirmation().accepted(Person.of(bo()), now=NOON + timedelta(hours=2), origin=A_PHONE)
    return replace(accepted, code_checked=True)
