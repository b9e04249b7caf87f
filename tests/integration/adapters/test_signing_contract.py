"""One contract for all providers: what the rest relies on holds for GetAccept as for our own page, and for the fake."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import pytest

from shared.adapters.dynamodb.envelopes import DynamoEnvelopes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.signing.builtin import Builtin
from shared.domain.channel import Channel
from shared.domain.digital_document import Choices, DigitalDocument, DocumentClosed, DocumentStatus, Source
from shared.domain.envelope import Envelope, EnvelopeEvent
from shared.domain.signing import UnknownToProvider
from shared.domain.tenant import Tenant
from shared.ports import OutDocument, Rendered, SigningService
from tests.support.builders import A_PHONE, TENANT
from tests.support.fakes.signing_service import FakeSigningService
from tests.support.getaccept import GetAcceptSite, Waiting, getaccept_site
from tests.support.signing import PDF_SHA256, a_document, a_recipient

PDF = b"%PDF-1.7 to be signed"
TEXTED = a_recipient(channel=Channel.SMS, address="+46701234567")


class World(Protocol):
    """A provider, and whoever is asked to sign; what is done there takes a minute each time."""

    @property
    def service(self) -> SigningService: ...

    def deliver(self, document: DigitalDocument) -> None:
        """Its mail, or its text, goes out."""

    def view(self, document: DigitalDocument) -> None: ...

    def sign(self, document: DigitalDocument) -> None: ...

    def decline(self, document: DigitalDocument, reason: str) -> None: ...

    def times_sent(self, document: DigitalDocument) -> int: ...


@dataclass
class GetAcceptWorld:
    site: GetAcceptSite

    @property
    def service(self) -> SigningService:
        return self.site.client()

    def deliver(self, document: DigitalDocument) -> None:
        """GetAccept does it at once."""

    def view(self, document: DigitalDocument) -> None:
        self._happen(document, "viewed")

    def sign(self, document: DigitalDocument) -> None:
        self._happen(document, "signed")

    def decline(self, document: DigitalDocument, reason: str) -> None:
        self._happen(document, "rejected", reason)

    def times_sent(self, document: DigitalDocument) -> int:
        accounts = self.site.fake.state.accounts.values()
        return sum(one.external_id == document.id for account in accounts for one in account.documents.values())

    def _happen(self, document: DigitalDocument, status: str, reason: str = "") -> None:
        self.site.waiting.at += timedelta(minutes=1)
        assert document.provider_document_id is not None
        self.site.fake.happen(document.provider_document_id, status, reason=reason)


class SignedPdfs:
    def to_sign(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered(PDF)

    def signed(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered(PDF + b", signed")

    def _rendered(self, content: bytes) -> Rendered:
        return Rendered(name="a.pdf", key="a.pdf", sha256=hashlib.sha256(content).hexdigest(), content=content)


class BuiltinWorld:
    def __init__(self, table: DynamoTable) -> None:
        self._waiting = Waiting()
        self._envelopes = DynamoEnvelopes(table, TENANT)
        self.service: SigningService = Builtin(TENANT, self._envelopes, SignedPdfs(), self._waiting.now)

    def deliver(self, document: DigitalDocument) -> None:
        self._move(document, lambda one: one.moved(EnvelopeEvent.HAND_OVER, now=self._waiting.at))

    def view(self, document: DigitalDocument) -> None:
        self._move(document, lambda one: one.viewed(now=self._waiting.at, origin=A_PHONE))

    def sign(self, document: DigitalDocument) -> None:
        self._move(document, lambda one: one.signed(Choices(), now=self._waiting.at, origin=A_PHONE))

    def decline(self, document: DigitalDocument, reason: str) -> None:
        self._move(document, lambda one: one.declined(reason, now=self._waiting.at, origin=A_PHONE))

    def times_sent(self, document: DigitalDocument) -> int:
        return len(self._envelopes.find([document.id]))

    def _move(self, document: DigitalDocument, step: Callable[[Envelope], Envelope]) -> None:
        self._waiting.at += timedelta(minutes=1)
        self._envelopes.save(step(self._envelopes.find([document.id])[document.id]))


class FakeWorld:
    """What tests of the poll have for a provider."""

    def __init__(self) -> None:
        self.service = FakeSigningService()

    def deliver(self, document: DigitalDocument) -> None:
        """It does it at once."""

    def view(self, document: DigitalDocument) -> None:
        self.service.happen(document.id, DocumentStatus.VIEWED)

    def sign(self, document: DigitalDocument) -> None:
        self.service.happen(document.id, DocumentStatus.SIGNED)

    def decline(self, document: DigitalDocument, reason: str) -> None:
        self.service.happen(document.id, DocumentStatus.DECLINED, reason=reason)

    def times_sent(self, document: DigitalDocument) -> int:
        return sum(held.document_id == document.id for held in self.service.held.values())


@pytest.fixture(params=["getaccept", "builtin", "fake"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "builtin":
        yield BuiltinWorld(request.getfixturevalue("table"))
        return
    if request.param == "fake":
        yield FakeWorld()
        return
    with getaccept_site() as site:
        yield GetAcceptWorld(site)


def sent(world: World, document: DigitalDocument | None = None) -> DigitalDocument:
    """Handed over and delivered."""
    document = document or a_document()
    taken = document.taken_by_provider(
        world.service.send(document, PDF), file_sha256=PDF_SHA256, now=document.created_at
    )
    world.deliver(taken)
    return follow(world, taken)[0]


def follow(world: World, document: DigitalDocument, cursor: str | None = None) -> tuple[DigitalDocument, str | None]:
    """As the poll leaves it."""
    assert document.provider_document_id is not None
    out = OutDocument(document_id=document.id, provider_document_id=document.provider_document_id, known=document.known)
    for part in world.service.changes(cursor, [out]):
        for report in part.reports:
            assert report.provider_document_id == document.provider_document_id
            document = document.reported(report, now=document.created_at, source=Source.SCHEDULE)
        cursor = part.cursor
        assert part.more is False
    return document, cursor


def test_what_is_handed_over_and_delivered_is_sent(world: World) -> None:
    document = sent(world)

    assert document.status is DocumentStatus.SENT
    assert world.service.status(document).status is DocumentStatus.SENT


def test_a_document_goes_out_by_text_as_well(world: World) -> None:
    assert sent(world, a_document(recipient=TEXTED)).status is DocumentStatus.SENT


def test_handing_over_twice_makes_one_document(world: World) -> None:
    document = a_document()

    first, second = world.service.send(document, PDF), world.service.send(document, PDF)

    assert first.provider_document_id == second.provider_document_id
    assert world.times_sent(document) == 1


def test_changes_tell_what_the_recipient_does_step_by_step(world: World) -> None:
    document, cursor = follow(world, sent(world))

    world.view(document)
    viewed, cursor = follow(world, document, cursor)
    world.sign(viewed)
    signed, cursor = follow(world, viewed, cursor)

    assert (viewed.status, signed.status) == (DocumentStatus.VIEWED, DocumentStatus.SIGNED)


def test_where_nothing_changed_nothing_is_news(world: World) -> None:
    document, cursor = follow(world, sent(world))
    world.view(document)
    viewed, cursor = follow(world, document, cursor)

    assert follow(world, viewed, cursor)[0] is viewed


def test_a_step_that_was_missed_is_made_up_for(world: World) -> None:
    document, cursor = follow(world, sent(world))
    world.view(document)
    world.sign(document)

    assert follow(world, document, cursor)[0].status is DocumentStatus.SIGNED
    assert world.service.status(document).status is DocumentStatus.SIGNED


def test_whoever_declines_is_heard_with_the_reason(world: World) -> None:
    document, cursor = follow(world, sent(world))
    world.decline(document, "Too expensive this year.")

    assert world.service.status(document).reason == "Too expensive this year."
    declined = follow(world, document, cursor)[0]
    assert (declined.status, declined.reason) == (DocumentStatus.DECLINED, "Too expensive this year.")


def test_what_is_canceled_is_over_however_often(world: World) -> None:
    document, cursor = follow(world, sent(world))

    world.service.cancel(document)
    world.service.cancel(document)

    assert world.service.status(document).status is DocumentStatus.CANCELED
    assert follow(world, document, cursor)[0].status is DocumentStatus.CANCELED


def test_what_arrived_without_our_knowing_is_canceled_too(world: World) -> None:
    document = a_document()
    with pytest.raises(UnknownToProvider):
        world.service.cancel(document)
    taken = document.taken_by_provider(
        world.service.send(document, PDF), file_sha256=PDF_SHA256, now=document.created_at
    )

    world.service.cancel(document)

    assert world.service.status(taken).status is DocumentStatus.CANCELED


def test_what_is_signed_stays_signed(world: World) -> None:
    document = sent(world)
    world.sign(document)

    world.service.cancel(document)

    assert world.service.status(document).status is DocumentStatus.SIGNED
    with pytest.raises(DocumentClosed):
        world.service.remind(document)


def test_the_recipient_is_reminded_while_it_is_open(world: World) -> None:
    document = sent(world)

    world.service.remind(document)

    assert world.service.status(document).status is DocumentStatus.SENT


def test_what_was_signed_is_a_pdf(world: World) -> None:
    document = sent(world)
    world.sign(document)

    signed = world.service.download(document)

    assert signed.startswith(b"%PDF-")
    assert signed != PDF


@pytest.mark.parametrize(
    "ask",
    [lambda service: service.status, lambda service: service.cancel, lambda service: service.remind],
    ids=["status", "cancel", "remind"],
)
def test_what_the_provider_never_had_it_does_not_know(
    world: World, ask: Callable[[SigningService], Callable[[DigitalDocument], object]]
) -> None:
    with pytest.raises(UnknownToProvider):
        ask(world.service)(a_document(provider_document_id="never"))


def test_the_providers_page_has_an_address(world: World) -> None:
    address = world.service.address(sent(world))

    assert address.startswith(("https://", "http://127.0.0.1:", "/portal/"))
