"""Mails and texts about digital documents, and what their delivery says of the envelope (D1, D2, D7, D8, F5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.deliver_messages.deliver_message import Outcome
from functions.deliver_messages.record_report import Report, record_report
from shared.domain.channel import Channel
from shared.domain.digital_document import Choices, DigitalDocument, DocumentStatus
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState, new_envelope
from shared.domain.errors import Unavailable
from shared.domain.link import Purpose, open_link
from shared.domain.locale import Locale
from shared.domain.message import MailRefused, Message, MessageState, MessageStep
from shared.domain.partner import SigningProvider
from shared.domain.signing_messages import signed_copy, signing_reminder, signing_request, status_notices
from tests.support.builders import A_PHONE, KEYS, NOON, PARTNER_ID, TENANT, a_partner
from tests.support.signing import DOCUMENT_ID, PDF_SHA256, a_document, a_recipient, an_envelope, an_option, an_upsell
from tests.unit.deliver_messages.world import World

BY_TEXT = a_document(recipient=a_recipient(channel=Channel.SMS, address="+46701234567"))


def waiting(document: DigitalDocument) -> Envelope:
    return new_envelope(document, sha256=PDF_SHA256, now=NOON)


def world_of(message: Message, document: DigitalDocument, envelope: Envelope) -> World:
    return World(message, documents=[document], envelopes=[envelope])


def asked(document: DigitalDocument) -> World:
    return world_of(signing_request(document, PARTNER_ID, NOON), document, waiting(document))


def request_in(world: World) -> Message:
    (message,) = world.outbox.messages.values()
    return message


def token_in(text: str) -> str:
    return text.partition("/sign/")[2].split()[0]


def test_a_request_by_mail_leads_to_the_signing_page_and_names_the_price() -> None:
    world = asked(a_document())

    attempt = world.deliver(request_in(world))

    (mail,) = world.mailer.sent
    assert attempt.outcome is Outcome.SENT
    assert mail.to == "anna.ek@bageri.example"
    assert mail.message["Subject"] == "Nordic Resale AB asks you to sign: Safe workplace"
    assert open_link(token_in(mail.text), Purpose.SIGN, KEYS).object_id == DOCUMENT_ID
    assert "SEK" in mail.text
    assert str(mail.message["Reply-To"]) == "sam@reseller.example"


def test_a_request_by_text_is_one_line_with_the_link_and_goes_by_no_mail() -> None:
    world = asked(BY_TEXT)

    world.deliver(request_in(world))

    ((to, text),) = world.texter.sent
    assert to == "+46701234567"
    assert text.startswith("Nordic Resale AB asks you to sign (quote), by 22 December 2026: https://")
    assert open_link(token_in(text), Purpose.SIGN, KEYS).object_id == DOCUMENT_ID
    assert "\n" not in text
    assert world.mailer.sent == []


@pytest.mark.parametrize("document", [a_document(), BY_TEXT], ids=["mail", "text"])
def test_what_was_handed_over_is_sent_and_the_poll_is_told(document: DigitalDocument) -> None:
    world = asked(document)

    world.deliver(request_in(world))

    assert world.envelopes.envelopes[DOCUMENT_ID].state is EnvelopeState.SENT
    assert [task[:3] for task in world.queue.documents] == [(TENANT, SigningProvider.BUILTIN, DOCUMENT_ID)]


def test_it_counts_as_sent_though_nobody_can_be_told() -> None:
    world = asked(a_document())
    world.queue.available = False

    world.deliver(request_in(world))

    assert world.envelopes.envelopes[DOCUMENT_ID].state is EnvelopeState.SENT


@pytest.mark.parametrize("document", [a_document(), BY_TEXT], ids=["mail", "text"])
def test_what_is_refused_for_good_is_undeliverable(document: DigitalDocument) -> None:
    world = asked(document)
    world.mailer.down = world.texter.down = MailRefused("InvalidParameter")

    attempt = world.deliver(request_in(world))

    assert attempt.outcome is Outcome.DIED
    assert world.envelopes.envelopes[DOCUMENT_ID].state is EnvelopeState.UNDELIVERABLE


@pytest.mark.parametrize("document", [a_document(), BY_TEXT], ids=["mail", "text"])
def test_while_the_service_is_down_the_request_waits_and_the_envelope_with_it(document: DigitalDocument) -> None:
    world = asked(document)
    world.mailer.down = world.texter.down = Unavailable("Throttling")

    attempt = world.deliver(request_in(world))

    assert attempt.outcome is Outcome.POSTPONED
    assert world.envelopes.envelopes[DOCUMENT_ID].state is EnvelopeState.WAITING


def reported(world: World, step: MessageStep) -> EnvelopeState:
    message = request_in(world)
    report = Report(partner_id=PARTNER_ID, message_id=message.id, step=step, at=NOON)
    record_report(report, world.office.ledger)
    return world.envelopes.envelopes[DOCUMENT_ID].state


def test_a_bounce_makes_it_undeliverable_unless_it_was_seen_by_then() -> None:
    sent, seen = asked(a_document()), asked(a_document())
    for world in (sent, seen):
        world.deliver(request_in(world))
    viewed = seen.envelopes.envelopes[DOCUMENT_ID].viewed(now=NOON, origin=A_PHONE)
    seen.envelopes.save(viewed)

    assert reported(sent, MessageStep.BOUNCE) is EnvelopeState.UNDELIVERABLE
    assert reported(seen, MessageStep.BOUNCE) is EnvelopeState.VIEWED
    assert request_in(seen).state is MessageState.BOUNCED


def test_a_lost_reply_is_made_good_by_the_report_of_the_mail_service() -> None:
    world = asked(a_document())

    assert reported(world, MessageStep.SEND) is EnvelopeState.SENT
    assert reported(world, MessageStep.DELIVERY) is EnvelopeState.SENT


@pytest.mark.parametrize("event", [EnvelopeEvent.CANCEL, EnvelopeEvent.EXPIRE, EnvelopeEvent.DECLINE])
def test_nobody_is_asked_to_sign_what_is_closed(event: EnvelopeEvent) -> None:
    closed = waiting(a_document()).moved(event, now=NOON)
    world = world_of(signing_request(a_document(), PARTNER_ID, NOON), a_document(), closed)

    attempt = world.deliver(request_in(world))

    assert attempt.outcome is Outcome.DROPPED
    assert world.mailer.sent == []


def test_a_reminder_says_that_it_is_one() -> None:
    envelope = an_envelope().reminded(now=NOON)
    world = world_of(signing_reminder(a_document(), envelope, PARTNER_ID, NOON), a_document(), envelope)

    world.deliver(request_in(world))

    (mail,) = world.mailer.sent
    assert mail.message["Subject"] == "Reminder from Nordic Resale AB: Safe workplace"


def signed_world(document: DigitalDocument, choices: Choices) -> World:
    envelope = an_envelope(document).signed(choices, now=NOON + timedelta(hours=1), origin=A_PHONE)
    return world_of(signed_copy(document, PARTNER_ID, NOON), document, envelope)


def test_the_copy_carries_the_signed_pdf_and_what_was_chosen() -> None:
    document = a_document(lines=(*a_document().lines, an_option()))
    world = signed_world(document, Choices(options=("3",)))

    world.deliver(request_in(world))

    (mail,) = world.mailer.sent
    (attachment,) = mail.message.iter_attachments()
    assert attachment.get_content() == f"%PDF-1.7 {DOCUMENT_ID} signed".encode()
    assert "Monitoring around the clock" in mail.text


def test_what_was_not_chosen_is_not_in_the_copy() -> None:
    world = signed_world(a_document(lines=(*a_document().lines, an_option())), Choices())

    world.deliver(request_in(world))

    assert "Monitoring around the clock" not in world.mailer.sent[0].text


def test_only_accepted_jobs_are_in_the_copy() -> None:
    upsell = an_upsell()
    envelope = an_envelope(upsell).signed(Choices(accepted_jobs=("2",)), now=NOON, origin=A_PHONE)
    message = signed_copy(upsell, PARTNER_ID, NOON)
    world = World(message, documents=[upsell], envelopes=[envelope])

    world.deliver(message)

    assert "Wiring" in world.mailer.sent[0].text
    assert "× New oven door" not in world.mailer.sent[0].text


def test_the_copy_waits_for_its_pdf() -> None:
    world = signed_world(a_document(), Choices())
    world.pdfs.down = Unavailable("It can't be made now.")

    assert world.deliver(request_in(world)).outcome is Outcome.POSTPONED


def test_the_copy_by_text_is_a_link_and_needs_no_pdf() -> None:
    world = signed_world(BY_TEXT, Choices())
    world.pdfs.down = Unavailable("It can't be made now.")

    world.deliver(request_in(world))

    ((_, text),) = world.texter.sent
    assert text.startswith("Thank you for signing.")


def closed_with(status: str, **changes: Any) -> DigitalDocument:
    return a_document(status=DocumentStatus(status), known=DocumentStatus(status), **changes)


@pytest.mark.parametrize(
    ("status", "subject"),
    [
        ("signed", "Bageriet på Hörnet AB has signed: Safe workplace"),
        ("declined", "Bageriet på Hörnet AB has declined: Safe workplace"),
        ("undeliverable", "Not delivered: Safe workplace"),
        ("expired", "Expired unsigned: Safe workplace"),
    ],
)
def test_the_seller_is_told_how_it_ended(status: str, subject: str) -> None:
    document = closed_with(status, reason="Too expensive" if status == "declined" else None)
    (notice,) = status_notices(document, a_partner(), NOON)
    world = World(notice, documents=[document])

    world.deliver(notice)

    (mail,) = world.mailer.sent
    assert mail.to == "sam@reseller.example"
    assert mail.message["Subject"] == subject
    assert f"https://countersign.example/portal/digital-documents/{DOCUMENT_ID}" in mail.text
    assert ("Too expensive" in mail.text) is (status == "declined")


@pytest.mark.parametrize("status", ["draft", "sent", "viewed", "canceled", "unknown"])
def test_nobody_is_told_of_the_rest(status: str) -> None:
    assert status_notices(closed_with(status), a_partner(notification_email="office@reseller.example"), NOON) == ()


def test_the_partners_office_is_told_too_in_the_partners_language() -> None:
    partner = a_partner(notification_email="office@reseller.example", locale=Locale.SWEDISH)
    document = closed_with("signed")
    notices = status_notices(document, partner, NOON)
    world = World(*notices, documents=[document], partner=partner)

    for notice in notices:
        world.deliver(notice)

    assert [mail.to for mail in world.mailer.sent] == ["sam@reseller.example", "office@reseller.example"]
    assert {mail.message["Subject"] for mail in world.mailer.sent} == {
        "Bageriet på Hörnet AB har skrivit under: Safe workplace"
    }


def test_a_notice_of_what_is_no_longer_so_is_dropped() -> None:
    (notice,) = status_notices(closed_with("signed"), a_partner(), NOON)
    world = World(notice, documents=[a_document()])

    assert world.deliver(notice).outcome is Outcome.DROPPED


@pytest.mark.parametrize("locale", Locale)
def test_every_message_can_be_said_in_both_languages(locale: Locale) -> None:
    for document in (a_document(), BY_TEXT, an_upsell()):
        spoken = replace(document, recipient=replace(document.recipient, locale=locale))
        envelope = an_envelope(spoken)
        signed = envelope.signed(Choices(), now=NOON, origin=A_PHONE)
        for message, stands in (
            (signing_request(spoken, PARTNER_ID, NOON), envelope),
            (signing_reminder(spoken, envelope, PARTNER_ID, NOON), envelope),
            (signed_copy(spoken, PARTNER_ID, NOON), signed),
        ):
            world = world_of(message, spoken, stands)
            assert world.deliver(message).outcome is Outcome.SENT
