"""What holds after every history, whatever happened and whatever failed in it: the invariants, by their numbers."""

from collections import Counter

from pydantic import TypeAdapter

from functions.issue_evidence import handler as issue_evidence
from shared import wiring
from shared.domain.approval_messages import approval_request_id
from shared.domain.confirmation import Confirmation, Event, State
from shared.domain.digital_document import CLOSED, RANKS, DigitalDocument, DocumentStatus
from shared.domain.message import GIVE_UP_AFTER, Message, MessageKind, MessageState
from shared.domain.partner import SigningProvider
from shared.domain.signing_messages import NOTICES
from shared.evidence.findings import Outcome
from shared.evidence.public_keys import PublicKeys
from shared.evidence.verify import verify_record
from tests.faults.histories_acts import PAGES, house_of, noted, open_page
from tests.faults.histories_world import World, signer

THERE = {
    "signed": DocumentStatus.SIGNED,
    "rejected": DocumentStatus.DECLINED,
    "recalled": DocumentStatus.CANCELED,
}
REACHED = frozenset({MessageState.SENT, MessageState.DELIVERED, MessageState.BOUNCED, MessageState.COMPLAINED})
_message = TypeAdapter(Message)


def check_outbox(world: World) -> None:
    """10: empty within three sweeps."""
    assert [one.id for one in messages_of(world).values() if one.state is MessageState.WAITING] == []


def check_all(world: World) -> None:
    look_again(world)
    messages = messages_of(world)
    for name, _ in world.table.rows("CONFIRMATION#"):
        confirmation_id = name.partition("#")[2]
        confirmation = wiring.confirmations(house_of(world, confirmation_id).tenant).get(confirmation_id)
        check_confirmation(world, confirmation, messages)
    check_quotes(world)
    for name, _ in world.table.rows("DOCUMENT#"):
        document_id = name.partition("#")[2]
        document = wiring.digital_documents(house_of(world, document_id).tenant).get(document_id)
        check_document(world, document, messages)
    check_messages(world, messages)
    check_evidence(world)


def look_again(world: World) -> None:
    """1: whoever has a link sees what was decided, and its partner the evidence."""
    for letter in {letter.about: letter for letter in world.post.letters}.values():
        noted(world, letter, open_page(world, PAGES[letter.page], letter.page, letter.token))
    for confirmation_id, evidence_id in world.evidence.items():
        house = house_of(world, confirmation_id)
        assert world.api(house, issue_evidence, "GET", f"/v1/evidence/{evidence_id}").status == 200


def messages_of(world: World) -> dict[str, Message]:
    found = [_message.validate_json(data) for _, data in world.table.rows_at("OUTBOX#")]
    return {one.id: one for one in found}


def check_confirmation(world: World, confirmation: Confirmation, messages: dict[str, Message]) -> None:
    """1, 2 and 4: accepted once, with evidence, for ever; and nobody was told anything else."""
    events = Counter(entry.event for entry in confirmation.history)
    assert events[Event.ACCEPT] <= 1
    assert (confirmation.evidence is not None) == (events[Event.ACCEPT] == 1) == (confirmation.accepted_by is not None)
    answers = world.answered.get(confirmation.id, set())
    assert len(answers) <= 1, answers
    if answers == {State.ACCEPTED}:
        assert confirmation.accepted_by is not None
        assert confirmation.state in {State.ACCEPTED, State.SUPERSEDED}
    elif answers:
        assert {confirmation.state} == answers
    if confirmation.id in world.evidence:
        assert confirmation.evidence is not None
        assert world.evidence[confirmation.id] in {
            confirmation.evidence.decision_id,
            confirmation.evidence.record_id,
        }
        world.done["evidence again"] += 1
    check_told_of_confirmation(confirmation, events, messages)


def check_told_of_confirmation(
    confirmation: Confirmation, events: Counter[Event | None], messages: dict[str, Message]
) -> None:
    """3: with each change its messages, and none without."""
    kinds = Counter(one.kind for one in messages.values() if one.about == confirmation.id)
    links = {approval_request_id(confirmation.id, number) for number in range(1, confirmation.link_number + 1)}
    assert links == {key for key, one in messages.items() if one.id in links or is_request(one, confirmation)}
    assert kinds[MessageKind.APPROVAL_REMINDER] == events[Event.REMIND]
    assert kinds[MessageKind.APPROVAL_CODE] == events[Event.SEND_CODE]
    is_told = {
        MessageKind.ACCEPTANCE_COPY_CUSTOMER: Event.ACCEPT,
        MessageKind.ACCEPTANCE_COPY_PARTNER: Event.ACCEPT,
        MessageKind.DECLINED_NOTICE: Event.DECLINE,
        MessageKind.CHANGE_REQUESTED_NOTICE: Event.REQUEST_CHANGE,
    }
    for kind, event in is_told.items():
        assert (kinds[kind] > 0) == (events[event] > 0), (kind, kinds)
        assert kinds[kind] <= 2


def is_request(message: Message, confirmation: Confirmation) -> bool:
    return message.about == confirmation.id and message.kind is MessageKind.APPROVAL_REQUEST


def check_quotes(world: World) -> None:
    """2: one acceptance at most of a revision of a quote."""
    accepted: Counter[tuple[str, int]] = Counter()
    for name, _ in world.table.rows("CONFIRMATION#"):
        identifier = name.partition("#")[2]
        one = wiring.confirmations(house_of(world, identifier).tenant).get(identifier)
        accepted[one.quote_id, one.quote_revision] += one.accepted_by is not None
    assert all(count <= 1 for count in accepted.values())


def check_document(world: World, document: DigitalDocument, messages: dict[str, Message]) -> None:
    """4 and 5: closed once, never backwards; as everybody was told, and as its provider has it."""
    ranks = [RANKS[entry.status] for entry in document.history if entry.status in RANKS]
    assert ranks == sorted(ranks)
    assert sum(entry.status in CLOSED for entry in document.history) == (document.status in CLOSED)
    assert document.history[-1].status is document.status
    answers = world.answered.get(document.id, set())
    assert answers <= {document.status}, (answers, document.status)
    assert (document.evidence is not None) == (document.status is DocumentStatus.SIGNED)
    if document.provider is SigningProvider.GETACCEPT and document.provider_document_id:
        there = world.fake.document(document.provider_document_id).status
        assert THERE.get(there, document.status) is document.status, there
    kinds = Counter(one.kind for one in messages.values() if one.about == document.id)
    for status, kind in NOTICES.items():
        assert (kinds[kind] > 0) == (document.status is status), (document.status, kinds)


def check_messages(world: World, messages: dict[str, Message]) -> None:
    """3 and 6: each was sent or says why not, none that was not committed; twice only where a reply was lost."""
    taken = Counter(message_id for _, message_id in world.post.taken)
    assert taken.keys() <= messages.keys()
    for one in messages.values():
        if one.state in REACHED:
            assert taken[one.id] >= 1, one
        if one.state is MessageState.DEAD:
            is_late = one.events[-1].at - one.created_at >= GIVE_UP_AFTER
            assert one.id in world.post.refused or is_late, one
        unsure = world.post.lost[one.id] + world.table.unsure[f"OUTBOX#{one.partner_id}#{one.id}"]
        assert taken[one.id] <= 1 + unsure, (one, taken[one.id])
        world.done["message again"] += taken[one.id] - 1 if taken[one.id] else 0


def check_evidence(world: World) -> None:
    """9: each record is sealed, and verifies with those before it; that of every acceptance ever answered is there."""
    keys, registry = PublicKeys.from_der(signer().public_key), wiring.evidence_registry()
    record_ids = [name.partition("#")[2] for name, _ in world.table.rows("EVIDENCE#")]
    for record_id in record_ids:
        kept = registry.find(record_id)
        assert kept is not None
        verification = verify_record(record_id, kept, keys)
        assert verification.outcome is Outcome.VERIFIED, verification
    assert set(world.evidence.values()) <= set(record_ids)
    world.done["verified"] += len(record_ids)
