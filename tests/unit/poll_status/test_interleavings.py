"""Two who act on the same document at once, call by call (T5, invariants 3 to 5).

Every order of the calls that read and write the document is played, and of all calls together every order in which the
turn changes at most three times.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import comb
from typing import Any

import pytest

from functions.sign_document.outcome import Outcome
from functions.sign_document.show_document import show_document
from functions.sign_document.sign_document import SignDocument, sign_document
from shared.adapters.signing.builtin import Builtin
from shared.domain.digital_document import CLOSED, RANKS, DigitalDocument, DocumentClosed, DocumentStatus
from shared.domain.envelope import STATUSES, EnvelopeEvent, EnvelopeState
from shared.domain.errors import DomainError
from shared.domain.signing_messages import NOTICES
from shared.evidence.record import Evidence
from tests.support.builders import A_PHONE, CUSTOMER_ID, TENANT, a_partner
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.support.fakes.signing_queue import FakeSigningQueue
from tests.support.interleaving import Turns, every_order
from tests.unit.poll_status.world import World, document_id
from tests.unit.sign_document.desk import a_link, a_witness

CANCELED, DRAFT, EXPIRED, SENT, SIGNED, VIEWED = (
    DocumentStatus.CANCELED,
    DocumentStatus.DRAFT,
    DocumentStatus.EXPIRED,
    DocumentStatus.SENT,
    DocumentStatus.SIGNED,
    DocumentStatus.VIEWED,
)
RECEIVERS = 2

type Act = Callable[[World], object]


EVERY_CALL = ("documents", "accounts", "orders", "service", "files", "attachments")


def watch(world: World, turns: Turns, names: Sequence[str] = EVERY_CALL) -> World:
    """From now on each call that leaves a use case is a turn."""
    for name in names:
        setattr(world, name, turns.watched(getattr(world, name)))
    return world


@dataclass
class Played:
    """How often a pair was played, and how it came out."""

    prepare: Callable[[], World]
    acts: Sequence[Act]
    check: Callable[[World, list[Any]], None]
    statuses: set[DocumentStatus] = field(default_factory=set)
    orders: int = 0

    def in_every_order(self) -> "Played":
        self.orders += len(list(every_order(partial(self._play, names=["documents"]))))
        self.orders += len(list(every_order(partial(self._play, names=EVERY_CALL), changes=3)))
        return self

    def _play(self, turns: Turns, names: Sequence[str]) -> None:
        world = watch(self.prepare(), turns, names)
        outcomes = turns.run(*(partial(act, world) for act in self.acts))
        check_document(world.document(), world.notices())
        self.check(world, outcomes)
        at_rest(world)
        check_document(world.document(), world.notices())
        check_evidence(world.document(), world.evidence)
        self.statuses.add(world.status())


def at_rest(world: World) -> None:
    """What the queue and the schedule do afterwards."""
    for _ in range(2):
        world.settle()
        world.visit()
    assert world.document().due_at is None


def check_document(document: DigitalDocument, notices: list[str]) -> None:
    """Never backwards, closed once, and told of once to each."""
    ranks = [RANKS[entry.status] for entry in document.history if entry.status in RANKS]
    assert ranks == sorted(ranks)
    assert sum(entry.status in CLOSED for entry in document.history) == (document.status in CLOSED)
    assert document.history[-1].status is document.status
    assert len(notices) == (RECEIVERS if document.status in NOTICES else 0)


def check_evidence(document: DigitalDocument, evidence: list[Evidence]) -> None:
    """Signed, and recorded once; kept, and that recorded after it; or nothing of it."""
    is_signed, is_kept = document.status is SIGNED, document.signed_file is not None
    assert [one.record.content["what"] for one in evidence] == ["signed"] * is_signed + ["filed"] * is_kept
    assert (document.evidence is not None) == is_signed
    if document.evidence is not None:
        assert [one.record.sequence for one in evidence] == list(range(1, len(evidence) + 1))
        assert replace(document.evidence, first_id=None) == evidence[-1].record.reference
        assert document.evidence.decision_id == evidence[0].record.id


def nothing_more(world: World, outcomes: list[Any]) -> None:
    assert not any(isinstance(outcome, DomainError) for outcome in outcomes)


def cancelled_or_told_why_not(world: World, outcomes: list[Any]) -> None:
    """Whoever cancels hears what holds in the end."""
    outcome = outcomes[-1]
    if isinstance(outcome, DocumentClosed):
        assert world.status() is not CANCELED
    else:
        assert outcome.document.status is world.status() is CANCELED


def out(word: str = "sent") -> World:
    world = World()
    world.put_out()
    world.happen(word)
    return world


def waiting() -> World:
    world = World()
    world.send()
    return world


def signed_and_followed() -> World:
    world = out("signed")
    world.visit()
    return world


def visit(world: World) -> object:
    return world.visit()


def settle(world: World) -> object:
    return world.settle()


def check(world: World) -> object:
    return world.check()


def cancel(world: World) -> object:
    return world.cancel()


def sign_there(world: World) -> object:
    """At the provider, at any moment, unless it is closed there."""
    world.documents.counts()
    if world.provider.of(document_id(1)).status not in CLOSED:
        world.happen("signed")
    return None


@pytest.mark.parametrize(
    ("prepare", "acts", "ends"),
    [
        pytest.param(partial(out, "signed"), (visit, settle), {SIGNED}, id="poll-webhook"),
        pytest.param(partial(out, "viewed"), (visit, settle), {VIEWED}, id="poll-webhook-viewed"),
        pytest.param(partial(out, "declined"), (visit, check), {DocumentStatus.DECLINED}, id="poll-check"),
        pytest.param(partial(out, "in orbit"), (visit, check), {DocumentStatus.UNKNOWN}, id="poll-check-unknown"),
        pytest.param(partial(out, "expired"), (settle, check), {EXPIRED}, id="webhook-check"),
        pytest.param(partial(out, "signed"), (visit, visit), {SIGNED}, id="poll-poll"),
        pytest.param(waiting, (settle, settle), {SENT}, id="hand-over-hand-over"),
        pytest.param(signed_and_followed, (settle, settle), {SIGNED}, id="file-file"),
        pytest.param(waiting, (settle, visit), {SENT}, id="hand-over-poll"),
        pytest.param(waiting, (settle, check), {SENT}, id="hand-over-check"),
    ],
)
def test_whoever_follows_at_once_follows_once(
    prepare: Callable[[], World], acts: Sequence[Act], ends: set[DocumentStatus]
) -> None:
    played = Played(prepare, acts, nothing_more).in_every_order()

    assert played.statuses == ends
    assert played.orders >= comb(6, 3)


@pytest.mark.parametrize(
    ("prepare", "acts", "ends"),
    [
        pytest.param(partial(out, "viewed"), (check, cancel), {CANCELED}, id="check-cancel"),
        pytest.param(partial(out, "viewed"), (visit, cancel), {CANCELED}, id="poll-cancel"),
        pytest.param(partial(out, "signed"), (visit, cancel), {SIGNED}, id="poll-cancel-signed"),
        pytest.param(partial(out, "expired"), (settle, cancel), {EXPIRED}, id="webhook-cancel-expired"),
        pytest.param(out, (sign_there, cancel), {SIGNED, CANCELED}, id="sign-cancel"),
        pytest.param(waiting, (settle, cancel), {CANCELED}, id="hand-over-cancel"),
    ],
)
def test_whoever_cancels_at_that_moment_hears_what_holds(
    prepare: Callable[[], World], acts: Sequence[Act], ends: set[DocumentStatus]
) -> None:
    played = Played(prepare, acts, cancelled_or_told_why_not).in_every_order()

    assert played.statuses == ends


def test_what_is_cancelled_at_any_moment_of_its_handing_over_nobody_can_sign_afterwards() -> None:
    words: set[str] = set()

    def check_there(world: World, outcomes: list[Any]) -> None:
        at_rest(world)
        words.update(held.word for held in world.provider.held.values())

    Played(waiting, (settle, cancel), check_there).in_every_order()
    assert words == {"canceled"}


def test_what_was_signed_is_kept_once_whoever_keeps_it() -> None:
    def check_files(world: World, outcomes: list[Any]) -> None:
        assert len(world.files.files) == 1
        assert len(world.attachments.of_customer(CUSTOMER_ID)) == 1
        assert world.document().signed_file is not None

    Played(partial(out, "signed"), (settle, settle), check_files).in_every_order()


# --- Our own page -------------------------------------------------------------------------------------------------


class OurPage(World):
    """The provider is our own page."""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes = FakeEnvelopes(a_partner())
        self.service = Builtin(TENANT, self.envelopes, self.pdfs, self.now)

    @property
    def evidence(self) -> list[Evidence]:
        """A signature is recorded where it is given."""
        return [*self.envelopes.evidence.values(), *super().evidence]


def on_our_page() -> World:
    world = OurPage()
    document = world.put_out()
    world.envelopes.documents[document.id] = document
    return world


def sign_here(world: World) -> Outcome:
    assert isinstance(world, OurPage)
    command = SignDocument(link=a_link(world.document()), options=frozenset(), jobs={}, origin=A_PHONE)
    return sign_document(
        command, envelopes=world.envelopes, queue=FakeSigningQueue(), witness=a_witness(), now=world.now
    )


def scan_here(world: World) -> object:
    """A mail filter opens the link."""
    assert isinstance(world, OurPage)
    return show_document(
        a_link(world.document()),
        by_person=False,
        origin=A_PHONE,
        envelopes=world.envelopes,
        queue=FakeSigningQueue(),
        now=world.now,
    )


def watch_envelopes(prepare: Callable[[], World], turns: Turns) -> World:
    world = prepare()
    assert isinstance(world, OurPage)
    world.envelopes = turns.watched(world.envelopes)
    world.service = Builtin(TENANT, world.envelopes, world.pdfs, world.now)
    return world


@pytest.mark.parametrize("acts", [(sign_here, other) for other in (cancel, visit, check, sign_here, scan_here)])
def test_whoever_signs_on_our_page_and_is_told_so_has_signed(acts: Sequence[Act]) -> None:
    ends: set[tuple[DocumentStatus, bool]] = set()

    def play(turns: Turns) -> None:
        world = watch_envelopes(on_our_page, turns)
        world.documents = turns.watched(world.documents)
        signing, other = turns.run(*(partial(act, world) for act in acts))
        assert isinstance(world, OurPage)
        if cancel in acts:
            cancelled_or_told_why_not_yet(world, other)
        at_rest(world)
        check_document(world.document(), world.notices())
        check_evidence(world.document(), world.evidence)
        envelope = world.envelopes.envelopes[document_id(1)]
        assert STATUSES[envelope.state] is world.status()
        assert (envelope.evidence is not None) == (envelope.state is EnvelopeState.SIGNED)
        is_told_so = isinstance(signing, Outcome) and signing.signing.envelope.state is EnvelopeState.SIGNED
        assert is_told_so == (world.status() is SIGNED)
        assert sum(entry.event is EnvelopeEvent.SIGN for entry in envelope.history) == is_told_so
        ends.add((world.status(), is_told_so))

    orders = len(list(every_order(play, changes=4)))

    assert orders >= comb(6, 3)
    assert ends == ({(SIGNED, True), (CANCELED, False)} if cancel in acts else {(SIGNED, True)})


def cancelled_or_told_why_not_yet(world: OurPage, outcome: object) -> None:
    if isinstance(outcome, DomainError):
        assert isinstance(outcome, DocumentClosed)
        assert world.envelopes.envelopes[document_id(1)].state is EnvelopeState.SIGNED
    else:
        assert world.status() is CANCELED


def test_every_order_of_three_and_three_calls_is_played_once() -> None:
    """The one that plays them must not leave out any."""
    seen: set[str] = set()

    def play(turns: Turns) -> None:
        told: list[str] = []
        teller = turns.watched(told)

        def act(name: str) -> None:
            for _ in range(2):
                teller.append(name)

        turns.run(partial(act, "a"), partial(act, "b"))
        seen.add("".join(told))

    orders = list(every_order(play))

    assert len(orders) == len(set(orders)) == comb(6, 3)
    assert seen == {"aabb", "abab", "abba", "baab", "baba", "bbaa"}
