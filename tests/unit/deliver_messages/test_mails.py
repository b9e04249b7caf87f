"""What the mails say, as a mailbox takes them apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.deliver_messages.compose import TEXTS
from functions.deliver_messages.compose_of_document import COMPOSERS
from functions.deliver_messages.errand import OF_ORDERS, TO_USERS
from functions.deliver_messages.errand_of_partnership import OF_PARTNERSHIPS
from functions.deliver_messages.mime import ascii_address
from functions.partnership.portal.roles_form import STANDARD_ROLES
from shared.domain.approval_code import code_of, send_code
from shared.domain.approval_messages import (
    acceptance_copies,
    approval_code,
    approval_reminder,
    approval_request,
    change_request_notices,
    decline_notices,
)
from shared.domain.confirmation import Confirmation, ConfirmedLine, Person
from shared.domain.digital_document import DocumentKind
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.partnership import Environment, Label
from shared.domain.product import Billing
from shared.texts import load_texts
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
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
from tests.support.fakes.mailer import SentMail
from tests.unit.deliver_messages.world import accepted_by_bo, mail_of

REASON = "We need ten licences only.\n<b>No</b> installation & no backup."


def occasions(sent: Confirmation | None = None) -> dict[MessageKind, tuple[Message, Confirmation]]:
    """One message of each kind, with the confirmation as it stands when the message is delivered."""
    sent = sent or a_confirmation()
    partner, customer = a_partner(), a_customer()
    coded = send_code(sent, ANNA_ID, now=NOON)
    accepted = sent.accepted(accepted_by_bo().accepted_by or sent.addressee, now=NOON, origin=A_PHONE)
    declined = sent.declined(REASON, now=NOON, origin=A_PHONE)
    changed = sent.change_asked(REASON, now=NOON, origin=A_PHONE)
    copies = {copy.kind: copy for copy in acceptance_copies(accepted, partner, customer, NOON)}
    return {
        MessageKind.APPROVAL_REQUEST: (approval_request(sent, PARTNER_ID, NOON), sent),
        MessageKind.APPROVAL_REMINDER: (approval_reminder(sent, PARTNER_ID, NOON), sent),
        MessageKind.APPROVAL_CODE: (approval_code(coded, a_contact(), partner, NOON), coded),
        **{kind: (copy, accepted) for kind, copy in copies.items()},
        MessageKind.DECLINED_NOTICE: (decline_notices(declined, partner, NOON)[0], declined),
        MessageKind.CHANGE_REQUESTED_NOTICE: (change_request_notices(changed, partner, NOON)[0], changed),
    }


def every_mail(
    locale: Locale | None = None, sent: Confirmation | None = None
) -> Iterator[tuple[MessageKind, SentMail]]:
    for kind, (message, confirmation) in occasions(sent).items():
        spoken = replace(message, locale=locale or message.locale)
        yield kind, mail_of(spoken, confirmation)


TO_CUSTOMER = {
    MessageKind.APPROVAL_REQUEST,
    MessageKind.APPROVAL_REMINDER,
    MessageKind.APPROVAL_CODE,
    MessageKind.ACCEPTANCE_COPY_CUSTOMER,
}


def test_every_kind_of_message_has_a_mail() -> None:
    elsewhere = TO_USERS | OF_ORDERS | OF_PARTNERSHIPS | set(COMPOSERS)
    assert {kind for kind, _ in every_mail()} == set(MessageKind) - elsewhere


def test_a_customers_mail_comes_from_the_partner_and_is_answered_to_the_seller() -> None:
    for kind, mail in every_mail():
        sender = mail.message["From"].addresses[0]
        assert sender.addr_spec == "no-reply@countersign.example"
        if kind in TO_CUSTOMER:
            assert sender.display_name == "Nordic Resale AB via Countersign"
            assert mail.message["Reply-To"] == SELLER.email
        else:
            assert sender.display_name == "Countersign"
            assert mail.message["Reply-To"] is None


def test_a_repeated_attempt_has_the_same_message_id_and_another_message_another() -> None:
    made = occasions()
    first, again = (mail_of(*made[MessageKind.APPROVAL_REQUEST]).message["Message-ID"] for _ in range(2))

    assert first == again != mail_of(*made[MessageKind.APPROVAL_REMINDER]).message["Message-ID"]


def test_the_headers_say_that_nobody_typed_it() -> None:
    message, confirmation = occasions()[MessageKind.APPROVAL_REQUEST]

    headers = mail_of(message, confirmation).message

    assert headers["To"] == "Anna Ek <anna.ek@bageri.example>"
    assert headers["Date"].datetime == NOON
    assert re.fullmatch(r"<[0-9a-f]{32}@countersign\.example>", headers["Message-ID"])
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "en"
    assert not [name for name in headers.keys() if name.lower().startswith(("list-", "bcc", "cc"))]  # noqa: SIM118


@pytest.mark.parametrize("locale", Locale)
def test_every_mail_is_ascii_with_short_lines(locale: Locale) -> None:
    for _, mail in every_mail(locale):
        assert mail.mime.isascii()
        assert max(map(len, mail.mime.split(b"\r\n"))) <= 100


@pytest.mark.parametrize("locale", Locale)
def test_the_text_fits_a_narrow_window(locale: Locale) -> None:
    long_winded = replace(a_confirmation(), title="A proposal with a title that is as long as titles get " * 3)

    for _, mail in every_mail(locale, long_winded):
        assert [line for line in mail.text.splitlines() if len(line) > 78 and "https://" not in line] == []


@pytest.mark.parametrize("locale", Locale)
def test_text_and_html_say_the_same(locale: Locale) -> None:
    for kind, mail in every_mail(locale):
        shown = re.sub(r"<(style|title)\b.*?</\1>|<[^>]*>", " ", mail.html, flags=re.DOTALL)
        words = set(re.findall(r"[a-zåäö]{4,}", mail.text.lower()))
        missing = words - set(re.findall(r"[a-zåäö]{4,}", shown.lower()))
        assert missing <= {"https", "countersign", "example"}, kind


@pytest.mark.parametrize("locale", Locale)
def test_nothing_is_loaded_from_elsewhere(locale: Locale) -> None:
    for _, mail in every_mail(locale):
        markup = mail.html + "".join(str(part.get_content()) for part in mail.message.iter_attachments())
        assert not re.search(r"<(img|link|script|iframe|object)\b|@import|url\(", markup)


@pytest.mark.parametrize("locale", Locale)
def test_each_language_is_said_to_be_what_it_is(locale: Locale) -> None:
    for _, mail in every_mail(locale):
        assert f'<html lang="{locale}"' in mail.html


def test_a_request_says_what_from_whom_until_when_and_where() -> None:
    message, confirmation = occasions()[MessageKind.APPROVAL_REQUEST]

    mail = mail_of(message, confirmation)

    assert mail.message["Subject"] == "Nordic Resale AB asks you to confirm: Safe workplace"
    for said in (
        "Hello Anna Ek,",
        "12 × Backup 100 GB (monthly)",
        "1 × Installation on site (one-time)",
        "Permitted users: 25",
        "22 December 2026 at 12:00 UTC",
        "Sam Seller at Nordic Resale AB sent this",
    ):
        assert said in mail.text


def test_the_address_of_the_one_button_stands_beneath_it_in_plain_text() -> None:
    for kind in (MessageKind.APPROVAL_REQUEST, MessageKind.APPROVAL_REMINDER):
        mail = mail_of(*occasions()[kind])
        (address,) = set(re.findall(r"https://countersign\.example/approve/[\w-]{72}", mail.text))

        assert mail.html.count(f'href="{address}"') == 2
        assert f">{address}</a>" in mail.html


def test_a_long_list_of_products_is_cut_in_the_request_and_whole_in_the_copy() -> None:
    lines = tuple(ConfirmedLine(description=f"Part {n}", quantity=1, billing=Billing.MONTHLY) for n in range(1, 14))
    sent = replace(a_confirmation(), lines=lines)
    mails = dict(every_mail(sent=sent))

    assert "Part 10 " in mails[MessageKind.APPROVAL_REQUEST].text
    assert "Part 11 " not in mails[MessageKind.APPROVAL_REQUEST].text
    assert "and 3 more on the page" in mails[MessageKind.APPROVAL_REQUEST].text
    assert "Part 13 " in mails[MessageKind.ACCEPTANCE_COPY_CUSTOMER].text


def test_a_code_is_shown_once_in_the_body_and_never_in_the_subject() -> None:
    mail = mail_of(*occasions()[MessageKind.APPROVAL_CODE])
    code = code_of(CONFIRMATION_ID, 1, KEYS)

    assert (mail.text.count(code), mail.html.count(code)) == (1, 1)
    assert code not in mail.message["Subject"]
    assert "10 minutes, until 22 November 2026 at 12:10 UTC" in " ".join(mail.text.split())
    assert "Wasn’t this you?" in mail.text


def test_the_customers_copy_is_the_whole_record_and_attached_to_be_kept() -> None:
    accepted = accepted_by_bo()
    message = acceptance_copies(accepted, a_partner(), a_customer(), NOON)[0]

    mail = mail_of(message, accepted)

    (attachment,) = mail.message.iter_attachments()
    assert attachment.get_filename() == f"confirmation-{CONFIRMATION_ID}.html"
    assert attachment.get_content_type() == "text/html"
    for said in (
        "Safe workplace",
        "Bageriet på Hörnet AB",
        "Bo Berg",
        "Anna Ek",
        "22 November 2026 at 14:00 UTC",
        f"{TERMS.title}, version {TERMS.version}",
        TERMS.sha256,
        CONFIRMATION_ID,
        "12 × Backup 100 GB",
        "is made within ten days.",
    ):
        assert all(said in part for part in (mail.text, mail.html, mail.record)), said
    assert "<strong>Delivery</strong>" in mail.html
    assert "<strong>Delivery</strong>" in mail.record


def test_the_customers_people_are_shown_without_their_addresses() -> None:
    accepted = accepted_by_bo()
    to_anna, to_bo, to_partner = acceptance_copies(accepted, a_partner(), a_customer(), NOON)

    assert "bo@bageri.example" not in mail_of(to_anna, accepted).text
    assert "anna.ek@bageri.example" not in mail_of(to_bo, accepted).text
    assert "Bo Berg (bo@bageri.example)" in mail_of(to_partner, accepted).text


def test_the_partner_is_shown_that_another_person_accepted_than_the_one_addressed() -> None:
    flag = "Accepted by another person than the one addressed"
    by_anna = a_confirmation().accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE)

    assert (
        flag in mail_of(acceptance_copies(accepted_by_bo(), a_partner(), a_customer(), NOON)[2], accepted_by_bo()).text
    )
    assert flag not in mail_of(acceptance_copies(by_anna, a_partner(), a_customer(), NOON)[1], by_anna).text


def test_a_reason_is_quoted_line_by_line_and_never_as_markup() -> None:
    for kind in (MessageKind.DECLINED_NOTICE, MessageKind.CHANGE_REQUESTED_NOTICE):
        mail = mail_of(*occasions()[kind])

        assert "> We need ten licences only.\n> <b>No</b> installation & no backup.\n" in mail.text
        assert "We need ten licences only.<br />" in mail.html
        assert "&lt;b&gt;No&lt;/b&gt; installation &amp; no backup." in mail.html


def test_swedish_mails_are_in_swedish() -> None:
    subjects = [str(mail.message["Subject"]) for _, mail in every_mail(Locale.SWEDISH)]

    assert subjects == [
        "Nordic Resale AB ber dig bekräfta: Safe workplace",
        "Påminnelse från Nordic Resale AB: Safe workplace",
        "Din kod från Nordic Resale AB",
        "Din kopia av godkännandet: Safe workplace",
        "Godkänt av Bageriet på Hörnet AB: Safe workplace",
        "Avböjt av Bageriet på Hörnet AB: Safe workplace",
        "Bageriet på Hörnet AB ber om en ändring: Safe workplace",
    ]


HOSTILE = "Acme\r\nBcc: victim@example.org\n<script>alert(1)</script> {title} {{ 7*7 }} %s \u2028\u202e\x85"


@pytest.mark.parametrize("locale", Locale)
def test_no_name_or_title_can_add_a_header_or_markup(locale: Locale) -> None:
    sent = replace(
        a_confirmation(),
        title=HOSTILE,
        sent_by=replace(SELLER, name=HOSTILE),
        addressee=replace(a_confirmation().addressee, name=HOSTILE),
        lines=(ConfirmedLine(description=HOSTILE, quantity=1, billing=Billing.MONTHLY),),
    )
    for kind, (message, confirmation) in occasions(sent).items():
        hostile = replace(message, to_name=HOSTILE, locale=locale)
        mail = mail_of(hostile, confirmation, partner=a_partner(name=HOSTILE), customer=a_customer(name=HOSTILE))

        assert not [name for name in mail.message.keys() if name.lower() == "bcc"]  # noqa: SIM118
        assert len(mail.message["To"].addresses) == 1
        assert all(str(mail.message[name]).isprintable() for name in ("From", "To", "Subject")), kind
        assert "<script>" not in mail.html, kind
        assert " 49 " not in mail.html


def test_terms_cannot_bring_markup_or_odd_links() -> None:
    terms = replace(
        TERMS, body_markdown="# T\n<script>x</script>\n[a](javascript:alert) ![i](https://x.example/i.png)\n"
    )
    accepted = replace(accepted_by_bo(), terms=terms.reference)
    message = acceptance_copies(accepted, a_partner(), a_customer(), NOON)[0]

    mail = mail_of(message, accepted, terms=[terms])

    for markup in (mail.html, mail.record):
        assert "<script" not in markup
        assert 'href="javascript' not in markup
        assert "<img" not in markup


@given(name=st.text(max_size=200))
def test_any_name_makes_one_address(name: str) -> None:
    message, confirmation = occasions()[MessageKind.APPROVAL_REQUEST]

    to = mail_of(replace(message, to_name=name), confirmation).message["To"]

    assert [address.addr_spec for address in to.addresses] == ["anna.ek@bageri.example"]


def test_a_domain_in_other_letters_is_written_as_mail_servers_know_it() -> None:
    assert ascii_address("anna@bücher.example") == "anna@xn--bcher-kva.example"


def test_every_word_of_the_texts_is_used() -> None:
    used: set[str] = set()
    source = "".join(path.read_text() for path in TEXTS.parent.rglob("*.py"))
    keys = load_texts(TEXTS, Locale.ENGLISH).words
    for key in keys:
        stem = re.sub(r"^(declined|change_requested)_", "{answer}_", key)
        whose = re.sub(r"(?:^|(?<=_))(storefront|colleague)", "{o.kind}", key)
        told = re.sub(r"^notice_(signed|declined|undeliverable|expired)_", "notice_{how}_", key)
        step = re.sub(rf"^({'|'.join(OF_PARTNERSHIPS)})_", "{kind}_", key)
        if key.partition("_")[2] in {*DocumentKind, *MessageKind, *Label, *Environment, *STANDARD_ROLES} or any(
            f'"{name}"' in source for name in (key, stem, whose, told, step)
        ):
            used.add(key)

    assert used == set(keys)


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    english, swedish = (load_texts(TEXTS, locale).words for locale in Locale)

    assert english.keys() == swedish.keys()
    for key, words in english.items():
        assert set(re.findall(r"{(\w+)}", words)) == set(re.findall(r"{(\w+)}", swedish[key])), key


def test_a_reminder_says_when_it_was_asked_first() -> None:
    sent = replace(a_confirmation(), sent_at=NOON - timedelta(days=5), reminders=1)

    mail = mail_of(approval_reminder(sent, PARTNER_ID, NOON), sent)

    assert "on 17 November 2026 at 12:00 UTC" in " ".join(mail.text.split())


def test_a_checked_code_stands_in_the_record_and_an_unasked_one_does_not() -> None:
    checked = accepted_by_bo()
    unasked = replace(checked, code_checked=None)
    message = acceptance_copies(checked, a_partner(), a_customer(), NOON)[0]

    assert "Six-digit code: checked" in mail_of(message, checked).text
    assert "Six-digit code" not in mail_of(message, unasked).text
    assert BO_ID not in mail_of(message, checked).text
