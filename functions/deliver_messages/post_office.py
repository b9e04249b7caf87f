"""All that delivery needs of the world."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.deliver_messages.keep_outcome import Ledger
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.message import Message
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant
from shared.ports import (
    Addenda,
    Certificates,
    Clock,
    Confirmations,
    DigitalDocuments,
    DocumentPdfs,
    EnvelopesOf,
    Mailer,
    Orders,
    Outbox,
    Partnerships,
    RandomBytes,
    SigningQueue,
    Texter,
    Users,
)
from shared.terms_texts import TermsTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """`public_url` is the origin of links, `sender` the From address."""

    outbox: Outbox
    confirmations: Callable[[Tenant], Confirmations]
    users: Callable[[Tenant], Users]
    orders: Callable[[Tenant], Orders]
    addenda: Addenda
    certificates: Certificates
    documents: Callable[[Tenant], DigitalDocuments]
    envelopes: EnvelopesOf
    partnerships: Callable[[Tenant], Partnerships]
    pdfs: DocumentPdfs
    terms: TermsTexts[str]
    mailer: Mailer
    texter: Texter
    queue: SigningQueue
    keys: SigningKeys
    public_url: str
    sender: str
    now: Clock
    random_bytes: RandomBytes

    def address_of(self, message: Message, purpose: Purpose, page: str, number: int) -> str:
        """Of the page that a message leads to; the link is sealed at this moment and stored nowhere."""
        link = Link(purpose=purpose, partner_id=message.partner_id, object_id=message.about, number=number)
        return f"{self.public_url}/{page}/{seal_link(link, self.keys)}"

    @property
    def ledger(self) -> Ledger:
        return Ledger(outbox=self.outbox, envelopes=self.envelopes, queue=self.queue, now=self.now)
