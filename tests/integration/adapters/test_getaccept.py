"""GetAccept's client against its stand-in: each fault alone, and how few calls it takes to follow what is out."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from local.getaccept.faults import Fault
from shared.adapters.signing.getaccept import EVENTS, GetAccept
from shared.adapters.signing.getaccept_answers import plain
from shared.adapters.signing.getaccept_statuses import STATUSES, status_of
from shared.domain.channel import Channel
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.locale import Locale
from shared.domain.signing import CredentialsRefused, DocumentRefused, ProviderUnavailable, UnknownToProvider
from shared.domain.signing_credentials import SigningCredentials
from tests.support.builders import NOON
from tests.support.getaccept import CREDENTIALS, GetAcceptSite, getaccept_site
from tests.support.signing import PDF_SHA256, a_document, a_recipient

PDF = b"%PDF-1.7 to be signed"
GET = "GET /documents/{id}"
LOOK_UP = "GET /documents/external/{id}"


@pytest.fixture
def site() -> Iterator[GetAcceptSite]:
    with getaccept_site() as site:
        yield site
        assert site.fake.faults.left == 0, "a fault was planned that no call met"


def sent(site: GetAcceptSite, document: DigitalDocument | None = None) -> DigitalDocument:
    document = document or a_document()
    return document.taken_by_provider(site.client().send(document, PDF), file_sha256=PDF_SHA256, now=NOON)


# --- Sending ----------------------------------------------------------------------------------------------------


def test_a_document_goes_out_with_what_getaccept_wants_to_know(site: GetAcceptSite) -> None:
    report = site.client().send(a_document(recipient=a_recipient(locale=Locale.SWEDISH)), PDF)

    made = site.fake.document(report.provider_document_id)
    assert (report.raw, report.status, report.at) == ("sent", DocumentStatus.SENT, NOON)
    assert (made.name, made.external_id) == ("Safe workplace", a_document().id)
    assert made.expiration_date == "2026-12-22T12:00:00Z"
    assert b64decode(made.file_content) == PDF
    (recipient,) = made.recipients
    assert (recipient["first_name"], recipient["last_name"], recipient["role"]) == ("Anna", "Ek", "signer")
    assert (recipient["email"], made.is_sms_sending) == ("anna.ek@bageri.example", False)


def test_a_text_goes_to_a_number(site: GetAcceptSite) -> None:
    texted = a_recipient(name="Cher", channel=Channel.SMS, address="+46701234567")
    made = site.fake.document(site.client().send(a_document(recipient=texted), PDF).provider_document_id)

    (recipient,) = made.recipients
    assert (recipient["mobile"], recipient.get("email"), made.is_sms_sending) == ("+46701234567", None, True)
    assert (recipient["first_name"], recipient["last_name"]) == ("Cher", "")


def test_what_was_made_and_not_sent_is_sent(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.document(document.provider_document_id).status = "draft"

    assert site.client().send(document, PDF).status is DocumentStatus.SENT
    assert site.calls("POST /documents") == 1


def test_what_is_being_sent_by_somebody_else_is_left_to_them(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.document(document.provider_document_id).status = "draft"
    site.fake.faults.plan(Fault.LOST, "POST /documents/{id}/send")

    with pytest.raises(ProviderUnavailable):
        site.client().send(document, PDF)
    assert site.client().send(document, PDF).status is DocumentStatus.SENT


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.GARBLED, Fault.MISLABELED, Fault.HUGE, Fault.MOVED])
def test_what_was_posted_is_found_though_its_answer_was_lost(site: GetAcceptSite, fault: Fault) -> None:
    site.fake.faults.plan(fault, "POST /documents")

    assert site.client().send(a_document(), PDF).status is DocumentStatus.SENT
    assert site.calls("POST /documents") == 1


def test_what_arrived_without_our_knowing_is_cancelled_all_the_same(site: GetAcceptSite) -> None:
    report = site.client().send(a_document(), PDF)

    site.client().cancel(a_document(provider_document_id=None))

    assert site.fake.document(report.provider_document_id).status == "recalled"


def test_what_never_arrived_can_not_be_cancelled(site: GetAcceptSite) -> None:
    with pytest.raises(UnknownToProvider):
        site.client().cancel(a_document(provider_document_id=None))


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.SILENT, Fault.DOWN, Fault.BUSY])
def test_what_was_not_posted_is_posted_at_the_next_try_alone(site: GetAcceptSite, fault: Fault) -> None:
    site.fake.faults.plan(fault, "POST /documents")

    with pytest.raises(ProviderUnavailable):
        site.client().send(a_document(), PDF)
    assert site.calls("POST /documents") == 1
    site.client().send(a_document(), PDF)
    assert site.calls("POST /documents") == 2
    assert len(site.fake.state.account(CREDENTIALS.email).documents) == 1


def test_a_lost_answer_and_a_lost_look_up_make_no_second_document(site: GetAcceptSite) -> None:
    site.fake.faults.plan(Fault.LOST, "POST /documents")
    site.fake.faults.plan(Fault.DOWN, LOOK_UP, after=1, times=3)

    with pytest.raises(ProviderUnavailable):
        site.client().send(a_document(), PDF)

    assert site.client().send(a_document(), PDF).status is DocumentStatus.SENT
    assert site.calls("POST /documents") == 1


def test_what_getaccept_does_not_take_is_told_in_its_words(site: GetAcceptSite) -> None:
    with pytest.raises(DocumentRefused, match=r"^A document needs a name\.$"):
        site.client().send(a_document(title=""), PDF)


def test_a_file_that_is_too_large_is_not_even_sent(site: GetAcceptSite) -> None:
    with pytest.raises(DocumentRefused, match="10 MB"):
        site.client().send(a_document(), PDF.ljust(10 * 1024 * 1024 + 1))
    assert site.calls() == 0


# --- The account ------------------------------------------------------------------------------------------------


def test_a_process_signs_in_once(site: GetAcceptSite) -> None:
    sent(site)
    site.client().status(sent(site, a_document()))

    assert site.calls("POST /auth") == 1


def test_a_token_is_renewed_shortly_before_its_end(site: GetAcceptSite) -> None:
    document = sent(site)
    site.waiting.at += timedelta(minutes=54)
    site.client().status(document)
    assert site.calls("GET /refresh") == 0

    site.waiting.at += timedelta(minutes=2)
    site.client().status(document)

    assert (site.calls("GET /refresh"), site.calls("POST /auth")) == (1, 1)


def test_a_token_that_is_over_is_asked_for_anew(site: GetAcceptSite) -> None:
    document = sent(site)
    site.waiting.at += timedelta(hours=2)
    site.client().status(document)

    assert (site.calls("GET /refresh"), site.calls("POST /auth")) == (0, 2)


@pytest.mark.parametrize(("fault", "signed_in"), [(Fault.EXPIRED, 2), (Fault.DOWN, 1), (Fault.BROKEN, 1)])
def test_a_renewal_that_fails_costs_nothing_but_itself(site: GetAcceptSite, fault: Fault, signed_in: int) -> None:
    document = sent(site)
    site.waiting.at += timedelta(minutes=56)
    site.fake.faults.plan(fault, "GET /refresh")

    assert site.client().status(document).status is DocumentStatus.SENT
    assert site.calls("POST /auth") == signed_in


def test_a_token_that_is_refused_early_is_asked_for_once_more(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.EXPIRED, GET)

    assert site.client().status(document).status is DocumentStatus.SENT
    assert site.calls("POST /auth") == 2


def test_a_token_that_is_refused_twice_is_the_credentials_fault(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.EXPIRED, GET, times=2)

    with pytest.raises(CredentialsRefused, match="settings"):
        site.client().status(document)


def test_a_wrong_password_is_told_in_words(site: GetAcceptSite) -> None:
    with pytest.raises(CredentialsRefused, match="GetAccept refuses the email address and the password"):
        site.client(replace(CREDENTIALS, password="wrong")).test()


def test_nobody_borrows_a_token_by_the_email_alone(site: GetAcceptSite) -> None:
    document = sent(site)

    with pytest.raises(CredentialsRefused):
        site.client(replace(CREDENTIALS, password="guessed")).status(document)


def test_credentials_that_were_put_right_meanwhile_are_read_anew(site: GetAcceptSite) -> None:
    site.client().test()

    def read(*, fresh: bool) -> SigningCredentials:
        asked.append(fresh)
        return CREDENTIALS if True in asked else replace(CREDENTIALS, password="outdated")

    asked: list[bool] = []
    site.client(read).test()

    assert site.calls("POST /auth") == 3


def test_another_entity_is_another_account(site: GetAcceptSite) -> None:
    document = sent(site)

    with pytest.raises(UnknownToProvider):
        site.client(replace(CREDENTIALS, entity_id="sister")).status(document)


def test_a_test_of_the_credentials_signs_in_anew(site: GetAcceptSite) -> None:
    site.client().test()
    site.client().test()

    assert (site.calls("POST /auth"), site.calls("GET /test")) == (2, 2)


# --- Patience ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.LOST, Fault.DOWN, Fault.BUSY])
def test_a_question_is_asked_again_when_that_may_help(site: GetAcceptSite, fault: Fault) -> None:
    document = sent(site)
    site.fake.faults.plan(fault, GET, times=2)

    assert site.client().status(document).status is DocumentStatus.SENT
    assert site.waiting.slept == [0.125, 0.25]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.DOWN, Fault.BUSY])
def test_and_no_more_than_twice(site: GetAcceptSite, fault: Fault) -> None:
    document = sent(site)
    site.fake.faults.plan(fault, GET, times=3)

    with pytest.raises(ProviderUnavailable):
        site.client().status(document)
    assert site.calls(GET) == 3


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.GARBLED, Fault.MISLABELED, Fault.MOVED, Fault.HUGE])
def test_what_will_not_help_is_not_tried(site: GetAcceptSite, fault: Fault) -> None:
    document = sent(site)
    site.fake.faults.plan(fault, GET)

    with pytest.raises(ProviderUnavailable):
        site.client().status(document)
    assert (site.calls(GET), site.waiting.slept) == (1, [])
    assert site.client().status(document).status is DocumentStatus.SENT


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry-After": "30"}, 30, id="seconds"),
        pytest.param({"Retry-After": "Sun, 22 Nov 2026 12:01:00 GMT"}, 60, id="a-time"),
        pytest.param({"X-Rate-Limit-Reset": "45"}, 45, id="until-it-counts-anew"),
        pytest.param({"X-Rate-Limit-Reset": f"{NOON.timestamp() + 90:.0f}"}, 90, id="as-a-time-of-unix"),
        pytest.param({"Retry-After": "99999999"}, 3600, id="no-longer-than-an-hour"),
    ],
)
def test_whoever_asks_for_patience_gets_it(site: GetAcceptSite, headers: dict[str, str], seconds: int) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.BUSY, GET, headers=headers)

    with pytest.raises(ProviderUnavailable) as busy:
        site.client().status(document)
    assert busy.value.retry_after == seconds
    with pytest.raises(ProviderUnavailable) as closed:
        site.client().status(document)
    assert closed.value.retry_after == seconds
    assert site.calls(GET) == 1

    site.waiting.at += timedelta(seconds=seconds)
    assert site.client().status(document).status is DocumentStatus.SENT


def test_no_call_follows_the_last_that_is_allowed(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.limits = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "20"}
    site.client().status(document)
    calls = site.calls()

    with pytest.raises(ProviderUnavailable) as closed:
        site.client().status(document)
    assert (closed.value.retry_after, site.calls()) == (20, calls)


def test_a_short_while_is_waited_out(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.limits = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "1"}
    site.client().status(document)
    site.client().status(document)

    assert site.waiting.slept == [1]


def test_one_accounts_pause_is_no_others(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.BUSY, GET, headers={"Retry-After": "30"})
    with pytest.raises(ProviderUnavailable):
        site.client().status(document)

    site.client(replace(CREDENTIALS, email="another@reseller.example")).test()


# --- What it says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "status"), STATUSES.items())
def test_each_word_of_getaccepts_has_one_of_ours(site: GetAcceptSite, word: str, status: DocumentStatus) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.document(document.provider_document_id).status = word.title()

    report = site.client().status(document)

    assert (report.raw, report.status) == (word.title(), status)


def test_a_word_that_nobody_knows_is_kept(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.document(document.provider_document_id).status = "awaiting \x07approval"

    report = site.client().status(document)

    assert (report.raw, report.status) == ("awaiting  approval", DocumentStatus.UNKNOWN)


def test_what_was_signed_says_when(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.waiting.at += timedelta(minutes=3)
    site.fake.happen(document.provider_document_id, "signed")

    assert site.client().status(document).at == NOON + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Too expensive", "Too expensive"),
        ('{"reason": "Too expensive"}', "Too expensive"),
        ('{"message": "Too\\u202e expensive"}', "Too  expensive"),
        ('{"page": 3}', None),
        ("{", None),
        ("", None),
    ],
)
def test_a_reason_is_read_where_it_is_told(site: GetAcceptSite, told: str, reason: str | None) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.happen(document.provider_document_id, "rejected", reason=told)

    assert site.client().status(document).reason == reason


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.GARBLED, Fault.HUGE])
def test_without_its_reason_a_refusal_is_a_refusal(site: GetAcceptSite, fault: Fault) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.happen(document.provider_document_id, "rejected", reason="Too expensive")
    site.fake.faults.plan(fault, "GET /documents/{id}/events")

    report = site.client().status(document)

    assert (report.status, report.reason) == (DocumentStatus.DECLINED, None)


def test_texts_are_made_plain_and_short() -> None:
    assert plain("a\x00b\u2028c ") == "a b c"
    assert plain("a\nb") == "a\nb"
    assert len(plain("a" * 2000)) == 1000


# --- Acting ------------------------------------------------------------------------------------------------------


def test_what_is_closed_is_never_deleted(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.happen(document.provider_document_id, "signed")

    site.client().cancel(document)

    assert site.calls("DELETE /documents/{id}") == 0


def test_a_cancellation_whose_answer_was_lost_is_made_once(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.LOST, "DELETE /documents/{id}")

    with pytest.raises(ProviderUnavailable):
        site.client().cancel(document)
    site.client().cancel(document)

    assert site.calls("DELETE /documents/{id}") == 1
    assert site.client().status(document).raw == "recalled"


@pytest.mark.parametrize(
    ("channel", "locale", "kind", "words"),
    [
        (Channel.EMAIL, Locale.ENGLISH, "email", "Nordic Resale AB is still waiting for your answer"),
        (Channel.SMS, Locale.SWEDISH, "sms", "Nordic Resale AB väntar fortfarande på ditt svar"),
    ],
)
def test_a_reminder_goes_the_same_way_in_the_same_language(
    site: GetAcceptSite, channel: Channel, locale: Locale, kind: str, words: str
) -> None:
    document = sent(site, a_document(recipient=a_recipient(channel=channel, locale=locale)))
    assert document.provider_document_id is not None
    site.client().remind(document)

    (reminder,) = site.fake.document(document.provider_document_id).reminders
    assert reminder["type"] == kind
    assert reminder["text"].startswith(words)


def test_a_reminder_is_not_repeated(site: GetAcceptSite) -> None:
    document = sent(site)
    assert document.provider_document_id is not None
    site.fake.faults.plan(Fault.LOST, "POST /documents/{id}/reminders")

    with pytest.raises(ProviderUnavailable):
        site.client().remind(document)
    assert len(site.fake.document(document.provider_document_id).reminders) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://files.getaccept.com/a.pdf",
        "https://files.getaccept.com.evil.example/a.pdf",
        "https://evilgetaccept.com/a.pdf",
        "https://files.getaccept.com:8443/a.pdf",
        "https://[/a.pdf",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_a_file_is_fetched_from_nowhere_else(site: GetAcceptSite, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = sent(site)
    calls = site.calls()
    site.fake.file_url = url

    with pytest.raises(ProviderUnavailable, match="lies where none of its files should"):
        site.client().download(document)
    assert site.calls() == calls + 1


@pytest.mark.parametrize(
    "url", ["https://files.getaccept.com/a.pdf", "https://bucket.s3.eu-north-1.amazonaws.com/a.pdf?X-Amz-Signature=1"]
)
def test_a_file_may_lie_with_getaccept_and_in_its_buckets(url: str, site: GetAcceptSite) -> None:
    assert site.client()._checked(url) == url


def test_a_file_that_comes_at_once_is_taken(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.is_direct = True

    assert site.client().download(document) == PDF


def test_a_file_that_is_no_pdf_is_not_taken(site: GetAcceptSite) -> None:
    report = site.client().send(a_document(), b"<html>")

    with pytest.raises(ProviderUnavailable, match="isn't a PDF"):
        site.client().download(a_document(provider_document_id=report.provider_document_id))


def test_a_file_without_end_is_not_taken(site: GetAcceptSite) -> None:
    document = sent(site)
    site.fake.faults.plan(Fault.HUGE, "GET /documents/{id}/download")

    with pytest.raises(ProviderUnavailable, match="too large"):
        site.client().download(document)


def test_getaccepts_own_pages_have_getaccepts_address(site: GetAcceptSite) -> None:
    session = site.session()
    session.base_url = "https://api.getaccept.com/v1"

    address = GetAccept(session).address(a_document(provider_document_id="a/b"))

    assert address == "https://app.getaccept.com/document/view/a%2Fb"


def test_webhooks_are_subscribed_to_once_and_told(site: GetAcceptSite) -> None:
    target = "https://countersign.example/webhooks/getaccept/secret"
    site.client().subscribe(target)
    site.client().subscribe(target)
    document = sent(site)

    assert site.calls("POST /subscriptions") == len(EVENTS)
    ((url, told),) = site.delivered
    assert (url, told["event"], told["document"]["external_id"]) == (target, "document.sent", document.id)


def test_an_unknown_word_has_no_status() -> None:
    assert status_of("approved") is DocumentStatus.UNKNOWN
    assert status_of(" Hard Bounce ") is DocumentStatus.UNDELIVERABLE
