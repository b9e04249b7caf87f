"""The copies of an acceptance carry its certificate (G3), and wait for it; the acceptance itself waits for nothing."""

from dataclasses import replace

import pytest

from functions.deliver_messages.deliver_message import Outcome
from shared.domain.approval_messages import acceptance_copies
from shared.domain.confirmation import Confirmation
from shared.domain.errors import Unavailable
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from tests.support.builders import NOON, PARTNER_ID, a_customer, a_partner
from tests.unit.deliver_messages.world import World, accepted_by_bo

ACCEPTANCE = EvidenceReference(record_id="evd_1", record_hash="ab" * 32, sequence=1)
LATER = EvidenceReference(record_id="evd_2", record_hash="cd" * 32, sequence=2)
ACCEPTED = replace(accepted_by_bo(), evidence=ACCEPTANCE)
COPIES = {copy.kind: copy for copy in acceptance_copies(ACCEPTED, a_partner(), a_customer(), NOON)}
each_copy = pytest.mark.parametrize("message", COPIES.values(), ids=COPIES)


def world_of(message: Message, confirmation: Confirmation = ACCEPTED) -> World:
    return World(message, confirmation=confirmation)


@each_copy
@pytest.mark.parametrize("locale", Locale)
def test_a_copy_carries_it_byte_by_byte_in_its_own_language(message: Message, locale: Locale) -> None:
    world = world_of(replace(message, locale=locale))

    world.deliver(message)

    (mail,) = world.mailer.sent
    pdf = list(mail.message.iter_attachments())[-1]
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", f"Evidence of acceptance ({locale}).pdf")
    assert pdf.get_content() == b"%PDF-1.7\r\n\xff\x00 a certificate\n%%EOF\n"
    assert world.certificates.asked == [(PARTNER_ID, "evd_1", locale, "https://countersign.example")]
    said = {"en": "The attached PDF is a certificate of this", "sv": "Den bifogade PDF-filen är ett intyg om detta"}
    assert said[locale] in " ".join(mail.text.split())


@each_copy
def test_without_it_the_copy_waits_and_goes_out_later(message: Message) -> None:
    world = world_of(message)
    world.certificates.down = Unavailable("The document can't be made now.")

    attempt = world.deliver(message)
    world.certificates.down = None
    world.wait(minutes=2)

    assert (attempt.outcome, attempt.detail) == (Outcome.POSTPONED, "The document can't be made now.")
    assert world.deliver(message).outcome is Outcome.SENT


def test_it_is_that_of_the_acceptance_whatever_became_of_it_since() -> None:
    message = COPIES[MessageKind.ACCEPTANCE_COPY_PARTNER]
    superseded = ACCEPTED.superseded(now=NOON, by="usr_1", why="quote_changed")
    world = world_of(message, replace(superseded, evidence=LATER.after(ACCEPTANCE)))

    world.deliver(message)

    assert [record_id for _, record_id, _, _ in world.certificates.asked] == ["evd_1"]


def test_an_acceptance_of_before_there_were_records_has_none() -> None:
    message = COPIES[MessageKind.ACCEPTANCE_COPY_PARTNER]
    world = world_of(message, accepted_by_bo())

    assert world.deliver(message).outcome is Outcome.SENT
    (mail,) = world.mailer.sent
    assert list(mail.message.iter_attachments()) == []
    assert "certificate" not in mail.text
