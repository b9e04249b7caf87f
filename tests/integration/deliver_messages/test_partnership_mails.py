"""Mails of partnerships through table, outbox and SES: each step told once, nothing that is over (E15, F1, F5)."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange
from shared.domain.message import Message, MessageKind, MessageState
from shared.domain.partnership import PartnershipChange, PartnershipStatus
from shared.domain.partnership_messages import announced
from shared.domain.tenant import Tenant
from tests.integration.deliver_messages.test_handler import Clock, mail_event, mailbox, ses_answers, sweep
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID
from tests.support.partnerships import PARTNERSHIP_ID, a_story, put_partners


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def partners(table: DynamoTable, clock: Clock) -> None:
    put_partners(table)
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")


def commit(*story: PartnershipChange) -> list[Message]:
    """Each step by its own side, with its mails; these."""
    messages: list[Message] = []
    for number, step in enumerate(story):
        change, mails = announced(step)
        partnerships = wiring.partnerships(Tenant(step.partnership.business(step.entry.side).partner_id))
        (partnerships.save if number else partnerships.offer)(change, mails)
        messages += mails
    return messages


def subjects() -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox()]


def test_each_step_is_told_to_the_other_side_in_its_language(clock: Clock) -> None:
    for change in a_story(PartnershipStatus.MODIFIED):
        present = wiring.partnerships(Tenant(PARTNER_ID))
        (present.save if change.entry.number > 1 else present.offer)(*announced(change))
        clock.at = change.entry.at + timedelta(minutes=1)
        assert sweep() == {"sent": 1}

    offered, accepted, proposed = mailbox()
    assert [mail["To"].addresses[0].addr_spec for mail in (offered, accepted, proposed)] == [
        "carla@fjord.example",
        "sam@reseller.example",
        "carla@fjord.example",
    ]
    assert subjects() == [
        "Nordic Resale AB erbjuder er ett samarbete",
        "Fjord Drift AS has accepted your offer of a partnership",
        "Nordic Resale AB vill ändra samarbetet",
    ]
    body = offered.get_body(("plain",))
    assert body is not None
    assert f"/portal/partnerships/{PARTNERSHIP_ID}" in body.get_content()


def test_what_is_over_before_it_could_go_out_is_dropped_and_the_end_is_told(clock: Clock) -> None:
    commit(*a_story(PartnershipStatus.WITHDRAWN))
    clock.at += timedelta(hours=4)

    assert sweep() == {"dropped": 1, "sent": 1}
    assert subjects() == ["Nordic Resale AB har dragit tillbaka sitt erbjudande om samarbete"]


def test_while_ses_is_down_it_waits_and_then_goes_out_once(clock: Clock) -> None:
    commit(*a_story(PartnershipStatus.OPEN))
    with ses_answers(503, "ServiceUnavailableException"):
        for _ in range(6):
            clock.at += timedelta(minutes=10)
            sweep()
    assert mailbox() == []

    for _ in range(3):
        clock.at += timedelta(minutes=10)
        sweep()

    assert subjects() == ["Nordic Resale AB erbjuder er ett samarbete"]


def test_a_bounce_is_known_to_the_side_that_took_the_step_alone(clock: Clock) -> None:
    (message,) = commit(*a_story(PartnershipStatus.OPEN))
    clock.at += timedelta(minutes=1)
    sweep()

    mail_event(
        "Bounce",
        message_id=message.id,
        bounceType="Permanent",
        bounceSubType="General",
        bouncedRecipients=[{"emailAddress": "x", "status": "5.1.1"}],
    )

    ours, theirs = (wiring.partnerships(Tenant(one)) for one in (PARTNER_ID, OTHER_PARTNER_ID))
    entry = ours.entry(PARTNERSHIP_ID, 1)
    assert message.kind is MessageKind.PARTNERSHIP_OFFERED
    assert ours.mails_of([entry])[message.id].state is MessageState.BOUNCED
    assert theirs.mails_of([entry]) == {}


def test_a_step_that_is_refused_causes_no_mail(clock: Clock) -> None:
    offer, acceptance = a_story(PartnershipStatus.ACCEPTED)
    commit(offer)
    stale = acceptance.partnership.version + 1
    partnerships = wiring.partnerships(Tenant(OTHER_PARTNER_ID))
    change, mails = announced(acceptance)

    with pytest.raises(ConcurrentChange):
        partnerships.save(replace(change, partnership=replace(change.partnership, version=stale)), mails)
    clock.at = NOON + timedelta(hours=2)

    assert sweep() == {"sent": 1}
    assert subjects() == ["Nordic Resale AB erbjuder er ett samarbete"]
