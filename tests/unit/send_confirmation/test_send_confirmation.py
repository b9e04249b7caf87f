from datetime import datetime, timedelta
from itertools import count

import pytest

from functions.send_confirmation.resend_confirmation import ResendConfirmation, resend_confirmation
from functions.send_confirmation.revoke_confirmation import RevokeConfirmation, revoke_confirmation
from functions.send_confirmation.send_confirmation import SendConfirmation, send_confirmation
from shared.domain.confirmation import (
    Confirmation,
    ConfirmationClosed,
    ConfirmationPending,
    ContactOutsideDomain,
    Person,
    QuoteAlreadyConfirmed,
    State,
)
from shared.domain.errors import DomainError, IdempotencyKeyReused, Invalid, NotFound, Stale
from shared.domain.locale import Locale
from shared.domain.message import MessageKind
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.quote import Quote, QuoteExpired
from shared.domain.terms import TermsMissing
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    NOON,
    OUTSIDER_ID,
    QUOTE_ID,
    SELLER,
    a_contact,
    a_customer,
    a_partner,
    a_quote,
    bo,
    terms_reference,
)
from tests.support.fakes.confirmations import FakeConfirmations


@pytest.fixture
def confirmations() -> FakeConfirmations:
    return FakeConfirmations(a_partner(), a_customer(), quotes=[a_quote()], terms=[terms_reference()])


def send(
    confirmations: FakeConfirmations,
    *,
    contact_id: str = ANNA_ID,
    quote_id: str = QUOTE_ID,
    replace: bool = False,
    at: datetime = NOON,
    once: Once[Confirmation] | None = None,
) -> Confirmation:
    command = SendConfirmation(quote_id=quote_id, contact_id=contact_id, replace=replace, sent_by=SELLER)
    milliseconds = count()
    return send_confirmation(
        command,
        confirmations=confirmations,
        now=lambda: at + timedelta(milliseconds=next(milliseconds)),
        once=once,
    )


def accept(confirmations: FakeConfirmations, confirmation: Confirmation) -> None:
    confirmations.save(confirmation.accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE))


def test_sending_freezes_the_lines_without_their_prices(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)

    assert [(line.description, line.quantity) for line in sent.lines] == [
        ("Backup 100 GB", 12),
        ("Installation on site", 1),
    ]
    assert not any("price" in field for field in sent.lines[0].__slots__)


def test_sending_binds_the_revision_the_terms_and_the_person(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)

    assert (sent.quote_revision, sent.terms, sent.addressee.email) == (1, terms_reference(), "anna.ek@bageri.example")
    assert confirmations.quotes[QUOTE_ID].confirmation_id == sent.id
    assert confirmations.quotes[QUOTE_ID].revision == 1


def test_sending_commits_one_mail_with_the_link_in_the_contact_s_language(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations, contact_id=BO_ID)

    (message,) = confirmations.messages.values()
    assert (message.kind, message.to_address, message.locale, message.about) == (
        MessageKind.APPROVAL_REQUEST,
        "bo@bageri.example",
        Locale.SWEDISH,
        sent.id,
    )
    assert confirmations.writes == 1


def test_it_expires_and_reminds_by_the_partner_s_settings() -> None:
    partner = a_partner(confirmation_validity_days=10, reminder_days=2)
    confirmations = FakeConfirmations(partner, a_customer(), quotes=[a_quote()], terms=[terms_reference()])

    sent = send(confirmations)

    assert (sent.expires_at, sent.due_at) == (NOON + timedelta(days=10), NOON + timedelta(days=2))


def test_a_contact_without_a_language_is_addressed_in_the_partner_s() -> None:
    customer = a_customer(contacts=(a_contact(language=None),))
    partner = a_partner(locale=Locale.SWEDISH)
    confirmations = FakeConfirmations(partner, customer, quotes=[a_quote()], terms=[terms_reference()])

    assert send(confirmations).locale is Locale.SWEDISH


def test_the_terms_are_those_in_the_contact_s_language_where_there_are_some(confirmations: FakeConfirmations) -> None:
    swedish = terms_reference(locale=Locale.SWEDISH, version=1)
    confirmations.current_terms[Locale.SWEDISH] = swedish

    assert send(confirmations, contact_id=BO_ID).terms == swedish


@pytest.mark.parametrize(
    ("quote", "contact_id", "refusal"),
    [
        pytest.param(a_quote(), OUTSIDER_ID, ContactOutsideDomain, id="contact-outside-the-domains"),
        pytest.param(a_quote(), "con_01KAAAAAAHCVST0MER00000001", Invalid, id="unknown-contact"),
        pytest.param(a_quote(valid_until=NOON), ANNA_ID, QuoteExpired, id="quote-expired-this-instant"),
    ],
)
def test_refuses_and_writes_nothing(
    confirmations: FakeConfirmations, quote: Quote, contact_id: str, refusal: type[DomainError]
) -> None:
    confirmations.quotes[QUOTE_ID] = quote

    with pytest.raises(refusal):
        send(confirmations, contact_id=contact_id)
    assert confirmations.writes == 0


def test_without_terms_nothing_can_be_sent(confirmations: FakeConfirmations) -> None:
    confirmations.current_terms.clear()

    with pytest.raises(TermsMissing):
        send(confirmations)


@pytest.mark.parametrize(
    "quote_id", ["quo_01KAAAAAAZCVST0MER00000001", "quo_nonsense", "cus_01KAAAAAAACVST0MER00000001"]
)
def test_unknown_and_impossible_quotes_are_answered_alike(confirmations: FakeConfirmations, quote_id: str) -> None:
    with pytest.raises(NotFound, match="nothing here that you can reach"):
        send(confirmations, quote_id=quote_id)


def test_a_sub_domain_is_another_domain() -> None:
    customer = a_customer(contacts=(a_contact(email_domain="lab.bageri.example"),))
    confirmations = FakeConfirmations(a_partner(), customer, quotes=[a_quote()], terms=[terms_reference()])

    with pytest.raises(ContactOutsideDomain):
        send(confirmations)


def test_a_second_confirmation_waits_for_the_first_unless_it_replaces_it(confirmations: FakeConfirmations) -> None:
    first = send(confirmations)
    with pytest.raises(ConfirmationPending):
        send(confirmations, contact_id=BO_ID)

    second = send(confirmations, contact_id=BO_ID, replace=True, at=NOON + timedelta(hours=1))

    assert confirmations.get(first.id).state is State.SUPERSEDED
    assert confirmations.get(second.id).state is State.SENT
    assert confirmations.quotes[QUOTE_ID].confirmation_id == second.id


def test_an_accepted_quote_needs_no_other_confirmation(confirmations: FakeConfirmations) -> None:
    accept(confirmations, send(confirmations))

    with pytest.raises(QuoteAlreadyConfirmed):
        send(confirmations, replace=True)


def test_an_expired_confirmation_does_not_stand_in_the_way(confirmations: FakeConfirmations) -> None:
    send(confirmations)

    later = send(confirmations, at=NOON + timedelta(days=30))

    assert later.state is State.SENT


def test_the_same_request_again_gives_the_first_answer(confirmations: FakeConfirmations) -> None:
    once = Once[Confirmation]("key", "body", lambda made: f"first answer: {made.id}")
    sent = send(confirmations, once=once)

    with pytest.raises(AlreadyAnswered) as repeated:
        send(confirmations, once=once, at=NOON + timedelta(hours=1))
    assert repeated.value.answer == f"first answer: {sent.id}"
    assert len(confirmations.messages) == 1


def test_the_key_of_another_request_is_refused(confirmations: FakeConfirmations) -> None:
    send(confirmations, once=Once("key", "body", lambda _: ""))

    with pytest.raises(IdempotencyKeyReused):
        send(confirmations, once=Once("key", "another body", lambda _: ""))


def resend(confirmations: FakeConfirmations, sent: Confirmation, *, version: int | None = None) -> Confirmation:
    command = ResendConfirmation(confirmation_id=sent.id, expected_version=version, by=SELLER)
    return resend_confirmation(command, confirmations=confirmations, now=lambda: NOON + timedelta(days=3))


def test_resending_makes_a_new_link_a_new_period_and_a_new_mail(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)

    resent = resend(confirmations, sent)

    assert resent.link_number == sent.link_number + 1
    assert resent.expires_at == NOON + timedelta(days=33)
    assert len(confirmations.messages) == 2


def test_resending_goes_to_the_address_of_today(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)
    corrected = a_customer(contacts=(a_contact(email="anna@bageri.example"), bo()))
    confirmations.customers = dict.fromkeys(confirmations.customers, corrected)

    assert resend(confirmations, sent).addressee.email == "anna@bageri.example"


def test_resending_to_somebody_who_left_the_domains_is_refused(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)
    moved = a_customer(domains=("hotell.example",))
    confirmations.customers = dict.fromkeys(confirmations.customers, moved)

    with pytest.raises(ContactOutsideDomain):
        resend(confirmations, sent)


def test_a_change_based_on_an_old_version_is_refused(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)
    resend(confirmations, sent)

    with pytest.raises(Stale, match="version is now 2"):
        resend(confirmations, sent, version=1)


def test_revoking_keeps_the_reason_and_closes(confirmations: FakeConfirmations) -> None:
    sent = send(confirmations)
    command = RevokeConfirmation(confirmation_id=sent.id, reason="Wrong quote", expected_version=None, by=SELLER)

    revoked = revoke_confirmation(command, confirmations=confirmations, now=lambda: NOON)

    assert (revoked.state, revoked.reason, revoked.due_at) == (State.REVOKED, "Wrong quote", None)
    with pytest.raises(ConfirmationClosed):
        resend(confirmations, sent)
