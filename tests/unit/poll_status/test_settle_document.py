"""What is left to do of a document is done once, however often it is asked for (D2, D8, D11)."""

import hashlib
from datetime import timedelta

import pytest

from functions.poll_status.settle_document import LONGEST_BACK_OFF, Outcome
from shared.domain.attachment import AttachmentKind, signed_document_id, signed_document_key
from shared.domain.digital_document import DocumentStatus, Source
from shared.domain.errors import NotFound, Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.signing import CredentialsRefused, DocumentRefused, ProviderUnavailable
from shared.file_names import file_name
from tests.support.builders import CUSTOMER_ID, PARTNER_ID
from tests.unit.poll_status.world import DOWN, GETACCEPT, MINUTE, World, document_id

CANCELED, DRAFT, EXPIRED, SENT, SIGNED, UNDELIVERABLE, UNKNOWN = (
    DocumentStatus.CANCELED,
    DocumentStatus.DRAFT,
    DocumentStatus.EXPIRED,
    DocumentStatus.SENT,
    DocumentStatus.SIGNED,
    DocumentStatus.UNDELIVERABLE,
    DocumentStatus.UNKNOWN,
)


@pytest.fixture
def world() -> World:
    """A document waits to be handed over."""
    world = World()
    world.send()
    return world


def hand_over(world: World) -> None:
    assert world.settle().outcome is Outcome.HANDED_OVER


# --- Handing over -------------------------------------------------------------------------------------------------


def test_a_document_is_handed_over_once(world: World) -> None:
    first, second = world.settle(), world.settle()

    assert (first.outcome, second.outcome) == (Outcome.HANDED_OVER, Outcome.READ_BACK)
    assert world.provider.calls["send"] == 1
    document = world.document()
    assert (document.status, document.due_at) == (SENT, None)
    assert document.provider_document_id == f"held-{document_id(1)}"
    assert world.pdfs.made == [f"{document_id(1)} to_sign"]


def test_two_who_hand_it_over_at_once_make_one_document(world: World) -> None:
    world.documents.before_write = lambda: _once(world)
    world.settle()

    assert len(world.provider.held) == 1
    assert world.document().status is SENT
    assert [entry.status for entry in world.document().history] == [DRAFT, SENT]


def _once(world: World) -> None:
    world.documents.before_write = lambda: None
    world.settle()


def test_what_was_sent_although_the_answer_was_lost_is_not_sent_again(world: World) -> None:
    world.provider.fail("send", DOWN, after_doing=True)
    assert world.settle().outcome is Outcome.POSTPONED
    assert world.status() is DRAFT

    world.at += MINUTE
    hand_over(world)

    assert len(world.provider.held) == 1
    assert world.status() is SENT


def test_what_was_signed_before_we_knew_that_it_had_arrived_is_told_of_and_kept(world: World) -> None:
    world.provider.fail("send", DOWN, after_doing=True)
    world.settle()
    world.happen("signed")
    world.at += MINUTE

    hand_over(world)
    assert (world.status(), world.notices()[0].partition(" ")[0]) == (SIGNED, "document_signed_notice")
    assert len(world.notices()) == 2
    assert world.settle().outcome is Outcome.FILED


def test_what_a_dead_worker_had_handed_over_is_not_handed_over_again(world: World) -> None:
    def die() -> None:
        raise Unavailable("The table can't be reached now.")

    world.documents.before_write = die
    with pytest.raises(Unavailable):
        world.settle()
    world.documents.before_write = lambda: None

    hand_over(world)
    assert len(world.provider.held) == 1


def test_what_the_provider_will_never_take_is_undeliverable_and_told_of(world: World) -> None:
    world.provider.fail("send", DocumentRefused("The mobile number is wrong."))

    assert world.settle().outcome is Outcome.HANDED_OVER

    document = world.document()
    assert (document.status, document.reason, document.due_at) == (UNDELIVERABLE, "The mobile number is wrong.", None)
    assert document.history[-1].source is Source.SENDING
    assert len(world.notices()) == 2
    assert world.settle().outcome is Outcome.DONE


def test_what_expires_before_it_goes_out_never_goes_out(world: World) -> None:
    world.at = world.document().expires_at

    world.settle()

    assert world.status() is EXPIRED
    assert world.provider.calls["send"] == 0
    assert world.notices()[0].startswith("document_expired_notice")


def test_a_provider_that_is_down_is_tried_later_each_time(world: World) -> None:
    world.provider.fail("send", DOWN, times=9)
    pauses = []
    for _ in range(9):
        settled = world.settle()
        assert (settled.outcome, settled.cause) == (Outcome.POSTPONED, str(DOWN))
        document = world.document()
        assert document.due_at is not None
        assert document.due_at >= (world.account.retry_at or world.at)
        pauses.append(document.due_at - world.at)
        world.at = document.due_at

    assert pauses == [MINUTE * minutes for minutes in (1, 2, 4, 8, 16, 32, 60, 60, 60)]
    assert pauses[-1] == LONGEST_BACK_OFF
    assert world.document().attempts_failed == 9
    hand_over(world)
    assert (world.document().attempts_failed, world.account.failures) == (0, 0)


def test_while_the_provider_is_left_alone_nothing_is_handed_to_it(world: World) -> None:
    world.send(2)
    world.provider.fail("send", DOWN)
    world.settle(1)

    assert world.settle(2).outcome is Outcome.PAUSED
    assert world.provider.calls["send"] == 1
    assert world.document(2).due_at == world.at


def test_refused_credentials_are_told_of_and_wait_for_a_person(world: World) -> None:
    world.provider.fail("send", CredentialsRefused("It refuses the password."))

    world.settle()

    assert world.account.last_error is not None
    assert world.account.last_error.code == "credentials_refused"
    assert world.settle().outcome is Outcome.PAUSED


def test_a_pdf_that_cannot_be_made_now_is_made_later_and_is_no_fault_of_the_providers(world: World) -> None:
    world.pdfs.down = Unavailable("It can't be rendered now.")

    assert world.settle().outcome is Outcome.POSTPONED

    assert world.account.last_error is None
    assert world.document().due_at == world.at + MINUTE
    world.pdfs.down = None
    hand_over(world)


def test_an_unknown_word_is_kept(world: World) -> None:
    hand_over(world)
    world.happen("in orbit")
    settled = world.settle()

    assert settled.followed is not None
    assert settled.followed.is_unknown_word


# --- Cancelled meanwhile ------------------------------------------------------------------------------------------


def cancel_while_sending(world: World, failing: int = 0) -> None:
    """So often the provider can't be reached afterwards."""

    def cancel(call: str) -> None:
        if call == "send":
            world.provider.before_answer = lambda call: None
            world.cancel()
            world.provider.fail("cancel", DOWN, times=failing)

    world.provider.before_answer = cancel


def test_what_is_cancelled_while_it_is_handed_over_is_cancelled_there_too(world: World) -> None:
    cancel_while_sending(world)

    settled = world.settle()

    assert settled.followed is not None
    assert settled.followed.document.status is CANCELED
    assert world.provider.of(document_id(1)).word == "canceled"
    assert (world.status(), world.document().due_at) == (CANCELED, None)
    assert world.notices() == []


def test_what_cannot_be_cancelled_there_now_is_cancelled_later(world: World) -> None:
    cancel_while_sending(world, failing=1)

    assert world.settle().outcome is Outcome.POSTPONED
    assert (world.status(), world.provider.of(document_id(1)).word) == (CANCELED, "sent")
    due_at = world.document().due_at
    assert due_at is not None

    world.at = due_at
    assert world.settle().outcome is Outcome.WITHDRAWN
    assert world.provider.of(document_id(1)).word == "canceled"
    assert world.settle().outcome is Outcome.DONE


def test_what_a_dead_worker_had_handed_over_while_somebody_cancelled_is_cancelled_there_too(world: World) -> None:
    def cancel_and_die(call: str) -> None:
        if call == "send":
            world.provider.before_answer = lambda call: None
            world.cancel()
            world.documents.before_write = die

    def die() -> None:
        raise Unavailable("The table can't be reached now.")

    world.provider.before_answer = cancel_and_die
    with pytest.raises(Unavailable):
        world.settle()
    world.documents.before_write = lambda: None
    assert (world.status(), world.provider.of(document_id(1)).word) == (CANCELED, "sent")

    assert world.settle().outcome is Outcome.WITHDRAWN
    assert world.provider.of(document_id(1)).word == "canceled"


def test_what_may_have_arrived_is_not_cancelled_before_the_provider_can_be_asked(world: World) -> None:
    world.provider.fail("send", DOWN, after_doing=True)
    world.settle()
    world.provider.fail("cancel", DOWN)

    with pytest.raises(ProviderUnavailable):
        world.cancel()
    assert world.status() is DRAFT

    assert world.cancel().document.status is CANCELED
    assert world.provider.of(document_id(1)).word == "canceled"


def test_what_waits_for_an_account_that_lets_nobody_in_is_cancelled_all_the_same(world: World) -> None:
    world.provider.fail("cancel", CredentialsRefused("It refuses the password."))

    assert world.cancel().document.status is CANCELED


def test_what_is_cancelled_before_it_went_anywhere_is_settled_without_a_trace(world: World) -> None:
    world.cancel()

    assert world.settle().outcome is Outcome.WITHDRAWN
    assert world.provider.held == {}
    assert world.settle().outcome is Outcome.DONE
    assert [entry.status for entry in world.document().history] == [DRAFT, CANCELED]


def test_what_the_provider_goes_on_with_although_it_was_cancelled_is_not_called_cancelled(world: World) -> None:
    hand_over(world)

    def go_on(call: str) -> None:
        if call == "status":
            world.happen("sent")

    world.provider.before_answer = go_on
    with pytest.raises(ProviderUnavailable, match="not cancelled"):
        world.cancel()
    assert (world.status(), world.provider.calls["cancel"]) == (SENT, 1)


def test_a_lost_answer_to_cancelling_does_no_harm(world: World) -> None:
    hand_over(world)
    world.provider.fail("cancel", DOWN, after_doing=True)

    with pytest.raises(ProviderUnavailable):
        world.cancel()
    assert world.status() is SENT

    assert world.cancel().document.status is CANCELED
    assert [entry.status for entry in world.document().history] == [DRAFT, SENT, CANCELED]


# --- Hints, and what was signed -----------------------------------------------------------------------------------


def test_a_hint_has_the_status_read_back(world: World) -> None:
    hand_over(world)
    world.happen("viewed")

    settled = world.settle()

    assert (settled.outcome, world.status()) == (Outcome.READ_BACK, DocumentStatus.VIEWED)
    assert world.document().history[-1].source is Source.WEBHOOK


def test_a_hint_that_tells_nothing_new_changes_nothing(world: World) -> None:
    hand_over(world)
    before = world.document()

    for _ in range(3):
        world.settle()

    assert world.document() is before


def test_a_hint_about_what_is_closed_asks_nobody(world: World) -> None:
    hand_over(world)
    world.happen("declined")
    world.settle()
    calls = world.provider.calls.total()

    assert world.settle().outcome is Outcome.DONE
    assert world.provider.calls.total() == calls


def test_a_hint_for_another_provider_than_the_documents_own_is_nobodys_business(world: World) -> None:
    world.send(2, provider=SigningProvider.BUILTIN)
    before = world.document(2)

    assert world.settle(2).outcome is Outcome.DONE
    assert world.document(2) is before
    assert world.provider.calls == {}


def test_a_hint_about_an_unknown_document_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        world.settle(99)


def test_what_the_provider_has_lost_is_not_closed_for_that(world: World) -> None:
    hand_over(world)
    world.provider.held.clear()

    world.settle()

    document = world.document()
    assert (document.status, document.provider_status, document.known) == (UNKNOWN, "not_found", SENT)


def test_a_provider_that_recovers_is_noted(world: World) -> None:
    hand_over(world)
    world.provider.fail("status", DOWN)
    assert world.settle().outcome is Outcome.POSTPONED
    assert world.account.last_error is not None
    assert world.document().due_at is None

    world.at += MINUTE
    world.settle()

    assert world.account.failures == 0
    assert world.accounts.get(GETACCEPT).last_error is None


def test_what_was_signed_is_kept_with_its_hash_among_the_customers_documents(world: World) -> None:
    hand_over(world)
    world.happen("signed")

    for _ in range(2):
        world.settle()

    pdf = f"%PDF-1.7 signed held-{document_id(1)}".encode()
    key = signed_document_key(PARTNER_ID, document_id(1))
    document = world.document()
    assert document.signed_file is not None
    assert (document.status, document.due_at) == (SIGNED, None)
    assert (document.signed_file.key, document.signed_file.sha256) == (key, hashlib.sha256(pdf).hexdigest())
    assert world.files.files == {key: pdf}
    (attachment,) = world.attachments.of_customer(CUSTOMER_ID)
    assert attachment.id == signed_document_id(document_id(1))
    assert (attachment.kind, attachment.name) == (AttachmentKind.SIGNED_DOCUMENT, "Safe workplace.pdf")
    assert (attachment.key, attachment.sha256) == (key, document.signed_file.sha256)
    assert world.provider.calls["download"] == 1


@pytest.mark.parametrize("broken", ["download", "files"])
def test_what_was_signed_is_kept_later_when_that_fails_now(world: World, broken: str) -> None:
    hand_over(world)
    world.happen("signed")
    if broken == "download":
        world.provider.fail("download", DOWN)
    world.files.available = broken != "files"

    assert world.settle().outcome is Outcome.POSTPONED
    assert (world.status(), world.document().signed_file) == (SIGNED, None)
    assert len(world.notices()) == 2

    world.files.available = True
    world.at += MINUTE
    assert world.settle().outcome is Outcome.FILED
    assert world.document().signed_file is not None
    assert world.settle().outcome is Outcome.DONE


def test_two_who_keep_it_at_once_keep_it_once(world: World) -> None:
    hand_over(world)
    world.happen("signed")
    world.visit()
    world.attachments.before_add = lambda: _again(world)
    version = world.document().version

    assert world.settle().outcome is Outcome.FILED
    assert world.document().version == version + 1

    assert len(world.files.files) == 1
    assert len(world.attachments.of_customer(CUSTOMER_ID)) == 1
    assert world.document().signed_file is not None


def _again(world: World) -> None:
    world.attachments.before_add = lambda: None
    world.settle()


def test_a_file_that_the_provider_does_not_have_yet_is_asked_for_again(world: World) -> None:
    hand_over(world)
    world.happen("signed")
    world.visit()
    held = world.provider.held.copy()
    world.provider.held.clear()

    assert world.settle().outcome is Outcome.POSTPONED
    world.provider.held |= held
    world.at += MINUTE
    assert world.settle().outcome is Outcome.FILED


def test_a_clock_that_ran_ahead_delays_what_it_put_off_and_loses_nothing(world: World) -> None:
    world.at += timedelta(days=1)
    world.provider.fail("send", DOWN)
    world.settle()
    world.at -= timedelta(days=1)

    hand_over(world)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Safe workplace", "Safe workplace"),
        ("../../etc/passwd", "etc passwd"),
        ('Pris: 5 "kr" | å\r\nX-Header: 1', "Pris 5 kr å X-Header 1"),
        ("...", "document"),
        ("a" * 100, "a" * 80),
    ],
)
def test_a_file_is_named_by_nothing_that_a_file_system_or_a_header_reads(title: str, name: str) -> None:
    assert file_name(title) == name
