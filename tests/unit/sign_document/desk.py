"""What the tests of the signing page share: a document that is out, and somebody who answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.sign_document.decline_document import DeclineDocument, decline_document
from functions.sign_document.outcome import Outcome
from functions.sign_document.sign_document import SignDocument, sign_document
from functions.sign_document.witness import Shown, Witness
from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope
from shared.domain.link import Link, Purpose
from shared.domain.locale import Locale
from shared.evidence.recording import Part
from shared.faults import Fault
from shared.ports import Clock
from tests.support.builders import A_PHONE, NOON, PARTNER_ID, a_partner
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.support.fakes.evidence import FakeShownParts
from tests.support.fakes.signing_queue import FakeSigningQueue
from tests.support.signing import a_document, an_envelope, an_option, an_upsell

SHOWN = Shown(
    locale=Locale.ENGLISH,
    parts=(
        Part(name="summary", html="<section>Backup, 5</section>"),
        Part(name="terms", html="<section>General terms</section>", kept=True),
    ),
    statement="I have read this quote and its terms, and I sign it for {customer}.",
    button="Sign",
)


def a_witness(parts: FakeShownParts | None = None) -> Witness:
    return Witness(show=lambda _: SHOWN, parts=parts or FakeShownParts(), random_bytes=lambda count: b"s" * count)


def a_link(document: DigitalDocument, number: int = 1) -> Link:
    return Link(purpose=Purpose.SIGN, partner_id=PARTNER_ID, object_id=document.id, number=number)


def with_options() -> DigitalDocument:
    """Two lines that are certain, two to be chosen."""
    return a_document(lines=(*a_document().lines, an_option(), an_option(id="4", description="Phone support")))


@dataclass
class Desk:
    document: DigitalDocument = field(default_factory=a_document)
    queue: FakeSigningQueue = field(default_factory=FakeSigningQueue)

    def __post_init__(self) -> None:
        self.envelopes = FakeEnvelopes(a_partner(), self.document, envelopes=[an_envelope(self.document)])

    @property
    def envelope(self) -> Envelope:
        return self.envelopes.envelopes[self.document.id]

    def sign(
        self,
        *,
        options: frozenset[str] = frozenset(),
        jobs: Mapping[str, bool] | None = None,
        form_faults: tuple[Fault, ...] = (),
        now: Clock = lambda: NOON,
        witness: Witness | None = None,
    ) -> Outcome:
        command = SignDocument(
            link=a_link(self.document), options=options, jobs=jobs or {}, origin=A_PHONE, form_faults=form_faults
        )
        return sign_document(
            command, envelopes=self.envelopes, queue=self.queue, witness=witness or a_witness(), now=now
        )

    def decline(self, reason: str, *, form_faults: tuple[Fault, ...] = (), now: Clock = lambda: NOON) -> Outcome:
        command = DeclineDocument(link=a_link(self.document), reason=reason, origin=A_PHONE, form_faults=form_faults)
        return decline_document(command, envelopes=self.envelopes, queue=self.queue, now=now)


def an_upsell_desk() -> Desk:
    return Desk(an_upsell())
