"""What Sam's portal holds in the tests of digital signing: a document in each status, of quotes and of orders."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.channel import Channel
from shared.domain.digital_document import (
    Attempt,
    AttemptChannel,
    Choices,
    DigitalDocument,
    DocumentStatus,
    Report,
    SignedFile,
    Source,
)
from shared.domain.locale import Locale
from shared.domain.partner import SigningProvider
from shared.domain.quote import Quote, QuoteKind
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from shared.follow_document import follow_document
from shared.ports import Watched
from tests.support import orders as seeded
from tests.support.account import create_signing_queue
from tests.support.builders import NOON, SELLER, TAIL, TENANT, a_partner, a_quote
from tests.support.signing import (
    a_document,
    a_recipient,
    a_service_line,
    an_envelope,
    an_option,
    an_upsell,
    handed_over,
    put_document,
    put_envelope,
)

OPTIONS = (an_option(id="3"), an_option(id="4", description="Training for everybody who uses it, two days on site"))
LONG = "Byte av Donaudampfschifffahrtsgesellschaftskapitänsmützen, samt montering och provkörning"

DRAFT, SENT, VIEWED, SIGNED, DECLINED, CANCELED, EXPIRED, UNDELIVERABLE, UNKNOWN = (
    f"quo_01KAAAAAD{number}{TAIL}" for number in range(1, 10)
)
OPEN_ORDER = f"ord_01KAAAAAE1{TAIL}"
BUSY_ORDER = f"ord_01KAAAAAE2{TAIL}"
SERVICE_QUOTE = f"quo_01KAAAAAG1{TAIL}"

REPORTS = count()


def quote_path(quote_id: str) -> str:
    return f"/portal/quotes/{quote_id}"


def document_id(subject_id: str) -> str:
    return f"doc_{subject_id[4:]}"


def document_path(subject_id: str) -> str:
    return f"/portal/digital-documents/{document_id(subject_id)}"


def put_quote(quote_id: str, **changes: Any) -> Quote:
    quote = a_quote(id=quote_id, **changes)
    wiring.quotes(TENANT).add(quote, None)
    return quote


def put_out(table: DynamoTable, document: DigitalDocument) -> DigitalDocument:
    sent = handed_over(document)
    put_document(table, replace(sent, version=1))
    if document.provider is SigningProvider.BUILTIN:
        put_envelope(table, sent, an_envelope(sent))
    return sent


def told(document: DigitalDocument, status: DocumentStatus, **report: Any) -> None:
    """Each at a moment of its own, as the id of a record holds its millisecond."""
    at = wiring.now() + timedelta(milliseconds=next(REPORTS))
    word = Report(
        provider_document_id=document.id, **{"raw": status, "status": status, "at": NOON + timedelta(hours=2), **report}
    )
    follow_document(
        document.id,
        word,
        source=Source.SCHEDULE,
        documents=wiring.digital_documents(TENANT),
        orders=wiring.orders(TENANT),
        now=lambda: at,
        random_bytes=bytes,
    )


def put_quotes(table: DynamoTable) -> None:
    """One in each status: the newest are those that came furthest."""

    def a_sent_quote(quote_id: str, **changes: Any) -> DigitalDocument:
        title = changes.pop("title", "Safe workplace")
        lines = changes.get("lines", a_quote().lines)
        put_quote(quote_id, title=title, lines=lines)
        return a_document(id=document_id(quote_id), quote_id=quote_id, title=title, **changes)

    put_document(table, a_sent_quote(DRAFT))
    by_text = a_recipient(name="Bo Berg", channel=Channel.SMS, address="+46702345678", locale=Locale.SWEDISH)
    at_getaccept = replace(
        handed_over(a_sent_quote(SENT, title="Network", provider=SigningProvider.GETACCEPT)),
        provider_document_id="jx7k2m9qbzl4",
        version=1,
    )
    put_document(table, at_getaccept)
    viewed = put_out(table, a_sent_quote(VIEWED, title=LONG, recipient=by_text))
    told(viewed, DocumentStatus.VIEWED)
    attempted(viewed.id)
    signed = put_out(table, a_sent_quote(SIGNED, title="Brakes", lines=(*a_quote().lines, *OPTIONS)))
    told(signed, DocumentStatus.SIGNED, choices=Choices(options=("3",)))
    file(signed.id)
    told(
        put_out(table, a_sent_quote(DECLINED)),
        DocumentStatus.DECLINED,
        reason="We found another offer.\nThank you anyway.",
    )
    told(put_out(table, a_sent_quote(CANCELED)), DocumentStatus.CANCELED)
    told(put_out(table, a_sent_quote(EXPIRED)), DocumentStatus.EXPIRED)
    told(put_out(table, a_sent_quote(UNDELIVERABLE)), DocumentStatus.UNDELIVERABLE)
    told(put_out(table, a_sent_quote(UNKNOWN)), DocumentStatus.UNKNOWN, raw="in_review")


def put_orders(table: DynamoTable) -> None:
    """One of which nothing was sent, and one with work that was signed, and more that is out."""
    seeded.put_contract(table)
    seeded.put_submitted(id=OPEN_ORDER)
    seeded.put_submitted(id=BUSY_ORDER)
    first = an_upsell(id=f"doc_01KAAAAAF1{TAIL}", order_id=BUSY_ORDER)
    told(put_out(table, first), DocumentStatus.SIGNED, choices=Choices(accepted_jobs=("2",)))
    put_out(table, an_upsell(id=document_id(BUSY_ORDER), order_id=BUSY_ORDER))


def attempted(document: str) -> None:
    documents = wiring.digital_documents(TENANT)
    watched = documents.watched(document)
    attempt = Attempt(
        channel=AttemptChannel.PHONE, note="No answer.\nWill call back at two.", by=SELLER, at=NOON + timedelta(hours=3)
    )
    documents.save(Watched(watched.document.attempted(attempt), watched.account))


def file(document: str) -> None:
    """The signed PDF is kept."""
    documents = wiring.digital_documents(TENANT)
    watched = documents.watched(document)
    kept = SignedFile(name="Brakes.pdf", key="signed/x.pdf", sha256="0" * 64)
    documents.save(Watched(watched.document.filed(kept), watched.account))


def put_everything(table: DynamoTable) -> None:
    create_signing_queue()
    put_quotes(table)
    put_orders(table)
    put_quote(SERVICE_QUOTE, kind=QuoteKind.SERVICE, lines=(a_service_line(),), title="Service of the oven")


def refuse_credentials() -> None:
    """At GetAccept; our own page is out of reach too."""
    accounts = wiring.signing_accounts(TENANT)
    for provider, error in (
        (SigningProvider.GETACCEPT, CredentialsRefused("401")),
        (SigningProvider.BUILTIN, ProviderUnavailable("timed out")),
    ):
        accounts.save(accounts.get(provider).failed(error, now=wiring.now(), jitter=0.5))


def check_accounts(at: timedelta) -> None:
    accounts = wiring.signing_accounts(TENANT)
    for provider in SigningProvider:
        accounts.save(accounts.get(provider).read_until(None, now=NOON + at))


def choose_getaccept(table: DynamoTable) -> None:
    partner = a_partner(signing_provider=SigningProvider.GETACCEPT, version=2)
    DynamoPartners(table, TENANT).put(partner, a_partner())
