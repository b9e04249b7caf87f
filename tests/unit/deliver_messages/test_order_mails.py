"""The mails about orders: what they say, where they lead, what is attached, and when they don't go out."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.deliver_messages.deliver_message import Outcome
from functions.deliver_messages.errand import OF_ORDERS, TO_PARTNER, TO_SHOPPERS, WITH_RFI
from shared.domain.errors import Unavailable
from shared.domain.link import Purpose, open_link
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.money import Money
from shared.domain.order import Order, OrderStatus, OrderStep, PlacedBy, RfiStatus
from shared.domain.order_messages import (
    decision_notice,
    held_back_notice,
    order_addendum,
    pending_notices,
    rfi_reminder,
    rfi_request,
)
from shared.domain.product import Billing, Provisioning
from shared.domain.tenant import Actor
from shared.domain.user import UserState
from tests.support.builders import (
    KEYS,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    SELLER,
    SHOPPER_ID,
    a_contact,
    a_customer,
    a_partner,
    a_shopper,
    an_order,
    an_order_line,
)
from tests.support.fakes.mailer import SentMail
from tests.unit.deliver_messages.world import World

PARTNER = a_partner(notification_email="orders@reseller.example")
ANNA = Actor(user_id=SHOPPER_ID, name="Anna Ek", email="anna.ek@bageri.example")
SHOPPER = a_shopper(state=UserState.ACTIVE, was_active=True)
REASON = "We already have it.\n<b>Call</b> us & ask."
LINES = (
    an_order_line(cost=Money(98_71, "SEK"), price=Money(111_38, "SEK")),
    an_order_line(sku="SETUP", name="Setup", quantity=1, billing=Billing.ONE_TIME, provisioning=Provisioning.MANUAL),
)

DRAFT = an_order(lines=LINES, number=1042, order_number="PO 7")
SUBMITTED = replace(DRAFT.taken(OrderStep.SUBMIT, by=SELLER, at=NOON), order_date=NOON, rfi_status=RfiStatus.INCOMPLETE)
HELD_BACK = replace(DRAFT, held_back_by="implementation_lead_missing")
PENDING = replace(
    DRAFT,
    status=OrderStatus.PENDING_RESELLER_APPROVAL,
    placed_by=PlacedBy.END_CUSTOMER,
    created_by=ANNA,
    order_date=NOON,
    locale=Locale.ENGLISH,
)
ACCEPTED = PENDING.taken(OrderStep.ACCEPT, by=SELLER, at=NOON)
CANCELED = PENDING.taken(OrderStep.CANCEL, by=SELLER, at=NOON, reason=REASON)

CASES: dict[MessageKind, tuple[Message, Order]] = {
    message.kind: (message, order)
    for message, order in (
        (order_addendum(SUBMITTED, PARTNER, NOON), SUBMITTED),
        (rfi_request(SUBMITTED, PARTNER, a_contact(), NOON), SUBMITTED),
        (rfi_reminder(SUBMITTED, PARTNER, a_contact(), NOON, count=1), SUBMITTED),
        (held_back_notice(HELD_BACK, PARTNER, NOON), HELD_BACK),
        (pending_notices(PENDING, PARTNER, NOON)[0], PENDING),
        (decision_notice(MessageKind.ORDER_ACCEPTED_NOTICE, ACCEPTED, PARTNER, NOON), ACCEPTED),
        (decision_notice(MessageKind.ORDER_CANCELED_NOTICE, CANCELED, PARTNER, NOON), CANCELED),
    )
}
each_kind = pytest.mark.parametrize("kind", CASES)
each_language = pytest.mark.parametrize("locale", Locale)


def world_of(message: Message, order: Order, **others: Any) -> World:
    standing: dict[str, Any] = {"users": (SHOPPER,), "partner": PARTNER} | others
    return World(message, order=order, **standing)


def mail_of(kind: MessageKind, *, locale: Locale = Locale.ENGLISH, order: Order | None = None) -> SentMail:
    message, standing = CASES[kind]
    world = world_of(replace(message, locale=locale), order or standing)
    attempt = world.deliver(message)
    assert attempt.outcome is Outcome.SENT, attempt.detail
    (mail,) = world.mailer.sent
    return mail


def flowing(text: str) -> str:
    return " ".join(text.split())


def test_every_kind_is_told_here() -> None:
    assert CASES.keys() == OF_ORDERS


@each_language
@each_kind
def test_text_and_html_say_the_same_in_short_ascii_lines(kind: MessageKind, locale: Locale) -> None:
    mail = mail_of(kind, locale=locale)

    shown = re.sub(r"<(style|title)\b.*?</\1>|<[^>]*>", " ", mail.html, flags=re.DOTALL)
    missing = set(re.findall(r"[a-zåäö]{4,}", mail.text.lower())) - set(re.findall(r"[a-zåäö]{4,}", shown.lower()))
    assert missing <= {"https", "countersign", "example"}
    assert mail.mime.isascii()
    assert max(map(len, mail.mime.split(b"\r\n"))) <= 100
    assert [line for line in mail.text.splitlines() if len(line) > 78 and "https://" not in line] == []
    assert not re.search(r"<(img|link|script|iframe|object)\b|@import|url\(", mail.html)
    assert f'<html lang="{locale}"' in mail.html
    assert mail.message["Content-Language"] == locale


@each_language
@each_kind
def test_there_is_one_button_with_its_address_beneath(kind: MessageKind, locale: Locale) -> None:
    mail = mail_of(kind, locale=locale)

    (address,) = set(re.findall(r"https://countersign\.example/[\w/-]+", mail.text))
    assert mail.html.count(f'href="{address}"') == 2
    assert f">{address}</a>" in mail.html


@pytest.mark.parametrize("kind", sorted(TO_PARTNER))
def test_the_partners_people_are_led_to_the_order(kind: MessageKind) -> None:
    mail = mail_of(kind)

    assert f"https://countersign.example/portal/orders/{ORDER_ID}" in mail.text.split()
    assert mail.message["From"].addresses[0].display_name == "Countersign"


@pytest.mark.parametrize("kind", sorted(TO_SHOPPERS))
def test_a_shopper_is_led_to_the_storefront_and_answers_to_the_partner(kind: MessageKind) -> None:
    mail = mail_of(kind)

    assert f"https://countersign.example/portal/storefront/orders/{ORDER_ID}" in mail.text.split()
    assert mail.message["From"].addresses[0].display_name == "Nordic Resale AB via Countersign"
    assert mail.message["Reply-To"] == "orders@reseller.example"


@pytest.mark.parametrize("kind", sorted(WITH_RFI))
def test_the_lead_gets_the_newest_link_to_the_form_and_answers_to_the_seller(kind: MessageKind) -> None:
    message, order = CASES[kind]
    resent = replace(order, link_number=3)
    world = world_of(replace(message, number=3), resent)
    world.deliver(message)
    (mail,) = world.mailer.sent

    token = mail.text.partition("https://countersign.example/rfi/")[2].split()[0]
    link = open_link(token, Purpose.RFI, KEYS)
    assert (link.partner_id, link.object_id, link.number) == (PARTNER_ID, ORDER_ID, 3)
    assert mail.message["To"] == "Anna Ek <anna.ek@bageri.example>"
    assert mail.message["Reply-To"] == SELLER.email
    assert "12 × Backup 100 GB (monthly)" in mail.text


@each_language
@each_kind
def test_no_mail_holds_an_amount(kind: MessageKind, locale: Locale) -> None:
    mail = mail_of(kind, locale=locale)

    for amount in ("98", "111", "1184", "1 184", "1,184", "SEK"):
        assert not re.search(rf"(?<![\w-]){amount}\b", mail.text), amount


def test_the_addendum_is_attached_byte_by_byte_in_the_language_of_the_mail() -> None:
    message, order = CASES[MessageKind.ORDER_ADDENDUM]
    world = world_of(replace(message, locale=Locale.SWEDISH), order)

    world.deliver(message)

    (mail,) = world.mailer.sent
    (attachment,) = mail.message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == "Order addendum 1 (sv).pdf"
    assert attachment.get_content() == b"%PDF-1.7\r\n\xff\x00 an addendum\n%%EOF\n"
    assert world.addenda.asked == [(PARTNER_ID, ORDER_ID, Locale.SWEDISH)]


@pytest.mark.parametrize("kind", sorted(OF_ORDERS - {MessageKind.ORDER_ADDENDUM}))
def test_no_other_mail_has_anything_attached(kind: MessageKind) -> None:
    assert list(mail_of(kind).message.iter_attachments()) == []


def test_the_mail_with_the_addendum_says_what_was_submitted_and_what_happens_next() -> None:
    mail = mail_of(MessageKind.ORDER_ADDENDUM)

    assert mail.message["Subject"] == "Order 1042 for Bageriet på Hörnet AB: the addendum"
    for said in (
        "Hello Sam Seller,",
        "Customer’s order number: PO 7",
        "Submitted on: 22 November 2026 at 12:00 UTC",
        "The distributor does so and then completes the order.",
        "request for information (RFI)",
        ORDER_ID,
    ):
        assert said in flowing(mail.text), said
    automatic = replace(SUBMITTED, status=OrderStatus.EXECUTED, order_number=None, order_number_not_required=True)
    told = flowing(mail_of(MessageKind.ORDER_ADDENDUM, order=automatic).text)
    assert "All of its products are provided automatically." in told
    assert "Customer’s order number: not required" in told


def test_without_its_addendum_the_mail_waits_and_goes_out_later() -> None:
    message, order = CASES[MessageKind.ORDER_ADDENDUM]
    world = world_of(message, order)
    world.addenda.down = Unavailable("The addendum can't be made now.")

    attempt = world.deliver(message)
    world.addenda.down = None
    world.wait(minutes=2)

    assert (attempt.outcome, attempt.detail) == (Outcome.POSTPONED, "The addendum can't be made now.")
    assert world.deliver(message).outcome is Outcome.SENT


@pytest.mark.parametrize("kind", [MessageKind.ORDER_ADDENDUM, *sorted(TO_SHOPPERS)])
def test_a_mail_that_names_the_number_waits_for_it(kind: MessageKind) -> None:
    message, order = CASES[kind]
    world = world_of(message, replace(order, number=None))

    assert world.deliver(message).outcome is Outcome.POSTPONED
    world.orders.orders[ORDER_ID] = order
    world.wait(minutes=2)
    assert world.deliver(message).outcome is Outcome.SENT


@pytest.mark.parametrize("kind", sorted(OF_ORDERS - TO_SHOPPERS - {MessageKind.ORDER_ADDENDUM}))
def test_the_others_go_out_without_it(kind: MessageKind) -> None:
    mail = mail_of(kind, order=replace(CASES[kind][1], number=None))

    assert "None" not in mail.text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("implementation_lead_missing", "Bageriet på Hörnet AB has no implementation lead."),
        ("not_in_contract", "is not in your contract with the distributor any more"),
        ("quote_expired", "The quote had expired when it was accepted."),
        ("anything_else", "Open it to see what is missing"),
    ],
)
def test_what_holds_an_order_back_is_said_in_words(code: str, said: str) -> None:
    mail = mail_of(MessageKind.ORDER_HELD_BACK_NOTICE, order=replace(HELD_BACK, held_back_by=code))

    assert said in flowing(mail.text).replace("*** ", "")
    assert code not in mail.text


def test_a_pending_order_says_who_ordered_what() -> None:
    told = flowing(mail_of(MessageKind.ORDER_PENDING_NOTICE).text)

    assert "Anna Ek at Bageriet på Hörnet AB has placed an order" in told
    assert "12 × Backup 100 GB (monthly)" in told
    assert "Order: 1042" in told


def test_a_reason_is_quoted_and_never_markup() -> None:
    mail = mail_of(MessageKind.ORDER_CANCELED_NOTICE)

    assert "> We already have it.\n> <b>Call</b> us & ask.\n" in mail.text
    assert "&lt;b&gt;Call&lt;/b&gt; us &amp; ask." in mail.html


def test_who_follows_an_accepted_order_is_told_what_happens() -> None:
    assert "Some of it is set up by hand." in mail_of(MessageKind.ORDER_ACCEPTED_NOTICE).text
    automatic = replace(ACCEPTED, status=OrderStatus.EXECUTED)
    assert "Everything in it is provided at once." in mail_of(MessageKind.ORDER_ACCEPTED_NOTICE, order=automatic).text


def test_a_long_order_is_cut_in_the_mail() -> None:
    lines = tuple(an_order_line(name=f"Part {number}") for number in range(1, 14))
    told = mail_of(MessageKind.RFI_REQUEST, order=replace(SUBMITTED, lines=lines)).text

    assert "Part 10 " in told
    assert "Part 11 " not in told
    assert "and 3 more" in told


@pytest.mark.parametrize(
    ("kind", "present", "why"),
    [
        pytest.param(MessageKind.ORDER_ADDENDUM, DRAFT, "not submitted", id="never-submitted"),
        pytest.param(
            MessageKind.RFI_REQUEST, replace(SUBMITTED, rfi_status=RfiStatus.COMPLETE), "the RFI is complete", id="done"
        ),
        pytest.param(
            MessageKind.RFI_REMINDER,
            replace(SUBMITTED, rfi_status=RfiStatus.COMPLETE),
            "the RFI is complete",
            id="done-meanwhile",
        ),
        pytest.param(
            MessageKind.RFI_REMINDER,
            replace(SUBMITTED, link_number=2),
            "its link was replaced by a newer one",
            id="replaced",
        ),
        pytest.param(MessageKind.ORDER_PENDING_NOTICE, ACCEPTED, "the order is in_progress", id="decided"),
        pytest.param(MessageKind.ORDER_PENDING_NOTICE, CANCELED, "the order is canceled", id="cancelled"),
        pytest.param(MessageKind.ORDER_ACCEPTED_NOTICE, CANCELED, "no accept was decided", id="cancelled-instead"),
        pytest.param(MessageKind.ORDER_CANCELED_NOTICE, ACCEPTED, "no cancel was decided", id="accepted-instead"),
        pytest.param(MessageKind.ORDER_HELD_BACK_NOTICE, SUBMITTED, "no longer held back", id="submitted-meanwhile"),
    ],
)
def test_what_is_no_longer_true_is_not_mailed(kind: MessageKind, present: Order, why: str) -> None:
    message, _ = CASES[kind]
    world = world_of(message, present)

    attempt = world.deliver(message)

    assert (attempt.outcome, attempt.detail) == (Outcome.DROPPED, why)
    assert world.mailer.tries == 0
    assert world.addenda.asked == []


@pytest.mark.parametrize("kind", sorted(TO_SHOPPERS))
@pytest.mark.parametrize("state", [UserState.DEACTIVATED, UserState.INVITED])
def test_who_may_not_sign_in_gets_no_mail_of_orders(kind: MessageKind, state: UserState) -> None:
    message, order = CASES[kind]
    world = world_of(message, order, users=(replace(SHOPPER, state=state),))

    assert world.deliver(message).outcome is Outcome.DROPPED


HOSTILE = "Acme\r\nBcc: victim@example.org\n<script>alert(1)</script> {number} {{ 7*7 }} %s \u2028\u202e\x85"


@each_language
@each_kind
def test_no_name_can_add_a_header_or_markup(kind: MessageKind, locale: Locale) -> None:
    message, order = CASES[kind]
    hostile = replace(
        order,
        company_name=HOSTILE,
        order_number=HOSTILE,
        created_by=replace(order.created_by, name=HOSTILE),
        lines=(an_order_line(name=HOSTILE),),
    )
    world = world_of(
        replace(message, to_name=HOSTILE, locale=locale),
        hostile,
        partner=a_partner(name=HOSTILE),
        customer=a_customer(name=HOSTILE),
    )
    world.deliver(message)

    (mail,) = world.mailer.sent
    assert not [name for name in mail.message.keys() if name.lower() == "bcc"]  # noqa: SIM118
    assert len(mail.message["To"].addresses) == 1
    assert all(str(mail.message[name]).isprintable() for name in ("From", "To", "Subject"))
    assert "<script>" not in mail.html
    assert " 49 " not in mail.html


def test_a_reminder_says_when_it_was_ordered() -> None:
    later = replace(CASES[MessageKind.RFI_REMINDER][0], created_at=NOON + timedelta(days=5))
    world = world_of(later, SUBMITTED)
    world.wait(days=5)
    world.deliver(later)

    (mail,) = world.mailer.sent
    assert "on 22 November 2026 at 12:00 UTC" in flowing(mail.text)
    assert mail.message["Subject"] == "Reminder from Nordic Resale AB: information for your order"
