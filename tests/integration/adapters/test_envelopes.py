"""One contract, two implementations: the fake may not drift from the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.envelopes import DynamoDueEnvelopes, DynamoEnvelopes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import Choices, DigitalDocument
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.signing_messages import signed_copy, signing_request
from shared.domain.tenant import Tenant
from shared.ports import DueEnvelopes, Envelopes
from tests.support import seeds
from tests.support.builders import A_PHONE, NOON, OTHER_PARTNER_ID, PARTNER_ID, TAIL, TENANT, a_partner
from tests.support.fakes.envelopes import FakeDueEnvelopes, FakeEnvelopes
from tests.support.recorded import a_recorded
from tests.support.signing import DOCUMENT_ID, a_document, an_envelope, put_document

MINUTE = timedelta(minutes=1)
REQUEST = signing_request(a_document(), PARTNER_ID, NOON)


def document(number: int) -> DigitalDocument:
    return a_document(id=f"doc_01KAAAAAB{number}{TAIL}")


@pytest.fixture(params=["dynamodb", "fake"])
def world(request: pytest.FixtureRequest) -> tuple[Envelopes, DueEnvelopes]:
    """Of a partner with three documents, none of which was handed over."""
    documents = (a_document(), document(1), document(2))
    if request.param == "fake":
        fake = FakeEnvelopes(a_partner(), *documents)
        return fake, FakeDueEnvelopes(TENANT, fake)
    table: DynamoTable = request.getfixturevalue("table")
    seeds.put_reseller(table)
    for one in documents:
        put_document(table, one)
    return DynamoEnvelopes(table, TENANT), DynamoDueEnvelopes(table)


@pytest.fixture
def envelopes(world: tuple[Envelopes, DueEnvelopes]) -> Envelopes:
    return world[0]


@pytest.fixture
def due(world: tuple[Envelopes, DueEnvelopes]) -> DueEnvelopes:
    return world[1]


def send(envelopes: Envelopes, of: DigitalDocument | None = None, *, minutes: int = 0) -> Envelope:
    sent = replace(an_envelope(of), changed_at=NOON + minutes * MINUTE)
    envelopes.add(sent, signing_request(of or a_document(), PARTNER_ID, NOON))
    return sent


def test_what_is_sent_is_what_is_read(envelopes: Envelopes) -> None:
    sent = send(envelopes)

    signing = envelopes.read(DOCUMENT_ID)

    assert (signing.partner, signing.document, signing.envelope) == (a_partner(), a_document(), sent)
    assert envelopes.find([DOCUMENT_ID, document(1).id]) == {DOCUMENT_ID: sent}
    assert envelopes.find([]) == {}


def test_with_the_message_that_carries_its_link_on_demand(envelopes: Envelopes) -> None:
    send(envelopes)

    assert envelopes.read(DOCUMENT_ID).message is None
    assert envelopes.read(DOCUMENT_ID, with_message=True).message == REQUEST


def test_evidence_is_written_with_what_it_is_of_or_not_at_all(envelopes: Envelopes) -> None:
    evidence = a_recorded()
    signed = replace(send(envelopes).signed(Choices(), now=NOON, origin=A_PHONE), evidence=evidence.record.reference)
    envelopes.save(signed, (), evidence)
    assert envelopes.read(DOCUMENT_ID).envelope.evidence == evidence.record.reference

    other = send(envelopes, document(1)).signed(Choices(), now=NOON, origin=A_PHONE)
    with pytest.raises(ConcurrentChange):
        envelopes.save(other, (), evidence)
    assert envelopes.read(other.id).envelope.state is EnvelopeState.SENT


def test_what_was_not_handed_over_is_not_found(envelopes: Envelopes) -> None:
    with pytest.raises(NotFound):
        envelopes.read(DOCUMENT_ID)


def test_a_document_is_handed_over_once(envelopes: Envelopes) -> None:
    sent = send(envelopes)

    with pytest.raises(ConcurrentChange):
        envelopes.add(sent, replace(REQUEST, id=f"{REQUEST.id}-2"))


def test_all_that_an_answer_holds_is_kept(envelopes: Envelopes) -> None:
    choices = Choices(options=("3",), accepted_jobs=("1", "2"))
    signed = send(envelopes).viewed(now=NOON, origin=A_PHONE)
    envelopes.save(signed)
    signed = signed.signed(choices, now=NOON + MINUTE, origin=A_PHONE)
    envelopes.save(signed, (signed_copy(a_document(), PARTNER_ID, NOON),))

    assert envelopes.read(DOCUMENT_ID).envelope == signed


def test_the_second_writer_of_a_version_loses(envelopes: Envelopes) -> None:
    sent = send(envelopes)
    envelopes.save(sent.viewed(now=NOON, origin=A_PHONE))

    with pytest.raises(ConcurrentChange):
        envelopes.save(sent.declined("No", now=NOON, origin=A_PHONE))
    assert envelopes.read(DOCUMENT_ID).envelope.state is EnvelopeState.VIEWED


def test_an_answer_to_what_was_never_sent_is_not_kept(envelopes: Envelopes) -> None:
    with pytest.raises(ConcurrentChange):
        envelopes.save(an_envelope().viewed(now=NOON, origin=A_PHONE))


def test_a_message_that_exists_takes_the_whole_change_back(envelopes: Envelopes) -> None:
    sent = send(envelopes)

    with pytest.raises(ConcurrentChange):
        envelopes.save(sent.reminded(now=NOON), (REQUEST,))
    assert envelopes.read(DOCUMENT_ID).envelope == sent


def test_changes_are_listed_by_when_they_were_made(envelopes: Envelopes) -> None:
    second = send(envelopes, minutes=2)
    third, first = send(envelopes, document(1), minutes=3), send(envelopes, document(2), minutes=1)

    page = envelopes.changed("0", limit=2)
    assert page.after is not None
    rest = envelopes.changed(page.after["after"], limit=2)

    assert (page.items, rest.items, rest.after) == ((first, second), (third,), None)
    assert envelopes.changed(envelopes.place(second), limit=2).items == (third,)


def test_what_changes_moves_to_the_end_of_that_list(envelopes: Envelopes) -> None:
    first, second = send(envelopes), send(envelopes, document(1), minutes=1)
    viewed = first.viewed(now=NOON + 2 * MINUTE, origin=A_PHONE)
    envelopes.save(viewed)

    assert envelopes.changed("0", limit=5).items == (second, viewed)
    assert envelopes.changed(envelopes.place(second), limit=5).items == (viewed,)


def test_a_reminder_is_no_change_of_state(envelopes: Envelopes) -> None:
    sent = send(envelopes)
    envelopes.save(sent.reminded(now=NOON + MINUTE))

    assert envelopes.changed(envelopes.place(sent), limit=5).items == ()


def test_an_open_one_is_due_when_it_expires_and_a_closed_one_never(envelopes: Envelopes, due: DueEnvelopes) -> None:
    sent = send(envelopes)
    over = sent.expires_at

    assert due.due(over - MINUTE, 5) == ()
    assert due.due(over, 5) == ((TENANT, DOCUMENT_ID),)
    envelopes.save(sent.moved(EnvelopeEvent.EXPIRE, now=over))
    assert due.due(over, 5) == ()


def test_a_delivery_is_kept_with_what_it_makes_of_the_envelope_or_not_at_all(envelopes: Envelopes) -> None:
    sent = send(envelopes)
    told = replace(REQUEST, attempts=1, version=2)
    bounced = sent.moved(EnvelopeEvent.FAIL, now=NOON)

    envelopes.save_delivery(told, bounced)
    with pytest.raises(ConcurrentChange):
        envelopes.save_delivery(told, replace(bounced, version=bounced.version + 1))
    assert envelopes.read(DOCUMENT_ID).envelope == bounced
    envelopes.save_delivery(replace(told, attempts=2, version=3), None)
    assert envelopes.read(DOCUMENT_ID).envelope == bounced


def test_a_delivery_that_comes_after_a_change_is_decided_anew(envelopes: Envelopes) -> None:
    sent = send(envelopes)
    envelopes.save(sent.viewed(now=NOON, origin=A_PHONE))
    told = replace(REQUEST, attempts=1, version=2)

    with pytest.raises(ConcurrentChange):
        envelopes.save_delivery(told, sent.moved(EnvelopeEvent.FAIL, now=NOON))
    envelopes.save_delivery(told, None)


def test_another_partner_reaches_none_of_it(table: DynamoTable) -> None:
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    put_document(table)
    send(DynamoEnvelopes(table, TENANT))
    theirs = DynamoEnvelopes(table, Tenant(OTHER_PARTNER_ID))

    with pytest.raises(NotFound):
        theirs.read(DOCUMENT_ID)
    assert theirs.find([DOCUMENT_ID]) == {}
    assert theirs.changed("0", limit=5).items == ()
