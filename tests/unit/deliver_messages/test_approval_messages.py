"""Which messages a change of a confirmation causes, to whom, in which language."""

import re
from dataclasses import replace

import pytest

from shared.domain.approval_code import send_code
from shared.domain.approval_messages import (
    acceptance_copies,
    approval_code,
    approval_reminder,
    approval_request,
    approval_request_id,
    change_request_notices,
    decline_notices,
)
from shared.domain.confirmation import Person
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    NOON,
    PARTNER_ID,
    SELLER,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
    bo,
)

PARTNER = a_partner(notification_email="orders@reseller.example")
ACCEPTED_BY_ANNA = a_confirmation().accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE)
ACCEPTED_BY_BO = a_confirmation().accepted(Person.of(bo()), now=NOON, origin=A_PHONE)


def told(messages: tuple[Message, ...]) -> list[tuple[MessageKind, str, Locale]]:
    return [(message.kind, message.to_address, message.locale) for message in messages]


def test_a_request_goes_to_the_addressee_with_the_newest_link() -> None:
    resent = replace(a_confirmation(), link_number=2)

    message = approval_request(resent, PARTNER_ID, NOON)

    assert message.id == approval_request_id(CONFIRMATION_ID, 2) == f"{CONFIRMATION_ID}-approval_request-2"
    assert (message.to_address, message.number, message.about) == ("anna.ek@bageri.example", 2, CONFIRMATION_ID)


def test_every_reminder_of_every_link_is_a_message_of_its_own() -> None:
    reminded = [replace(a_confirmation(), link_number=link, reminders=count) for link in (1, 2) for count in (1, 2)]

    assert len({approval_reminder(one, PARTNER_ID, NOON).id for one in reminded}) == len(reminded)


def test_a_code_goes_to_the_person_selected_in_their_language() -> None:
    coded = send_code(a_confirmation(), BO_ID, now=NOON)

    message = approval_code(coded, bo(), PARTNER, NOON)

    assert message.id == f"{CONFIRMATION_ID}-approval_code-1"
    assert (message.to_address, message.locale, message.number) == ("bo@bageri.example", Locale.SWEDISH, 1)


def test_an_acceptance_by_the_addressee_makes_one_copy_for_the_customer() -> None:
    assert told(acceptance_copies(ACCEPTED_BY_ANNA, a_partner(), a_customer(), NOON)) == [
        (MessageKind.ACCEPTANCE_COPY_CUSTOMER, "anna.ek@bageri.example", Locale.ENGLISH),
        (MessageKind.ACCEPTANCE_COPY_PARTNER, SELLER.email, Locale.ENGLISH),
    ]


def test_an_acceptance_by_another_makes_a_copy_for_each_in_their_language() -> None:
    assert told(acceptance_copies(ACCEPTED_BY_BO, PARTNER, a_customer(), NOON)) == [
        (MessageKind.ACCEPTANCE_COPY_CUSTOMER, "anna.ek@bageri.example", Locale.ENGLISH),
        (MessageKind.ACCEPTANCE_COPY_CUSTOMER, "bo@bageri.example", Locale.SWEDISH),
        (MessageKind.ACCEPTANCE_COPY_PARTNER, SELLER.email, Locale.ENGLISH),
        (MessageKind.ACCEPTANCE_COPY_PARTNER, "orders@reseller.example", Locale.ENGLISH),
    ]


def test_who_has_no_language_is_written_to_in_the_partners() -> None:
    customer = a_customer(contacts=(a_contact(language=None),))
    swedish = a_partner(locale=Locale.SWEDISH)

    copies = acceptance_copies(ACCEPTED_BY_ANNA, swedish, customer, NOON)

    assert {copy.locale for copy in copies} == {Locale.SWEDISH}


def test_what_nobody_accepted_has_no_copies() -> None:
    assert acceptance_copies(a_confirmation(), PARTNER, a_customer(), NOON) == ()


def test_the_partner_is_told_once_where_its_notification_address_is_the_senders() -> None:
    partner = a_partner(notification_email=SELLER.email.upper())

    assert len(decline_notices(a_confirmation(), partner, NOON)) == 1


@pytest.mark.parametrize(
    ("notices", "kind"),
    [
        (decline_notices, MessageKind.DECLINED_NOTICE),
        (change_request_notices, MessageKind.CHANGE_REQUESTED_NOTICE),
    ],
)
def test_the_sender_and_the_notification_address_are_told_of_an_answer(notices: object, kind: MessageKind) -> None:
    made = notices(a_confirmation(), PARTNER, NOON)  # type: ignore[operator]

    assert [(message.kind, message.to_address) for message in made] == [
        (kind, SELLER.email),
        (kind, "orders@reseller.example"),
    ]


def test_ids_can_travel_as_mail_tags_and_follow_from_the_change_alone() -> None:
    later = NOON.replace(hour=20)
    first, again = (
        (
            approval_request(a_confirmation(), PARTNER_ID, now),
            *acceptance_copies(ACCEPTED_BY_BO, PARTNER, a_customer(), now),
            *decline_notices(a_confirmation(), PARTNER, now),
        )
        for now in (NOON, later)
    )

    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", message.id) for message in first)
    assert [message.id for message in first] == [message.id for message in again]
    assert len({message.id for message in first}) == len(first)
    assert f"{CONFIRMATION_ID}-acceptance_copy_customer-{ANNA_ID}" in {message.id for message in first}
