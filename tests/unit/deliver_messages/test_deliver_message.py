"""Delivery: claimed once, sent while it is still wanted, tried again when it must be, given up in the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.deliver_messages.deliver_message import Outcome
from shared.domain.approval_code import code_of, send_code
from shared.domain.approval_messages import (
    acceptance_copies,
    approval_code,
    approval_reminder,
    approval_request,
    decline_notices,
)
from shared.domain.confirmation import Confirmation
from shared.domain.errors import ConcurrentChange, NotFound, Unavailable
from shared.domain.link import Purpose, open_link
from shared.domain.message import MailRefused, Message, MessageState, MessageStep
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    CONFIRMATION_ID,
    KEYS,
    NOON,
    PARTNER_ID,
    SELLER,
    TERMS,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
)
from tests.support.fakes.outbox import FakeOutbox
from tests.unit.deliver_messages.world import World, accepted_by_bo

REQUEST = approval_request(a_confirmation(), PARTNER_ID, NOON)


def test_a_message_is_sent_and_its_row_closed() -> None:
    world = World(REQUEST)

    attempt = world.deliver(REQUEST)

    (mail,) = world.mailer.sent
    assert (mail.to, mail.partner_id, mail.message_id) == ("anna.ek@bageri.example", PARTNER_ID, REQUEST.id)
    assert (attempt.outcome, attempt.detail) == (Outcome.SENT, "ses-1")
    assert (world.kept(REQUEST).state, world.kept(REQUEST).due_at) == (MessageState.SENT, None)


def test_a_message_is_sent_once_however_often_it_is_asked_for() -> None:
    world = World(REQUEST)

    outcomes = [world.deliver(REQUEST).outcome for _ in range(3)]

    assert outcomes == [Outcome.SENT, Outcome.SKIPPED, Outcome.SKIPPED]
    assert len(world.mailer.sent) == 1


def test_an_unknown_message_is_not_found() -> None:
    with pytest.raises(NotFound):
        World().deliver(REQUEST)


def test_the_link_opens_the_confirmation() -> None:
    world = World(REQUEST)

    world.deliver(REQUEST)

    token = world.mailer.sent[0].text.partition("https://countersign.example/approve/")[2].split()[0]
    link = open_link(token, Purpose.APPROVE, KEYS)
    assert (link.partner_id, link.object_id, link.number) == (PARTNER_ID, CONFIRMATION_ID, 1)


def test_the_code_in_the_mail_is_the_one_that_the_page_checks() -> None:
    coded = send_code(a_confirmation(), ANNA_ID, now=NOON)
    message = approval_code(coded, a_contact(), a_partner(), NOON)
    world = World(message, confirmation=coded)

    world.deliver(message)

    assert code_of(CONFIRMATION_ID, 1, KEYS) in world.mailer.sent[0].text.split()


def test_of_two_who_come_at_once_one_sends() -> None:
    class SlowOutbox(FakeOutbox):
        """Somebody else claims between the look and the claim."""

        def save(self, message: Message) -> None:
            if message.attempts == 1 and self.get(message.partner_id, message.id).attempts == 0:
                super().save(message)
            super().save(message)

    world = World(REQUEST)
    world.office = replace(world.office, outbox=SlowOutbox(REQUEST))

    assert world.deliver(REQUEST).outcome is Outcome.SKIPPED
    assert world.mailer.sent == []


def test_a_mailer_that_is_down_postpones_the_message() -> None:
    world = World(REQUEST)
    world.mailer.down = Unavailable("TooManyRequestsException")

    attempt = world.deliver(REQUEST)

    assert (attempt.outcome, attempt.detail) == (Outcome.POSTPONED, "TooManyRequestsException")
    assert world.kept(REQUEST).state is MessageState.WAITING
    assert world.kept(REQUEST).due_at == NOON + timedelta(minutes=1)


def test_a_postponed_message_is_left_alone_until_its_time() -> None:
    world = World(REQUEST)
    world.mailer.down = Unavailable("ServiceUnavailable")
    world.deliver(REQUEST)
    world.mailer.down = None

    too_early = world.deliver(REQUEST)
    world.wait(minutes=2)

    assert too_early.outcome is Outcome.SKIPPED
    assert world.deliver(REQUEST).outcome is Outcome.SENT


def test_a_refused_mail_dies_with_the_reason() -> None:
    world = World(REQUEST)
    world.mailer.down = MailRefused("MessageRejected")

    attempt = world.deliver(REQUEST)

    assert attempt.outcome is Outcome.DIED
    assert world.kept(REQUEST).state is MessageState.DEAD
    assert world.kept(REQUEST).events[-1].detail == "MessageRejected"


def test_an_address_that_no_mail_can_carry_dies() -> None:
    odd = replace(REQUEST, to_address="jörg@bageri.example")
    world = World(odd)

    assert world.deliver(odd).outcome is Outcome.DIED
    assert world.mailer.tries == 0


def test_after_three_days_a_message_dies_untried() -> None:
    world = World(REQUEST)
    world.wait(days=3)

    assert world.deliver(REQUEST).outcome is Outcome.DIED
    assert (world.kept(REQUEST).state, world.mailer.tries) == (MessageState.DEAD, 0)


def test_a_lost_reply_is_closed_by_the_providers_event() -> None:
    world = World(REQUEST)
    world.mailer.reply_lost = Unavailable("ReadTimeoutError")
    world.mailer.meanwhile = lambda: world.outbox.save(world.kept(REQUEST).moved(MessageStep.SEND, NOON))

    assert world.deliver(REQUEST).outcome is Outcome.SKIPPED
    world.wait(hours=1)
    world.deliver(REQUEST)

    assert len(world.mailer.sent) == 1


def test_a_lost_reply_without_an_event_sends_again_but_not_before_the_lease_ends() -> None:
    world = World(REQUEST)
    world.mailer.reply_lost = Unavailable("ReadTimeoutError")
    world.deliver(REQUEST)
    world.mailer.reply_lost = None

    world.wait(seconds=59)
    assert world.deliver(REQUEST).outcome is Outcome.SKIPPED
    world.wait(seconds=1)
    assert world.deliver(REQUEST).outcome is Outcome.SENT


def test_an_event_that_comes_before_the_reply_is_not_undone() -> None:
    world = World(REQUEST)
    world.mailer.meanwhile = lambda: world.outbox.save(world.kept(REQUEST).moved(MessageStep.DELIVERY, NOON))

    assert world.deliver(REQUEST).outcome is Outcome.SENT
    assert world.kept(REQUEST).state is MessageState.DELIVERED


def test_who_crashes_after_the_claim_leaves_the_message_to_the_next() -> None:
    class Crash(BaseException):
        pass

    def crash() -> None:
        raise Crash

    world = World(REQUEST)
    world.mailer.meanwhile = crash
    with pytest.raises(Crash):
        world.deliver(REQUEST)
    world.mailer.meanwhile = lambda: None

    world.wait(seconds=60)

    assert world.deliver(REQUEST).outcome is Outcome.SENT


def test_rows_that_cannot_be_read_now_postpone_the_message() -> None:
    class Busy:
        def read_approval(self, confirmation_id: str) -> object:
            raise Unavailable("The table can't answer now.")

    world = World(REQUEST)
    world.office = replace(world.office, confirmations=lambda _: Busy())  # type: ignore[arg-type, return-value]

    assert world.deliver(REQUEST).outcome is Outcome.POSTPONED


def closed_confirmations() -> list[Confirmation]:
    sent = a_confirmation()
    return [
        sent.revoked("A mistake", now=NOON, by=SELLER.user_id),
        sent.superseded(now=NOON, by=SELLER.user_id, why="changed"),
        sent.declined("Too much", now=NOON, origin=A_PHONE),
        accepted_by_bo(),
        replace(sent, expires_at=NOON),
    ]


@pytest.mark.parametrize("closed", closed_confirmations(), ids=lambda one: one.state_at(NOON))
@pytest.mark.parametrize("make", [approval_request, approval_reminder])
def test_nobody_is_asked_to_confirm_what_is_closed(closed: Confirmation, make: object) -> None:
    message = make(closed, PARTNER_ID, NOON)  # type: ignore[operator]
    world = World(message, confirmation=closed)

    attempt = world.deliver(message)

    assert (attempt.outcome, attempt.detail) == (Outcome.DROPPED, f"the confirmation is {closed.state_at(NOON)}")
    assert (world.kept(message).state, world.mailer.tries) == (MessageState.DROPPED, 0)


def test_a_link_that_was_replaced_is_not_mailed() -> None:
    sent = a_confirmation()
    resent = sent.resent(
        sent.addressee, now=NOON, by=SELLER.user_id, validity=timedelta(days=30), reminder=timedelta(days=5)
    )
    world = World(REQUEST, confirmation=resent)

    assert world.deliver(REQUEST).outcome is Outcome.DROPPED


@pytest.mark.parametrize("waited", [timedelta(minutes=10), timedelta(0)], ids=["expired", "replaced"])
def test_a_code_that_no_longer_counts_is_not_mailed(waited: timedelta) -> None:
    coded = send_code(a_confirmation(), ANNA_ID, now=NOON)
    message = approval_code(coded, a_contact(), a_partner(), NOON)
    present = coded if waited else send_code(coded, ANNA_ID, now=NOON)
    world = World(message, confirmation=present)
    world.now += waited

    assert world.deliver(message).outcome is Outcome.DROPPED


def test_copies_of_an_acceptance_go_out_even_when_the_quote_changed_meanwhile() -> None:
    superseded = accepted_by_bo().superseded(now=NOON, by=SELLER.user_id, why="changed")
    copies = acceptance_copies(accepted_by_bo(), a_partner(), a_customer(), NOON)
    world = World(*copies, confirmation=superseded)

    assert {world.deliver(copy).outcome for copy in copies} == {Outcome.SENT}


def test_no_copy_is_sent_of_an_acceptance_that_did_not_happen() -> None:
    copies = acceptance_copies(accepted_by_bo(), a_partner(), a_customer(), NOON)
    notices = decline_notices(a_confirmation(), a_partner(), NOON)
    world = World(*copies, *notices, confirmation=a_confirmation())

    assert {world.deliver(message).outcome for message in (*copies, *notices)} == {Outcome.DROPPED}


def test_no_copy_is_sent_with_other_terms_than_were_accepted() -> None:
    copy = acceptance_copies(accepted_by_bo(), a_partner(), a_customer(), NOON)[0]
    world = World(copy, confirmation=accepted_by_bo(), terms=[replace(TERMS, body_markdown="Something else")])

    with pytest.raises(RuntimeError, match="not the ones that were sent"):
        world.deliver(copy)
    assert world.mailer.tries == 0


def test_losing_every_race_to_close_the_row_is_told_and_the_lease_stands() -> None:
    class Contended(FakeOutbox):
        def save(self, message: Message) -> None:
            if message.state is MessageState.SENT:
                raise ConcurrentChange
            super().save(message)

    world = World(REQUEST)
    world.office = replace(world.office, outbox=Contended(REQUEST))

    with pytest.raises(Unavailable):
        world.deliver(REQUEST)
    assert world.deliver(REQUEST).outcome is Outcome.SKIPPED
