"""One contract, two implementations: the fakes may not drift from the repositories."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments, DynamoDueDocuments
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.signing_accounts import DynamoDueAccounts, DynamoSigningAccounts
from shared.adapters.dynamodb.status_checks import MOST, DynamoStatusChecks
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.concurrency import settle
from shared.domain.digital_document import CLOSED, DigitalDocument, DocumentStatus, Report, Source
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound, TooManyRequests
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partner import SigningProvider
from shared.domain.signing import ProviderUnavailable
from shared.domain.signing_account import QUIET, SigningAccount
from shared.domain.signing_messages import status_notices
from shared.domain.tenant import Tenant
from shared.ports import (
    DigitalDocuments,
    DueAccounts,
    DueDocuments,
    Orders,
    OutDocument,
    Quotes,
    SigningAccounts,
    StatusChecks,
    Watched,
)
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TAIL,
    TENANT,
    TERMS,
    a_customer,
    a_partner,
    a_quote,
    an_order,
)
from tests.support.counting import counted
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.digital_documents import (
    FakeDigitalDocuments,
    FakeDueAccounts,
    FakeDueDocuments,
    FakeStatusChecks,
)
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.quotes import FakeQuotes
from tests.support.recorded import a_recorded
from tests.support.signing import DOCUMENT_ID, PDF_SHA256, a_document, an_upsell

ANOTHER_EVIDENCE_ID = f"evd_01KAAAAAAS{TAIL}"

DRAFT, SENT, VIEWED, SIGNED = (
    DocumentStatus.DRAFT,
    DocumentStatus.SENT,
    DocumentStatus.VIEWED,
    DocumentStatus.SIGNED,
)
BUILTIN, GETACCEPT = SigningProvider.BUILTIN, SigningProvider.GETACCEPT
MINUTE = timedelta(minutes=1)


def once(fingerprint: str = "a-fingerprint") -> Once[DigitalDocument]:
    return Once("a-key", fingerprint, lambda made: made.id)


@dataclass(frozen=True, slots=True)
class World:
    """A partner with one customer, who has a quote and an order; no document has been sent."""

    documents: DigitalDocuments
    accounts: SigningAccounts
    quotes: Quotes
    orders: Orders
    due: DueDocuments
    due_accounts: DueAccounts
    checks: StatusChecks


def world_on(table: DynamoTable, tenant: Tenant = TENANT) -> World:
    customers = DynamoCustomers(table, tenant, lambda: NOON)
    return World(
        documents=DynamoDigitalDocuments(table, tenant, lambda: NOON),
        accounts=DynamoSigningAccounts(table, tenant),
        quotes=DynamoQuotes(table, tenant, lambda: NOON),
        orders=DynamoOrders(table, tenant, customers, lambda: NOON),
        due=DynamoDueDocuments(table),
        due_accounts=DynamoDueAccounts(table),
        checks=DynamoStatusChecks(table, tenant),
    )


def reseller_on(table: DynamoTable) -> World:
    world = world_on(table)
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    DynamoTermsLibrary(table, TENANT, lambda: NOON).add(TERMS, None)
    world.quotes.add(a_quote(), None)
    world.orders.add(an_order(), world.orders.placing(CUSTOMER_ID))
    return world


def fake_world() -> World:
    customers = FakeCustomers(a_customer(), partner=a_partner())
    quotes = FakeQuotes(a_quote(), customers=customers)
    orders = FakeOrders(an_order(), records=FakeDistributorRecords(customers))
    terms = {Locale.ENGLISH: TERMS.reference}
    documents = FakeDigitalDocuments(quotes=quotes, orders=orders, terms=terms)
    return World(
        documents=documents,
        accounts=documents.accounts,
        quotes=quotes,
        orders=orders,
        due=FakeDueDocuments({TENANT: documents}),
        due_accounts=FakeDueAccounts({TENANT: documents.accounts}),
        checks=FakeStatusChecks(left=MOST),
    )


@pytest.fixture(params=["dynamodb", "fake"])
def world(request: pytest.FixtureRequest) -> World:
    return fake_world() if request.param == "fake" else reseller_on(request.getfixturevalue("table"))


@pytest.fixture
def documents(world: World) -> DigitalDocuments:
    return world.documents


def the_document(number: int, **changes: Any) -> DigitalDocument:
    """One of several, the higher the later."""
    return a_document(id=f"doc_01KAAAAC{number:02d}{TAIL}", **changes)


def send(documents: DigitalDocuments, *sent: DigitalDocument) -> None:
    for document in sent or (a_document(),):
        documents.send(document, documents.sending_of_quote(QUOTE_ID))


def report(status: DocumentStatus, raw: str | None = None) -> Report:
    return Report(provider_document_id="ga1", raw=raw or status, status=status, at=NOON)


def follow(documents: DigitalDocuments, *reports: Report, document_id: str = DOCUMENT_ID) -> DigitalDocument:
    """The first of them as the answer to handing it over."""
    for one in reports:
        following = documents.following(document_id)
        if following.document.provider_document_id is None:
            followed = following.document.taken_by_provider(one, file_sha256=PDF_SHA256, now=NOON)
        else:
            followed = following.document.reported(one, now=NOON, source=Source.SCHEDULE)
        documents.follow(followed, following, status_notices(followed, following.partner, NOON))
    return documents.get(document_id)


def out_of(document: DigitalDocument) -> OutDocument:
    return OutDocument(
        document_id=document.id,
        provider_document_id=document.provider_document_id,
        known=document.known,
        is_unknown=document.status is DocumentStatus.UNKNOWN,
    )


def by_status(documents: DigitalDocuments) -> dict[DocumentStatus, int]:
    return {status: count for status, count in documents.counts().items() if count}


def ids_of(listed: Iterable[Watched]) -> list[str]:
    return [watched.document.id for watched in listed]


def test_what_is_sent_is_what_is_read(world: World) -> None:
    documents, document = world.documents, a_document()

    send(documents)

    account = world.accounts.get(BUILTIN)
    assert documents.get(DOCUMENT_ID) == document
    assert documents.watched(DOCUMENT_ID) == Watched(document, account)
    assert documents.find([DOCUMENT_ID, the_document(1).id]) == {DOCUMENT_ID: Watched(document, account)}
    assert documents.find([]) == {}
    following = documents.following(DOCUMENT_ID)
    assert (following.partner, following.document, following.account) == (a_partner(), document, account)


def test_all_that_a_document_holds_is_kept(documents: DigitalDocuments) -> None:
    upsell = an_upsell()
    documents.send(upsell, documents.sending_of_order(ORDER_ID))

    assert documents.get(upsell.id) == upsell


def test_what_was_never_sent_is_not_found(documents: DigitalDocuments) -> None:
    for read in (documents.get, documents.watched, documents.following):
        with pytest.raises(NotFound):
            read(DOCUMENT_ID)


def test_sending_depends_on_the_quote_and_what_belongs_to_it(world: World) -> None:
    first = world.documents.sending_of_quote(QUOTE_ID)
    send(world.documents)
    second = world.documents.sending_of_quote(QUOTE_ID)

    assert (first.partner, first.customer, first.subject) == (a_partner(), a_customer(), a_quote())
    assert first.current_terms == {Locale.ENGLISH: TERMS.reference}
    assert first.accounts == {one: SigningAccount(provider=one, is_watched=False) for one in SigningProvider}
    assert (first.present, second.present) == (None, a_document())
    assert second.subject == world.quotes.get(QUOTE_ID) == a_quote().sent_as(DOCUMENT_ID)


def test_sending_depends_on_the_order_and_what_belongs_to_it(world: World) -> None:
    first = world.documents.sending_of_order(ORDER_ID)
    world.documents.send(an_upsell(), first)
    second = world.documents.sending_of_order(ORDER_ID)

    assert first.present is None
    assert second.subject == an_order().sent_as(an_upsell().id)
    assert second.present == an_upsell()


@pytest.mark.parametrize("unknown", [f"{QUOTE_ID[:-1]}9", f"{QUOTE_ID[:6]}7{QUOTE_ID[7:]}"])
def test_nothing_is_sent_of_what_does_not_exist(documents: DigitalDocuments, unknown: str) -> None:
    with pytest.raises(NotFound):
        documents.sending_of_quote(unknown)
    with pytest.raises(NotFound):
        documents.sending_of_order(unknown.replace("quo", "ord"))


def test_a_repeated_request_sends_one_document(documents: DigitalDocuments) -> None:
    documents.send(a_document(), documents.sending_of_quote(QUOTE_ID, once()), once())

    for ask in (
        lambda wish: documents.sending_of_quote(QUOTE_ID, wish),
        lambda wish: documents.sending_of_order(ORDER_ID, wish),
        lambda wish: documents.watched(DOCUMENT_ID, wish),
    ):
        with pytest.raises(AlreadyAnswered, match="answered"):
            ask(once())
        with pytest.raises(IdempotencyKeyReused):
            ask(once("another"))
    with pytest.raises(ConcurrentChange):
        documents.send(the_document(1), documents.sending_of_quote(QUOTE_ID), once())


def test_of_two_who_send_a_quote_at_once_the_second_must_look_again(world: World) -> None:
    earlier = world.documents.sending_of_quote(QUOTE_ID)
    send(world.documents)

    with pytest.raises(ConcurrentChange):
        world.documents.send(the_document(1), earlier)
    assert world.quotes.get(QUOTE_ID).document_id == DOCUMENT_ID


def test_of_two_who_send_to_an_order_at_once_the_second_must_look_again(world: World) -> None:
    earlier = world.documents.sending_of_order(ORDER_ID)
    world.documents.send(an_upsell(), world.documents.sending_of_order(ORDER_ID))

    with pytest.raises(ConcurrentChange):
        world.documents.send(replace(an_upsell(), id=the_document(1).id), earlier)


def test_an_account_is_joined_by_the_first_document_alone(world: World) -> None:
    send(world.documents)
    joined = world.accounts.get(BUILTIN)

    send(world.documents, the_document(1))

    assert (joined.is_watched, joined.version) == (True, 1)
    assert world.accounts.get(BUILTIN) == joined
    assert world.accounts.get(GETACCEPT).version == 0


def test_an_account_that_rested_is_joined_anew(world: World) -> None:
    send(world.documents)
    rested = world.accounts.get(BUILTIN).rested(NOON).rested(NOON + QUIET)
    world.accounts.save(replace(rested, version=2))
    assert not world.accounts.get(BUILTIN).is_watched

    send(world.documents, the_document(1))

    joined = world.accounts.get(BUILTIN)
    assert (joined.is_watched, joined.quiet_since, joined.version) == (True, None, 3)


def test_a_step_is_kept_with_its_messages_or_not_at_all(world: World) -> None:
    documents = world.documents
    send(documents)
    sent = follow(documents, report(SENT))
    earlier = documents.following(DOCUMENT_ID)
    signed = follow(documents, report(SIGNED))

    with pytest.raises(ConcurrentChange):
        documents.follow(sent.reported(report(VIEWED), now=NOON, source=Source.SCHEDULE), earlier)
    following = documents.following(DOCUMENT_ID)
    again = replace(signed, title="Another", version=signed.version + 1)
    with pytest.raises(ConcurrentChange):
        documents.follow(again, following, status_notices(again, following.partner, NOON))
    assert documents.get(DOCUMENT_ID) == signed


def test_evidence_comes_with_the_step_or_the_change_that_it_is_of_or_not_at_all(documents: DigitalDocuments) -> None:
    send(documents)
    follow(documents, report(SENT))
    following, evidence = documents.following(DOCUMENT_ID), a_recorded()
    signed = following.document.reported(report(SIGNED), now=NOON, source=Source.SCHEDULE)
    documents.follow(replace(signed, evidence=evidence.record.reference), following, evidence=evidence)
    watched = documents.watched(DOCUMENT_ID)
    assert watched.document.evidence == evidence.record.reference

    filed = watched.document.checked(NOON)
    with pytest.raises(ConcurrentChange):
        documents.save(Watched(filed, watched.account), evidence=evidence)
    assert documents.get(DOCUMENT_ID) == watched.document
    documents.save(Watched(filed, watched.account), evidence=a_recorded(ANOTHER_EVIDENCE_ID))
    assert documents.get(DOCUMENT_ID) == filed


def test_an_order_is_extended_with_the_step_or_not_at_all(world: World) -> None:
    documents, upsell = world.documents, an_upsell()
    documents.send(upsell, documents.sending_of_order(ORDER_ID))
    following, order = documents.following(upsell.id), world.orders.get(ORDER_ID)
    taken = following.document.taken_by_provider(report(SENT), file_sha256=PDF_SHA256, now=NOON)

    with pytest.raises(ConcurrentChange):
        documents.follow(taken, following, order=replace(order, version=order.version + 2))
    assert documents.get(upsell.id) == upsell
    documents.follow(taken, following, order=replace(order, version=order.version + 1))
    assert (documents.get(upsell.id), world.orders.get(ORDER_ID).version) == (taken, order.version + 1)


def test_the_second_who_saves_a_version_must_look_again(documents: DigitalDocuments) -> None:
    send(documents)
    watched = documents.watched(DOCUMENT_ID)
    checked = Watched(watched.document.checked(NOON), watched.account)
    documents.save(checked)

    with pytest.raises(ConcurrentChange):
        documents.save(checked)
    assert documents.get(DOCUMENT_ID) == checked.document


def test_what_is_saved_once_is_not_saved_again(documents: DigitalDocuments) -> None:
    send(documents)
    wish = Once[Watched]("a-key", "a-fingerprint", lambda made: made.document.id)
    watched = documents.watched(DOCUMENT_ID, wish)
    documents.save(Watched(watched.document.checked(NOON), watched.account), wish)

    with pytest.raises(AlreadyAnswered):
        documents.watched(DOCUMENT_ID, wish)
    present = documents.watched(DOCUMENT_ID)
    with pytest.raises(ConcurrentChange):
        documents.save(Watched(present.document.checked(NOON), present.account), wish)


def test_documents_of_some_statuses_are_listed_newest_first_page_by_page(documents: DigitalDocuments) -> None:
    send(documents, *map(the_document, (1, 4, 2, 3)))
    follow(documents, report(SENT), document_id=the_document(2).id)
    follow(documents, report(SIGNED), document_id=the_document(4).id)

    first = documents.page([DRAFT, SENT], limit=2, before=None)
    assert first.after is not None
    second = documents.page([DRAFT, SENT], limit=2, before=first.after["before"])

    assert ids_of(first.items + second.items) == [the_document(number).id for number in (3, 2, 1)]
    assert second.after is None
    assert ids_of(documents.page([SIGNED], limit=2, before=None).items) == [the_document(4).id]
    assert documents.page([VIEWED], limit=2, before=None).items == ()


def test_documents_of_a_customer_are_listed_newest_first_page_by_page(documents: DigitalDocuments) -> None:
    send(documents, *map(the_document, (1, 3, 2)))

    first = documents.of_customer(CUSTOMER_ID, limit=2, after=None)
    second = documents.of_customer(CUSTOMER_ID, limit=2, after=first.after)

    assert ids_of(first.items + second.items) == [the_document(number).id for number in (3, 2, 1)]


STORY = (
    (SENT, None),
    (DocumentStatus.UNKNOWN, "in orbit"),
    (DocumentStatus.UNKNOWN, "landed"),
    (SENT, "sent again"),
    (VIEWED, None),
    (SIGNED, None),
)


def test_counts_are_right_after_every_step(documents: DigitalDocuments) -> None:
    assert by_status(documents) == {}
    send(documents, a_document(), the_document(1))
    assert by_status(documents) == {DRAFT: 2}
    for status, raw in STORY:
        document = follow(documents, report(status, raw))
        assert by_status(documents) == {DRAFT: 1, document.status: 1}
        assert set(documents.counts()) == set(DocumentStatus)


def test_what_is_out_is_listed_as_it_is_known_until_it_is_closed(documents: DigitalDocuments) -> None:
    send(documents, a_document(), the_document(1))
    rest = out_of(the_document(1))
    assert documents.out(BUILTIN) == (out_of(a_document()), rest)

    for status, raw in STORY[:-1]:
        document = follow(documents, report(status, raw))
        assert documents.out(BUILTIN) == (out_of(document), rest)

    follow(documents, report(SIGNED))
    assert documents.out(BUILTIN) == (rest,)
    assert documents.out(GETACCEPT) == ()


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_whatever_closes_a_document_takes_it_from_what_is_out(
    documents: DigitalDocuments, status: DocumentStatus
) -> None:
    send(documents)
    follow(documents, report(SENT), report(status))

    assert documents.out(BUILTIN) == ()
    assert by_status(documents) == {status: 1}


def test_each_provider_has_its_own_that_are_out(documents: DigitalDocuments) -> None:
    other = the_document(1, provider=GETACCEPT)
    send(documents, a_document(), other)

    assert documents.out(BUILTIN) == (out_of(a_document()),)
    assert documents.out(GETACCEPT) == (out_of(other),)


def test_a_document_is_due_while_there_is_something_left_to_do(world: World) -> None:
    documents, due = world.documents, world.due
    mine = (TENANT, BUILTIN, DOCUMENT_ID)
    send(documents)
    assert due.due(NOON - MINUTE, 10) == ()
    assert due.due(NOON, 10) == (mine,)

    watched = documents.watched(DOCUMENT_ID)
    documents.save(Watched(watched.document.postponed(NOON + MINUTE), watched.account))
    assert due.due(NOON, 10) == ()
    assert due.due(NOON + MINUTE, 10) == (mine,)

    follow(documents, report(SENT))
    assert due.due(NOON + MINUTE, 10) == ()
    follow(documents, report(SIGNED))
    assert due.due(NOON, 10) == (mine,)


def due_accounts(world: World, now: timedelta = timedelta(0), *, failed_only: bool = False) -> list[SigningProvider]:
    found = [
        one
        for shard in range(keys.DUE_SHARDS)
        for one in world.due_accounts.due(shard, NOON + now, limit=5, after=None, failed_only=failed_only).items
    ]
    assert {tenant for tenant, _ in found} <= {TENANT}
    return sorted(provider for _, provider in found)


def test_an_account_is_due_at_every_run_while_it_is_watched(world: World) -> None:
    assert due_accounts(world) == []
    send(world.documents, a_document(), the_document(1, provider=GETACCEPT))

    assert due_accounts(world) == due_accounts(world, timedelta(days=1)) == [BUILTIN, GETACCEPT]
    assert due_accounts(world, failed_only=True) == []
    account = world.accounts.get(BUILTIN)
    world.accounts.save(replace(account.rested(NOON).rested(NOON + QUIET), version=2))
    assert due_accounts(world) == [GETACCEPT]


def test_an_account_that_failed_is_due_by_itself_once_its_pause_is_over(world: World) -> None:
    send(world.documents, a_document(), the_document(1, provider=GETACCEPT))
    failed = world.accounts.get(GETACCEPT).failed(ProviderUnavailable("Down.", 600), now=NOON, jitter=0)
    world.accounts.save(failed)

    assert due_accounts(world, 9 * MINUTE, failed_only=True) == []
    assert due_accounts(world, 10 * MINUTE, failed_only=True) == [GETACCEPT]
    assert due_accounts(world, 10 * MINUTE) == [BUILTIN, GETACCEPT]


def test_an_account_is_kept_as_it_is_and_the_second_writer_must_look_again(world: World) -> None:
    account = world.accounts.get(GETACCEPT)
    failed = account.joined().failed(ProviderUnavailable("Down."), now=NOON, jitter=0.5)
    kept = replace(failed.read_until("a cursor", now=NOON, resume_at=NOON + MINUTE), version=1)

    world.accounts.save(kept)

    assert world.accounts.get(GETACCEPT) == kept
    with pytest.raises(ConcurrentChange):
        world.accounts.save(kept)


def test_users_may_ask_so_often_and_are_told_for_how_long_they_must_wait(world: World) -> None:
    for _ in range(MOST):
        world.checks.count(NOON)

    with pytest.raises(TooManyRequests) as refusal:
        world.checks.count(NOON + 10 * timedelta(seconds=1))
    assert 0 < refusal.value.retry_after <= 60


# --- What only the table can show -------------------------------------------------------------------------------


@pytest.fixture
def real(table: DynamoTable) -> World:
    return reseller_on(table)


@pytest.mark.parametrize("clock", [MINUTE, -MINUTE], ids=["a-minute-later", "a-clock-put-back"])
def test_the_next_minute_brings_new_checks(real: World, clock: timedelta) -> None:
    for _ in range(MOST):
        real.checks.count(NOON)

    real.checks.count(NOON + clock)


def test_counts_stay_right_when_many_send_at_once(real: World) -> None:
    """Every sending is based on what another one has just changed, and is decided anew."""
    documents = real.documents

    def nested(number: int) -> None:
        def attempt() -> None:
            sending = documents.sending_of_quote(QUOTE_ID)
            if number < 6 and the_document(number + 1).id not in documents.find([the_document(number + 1).id]):
                nested(number + 1)
            documents.send(the_document(number), sending)

        settle(attempt)

    nested(1)
    assert by_status(documents) == {DRAFT: 6}
    for number in range(1, 7):
        follow(documents, report(SENT), document_id=the_document(number).id)
    assert by_status(documents) == {SENT: 6}


def test_another_partner_reaches_none_of_it(real: World, table: DynamoTable) -> None:
    send(real.documents)
    theirs = world_on(table, Tenant(OTHER_PARTNER_ID)).documents

    with pytest.raises(NotFound):
        theirs.get(DOCUMENT_ID)
    assert theirs.find([DOCUMENT_ID]) == {}
    assert theirs.out(BUILTIN) == ()
    assert by_status(theirs) == {}


def asked(table: DynamoTable, ask: Any) -> Counter[str]:
    with counted(table._client) as requests:
        ask()
    return requests


def test_each_use_takes_the_requests_that_it_should(real: World, table: DynamoTable) -> None:
    documents = real.documents
    sending = documents.sending_of_quote(QUOTE_ID)
    taken = a_document().taken_by_provider(report(SENT), file_sha256=PDF_SHA256, now=NOON)

    assert asked(table, lambda: documents.sending_of_quote(QUOTE_ID)) == {"BatchGetItem": 1}
    assert asked(table, lambda: documents.send(a_document(), sending)) == {"TransactWriteItems": 1}
    assert asked(table, lambda: documents.sending_of_quote(QUOTE_ID)) == {"BatchGetItem": 1, "GetItem": 1}
    following = documents.following(DOCUMENT_ID)
    assert asked(table, lambda: documents.following(DOCUMENT_ID)) == {"BatchGetItem": 1}
    assert asked(table, lambda: documents.follow(taken, following)) == {"TransactWriteItems": 1}
    assert asked(table, lambda: documents.get(DOCUMENT_ID)) == {"GetItem": 1}
    assert asked(table, lambda: documents.watched(DOCUMENT_ID)) == {"BatchGetItem": 1}
    assert asked(table, lambda: documents.find([DOCUMENT_ID] * 3)) == {"BatchGetItem": 2}
    assert asked(table, documents.counts) == {"Query": 1}
    assert asked(table, lambda: documents.out(BUILTIN)) == {"Query": 1}
    watched = documents.watched(DOCUMENT_ID)
    checked = Watched(watched.document.checked(NOON), watched.account)
    assert asked(table, lambda: documents.save(checked)) == {"TransactWriteItems": 1}


def test_a_page_takes_one_query_for_each_status_and_one_read(real: World, table: DynamoTable) -> None:
    documents = real.documents
    send(documents, *map(the_document, range(1, 9)))

    page = asked(table, lambda: documents.page([DRAFT], limit=5, before=None))
    pages = asked(table, lambda: documents.page(DocumentStatus, limit=5, before=None))
    of_customer = asked(table, lambda: documents.of_customer(CUSTOMER_ID, limit=5, after=None))

    assert page == {"Query": 1, "BatchGetItem": 1}
    assert pages == {"Query": len(DocumentStatus), "BatchGetItem": 1}
    assert of_customer == {"Query": 1, "BatchGetItem": 1}


def written_by(table: DynamoTable, ask: Any) -> set[str]:
    """Sort keys of the rows that are new or another than before."""

    def rows() -> dict[str, Any]:
        items = table._client.scan(TableName=table._name)["Items"]
        return {f"{item['pk']['S']} {item['sk']['S']}": item for item in items}

    before = rows()
    ask()
    after = rows()
    return {key.rpartition(" ")[2] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_a_step_writes_the_rows_that_it_changes_and_no_others(real: World, table: DynamoTable) -> None:
    documents = real.documents
    row, out, count = f"DOCUMENT#{DOCUMENT_ID}", DOCUMENT_ID, keys.document_count(TENANT, DOCUMENT_ID)[1]

    sent = written_by(table, lambda: send(documents))
    again = written_by(table, lambda: send(documents, the_document(1)))
    taken = written_by(table, lambda: follow(documents, report(SENT)))
    odd = written_by(table, lambda: follow(documents, report(DocumentStatus.UNKNOWN, "odd")))
    odder = written_by(table, lambda: follow(documents, report(DocumentStatus.UNKNOWN, "odder")))

    assert sent == {row, out, count, f"QUOTE#{QUOTE_ID}", "ACCOUNT#builtin"}
    assert "ACCOUNT#builtin" not in again
    assert taken == {row, out, count}
    assert odd == {row, out, count}
    assert odder == {row}
    watched = documents.watched(DOCUMENT_ID)
    assert written_by(table, lambda: documents.save(Watched(watched.document.checked(NOON), watched.account))) == {row}
