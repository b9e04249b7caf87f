"""What the tests of the pages of digital documents begin with."""

from dataclasses import replace
from typing import Any

from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import DigitalDocument, DocumentStatus, Report, Source
from shared.domain.partner import SigningProvider
from shared.domain.signing import ProviderUnavailable
from shared.follow_document import follow_document
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_partner
from tests.support.signing import a_document, an_envelope, handed_over, put_document, put_envelope


def documents() -> list[DigitalDocument]:
    """Newest first."""
    found = wiring.digital_documents(TENANT).of_customer(CUSTOMER_ID, limit=20, after=None)
    return [watched.document for watched in found.items]


def the_document(document_id: str) -> DigitalDocument:
    return wiring.digital_documents(TENANT).get(document_id)


def put_out(table: DynamoTable, document: DigitalDocument | None = None) -> DigitalDocument:
    """At our own page, its mail handed over."""
    sent = handed_over(document or a_document())
    put_document(table, replace(sent, version=1))
    put_envelope(table, sent, an_envelope(sent))
    return sent


def told(document: DigitalDocument, status: DocumentStatus, **report: Any) -> None:
    """What its provider says of it now."""
    word = Report(provider_document_id=document.id, **{"raw": status, "status": status, "at": NOON, **report})
    follow_document(
        document.id,
        word,
        source=Source.SCHEDULE,
        documents=wiring.digital_documents(TENANT),
        orders=wiring.orders(TENANT),
        now=wiring.now,
        random_bytes=bytes,
    )


def fail_account(error: ProviderUnavailable, provider: SigningProvider = SigningProvider.BUILTIN) -> None:
    """Asked in vain a moment ago."""
    accounts = wiring.signing_accounts(TENANT)
    accounts.save(accounts.get(provider).failed(error, now=wiring.now(), jitter=0.5))


def choose_getaccept(table: DynamoTable) -> None:
    partner = a_partner(signing_provider=SigningProvider.GETACCEPT, version=2)
    DynamoPartners(table, TENANT).put(partner, a_partner())
