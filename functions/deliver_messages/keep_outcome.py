"""Keep what became of a message; what it says of a document's envelope, in the same transaction (D2, F5)."""

from dataclasses import dataclass

from shared.domain.envelope import TRANSITIONS, Envelope, EnvelopeEvent
from shared.domain.message import FAILED, Message, MessageKind, MessageState
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.ports import Clock, EnvelopesOf, Outbox, SigningQueue
from shared.tell_poll import tell_poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Where outcomes are kept, and who is told to read them back."""

    outbox: Outbox
    envelopes: EnvelopesOf
    queue: SigningQueue
    now: Clock


def keep_outcome(message: Message, ledger: Ledger) -> None:
    """Raises ConcurrentChange, Unavailable."""
    if message.kind is not MessageKind.SIGNING_REQUEST:
        ledger.outbox.save(message)
        return
    tenant = Tenant(message.partner_id)
    envelopes = ledger.envelopes(tenant)
    envelope = _moved(envelopes.find([message.about]).get(message.about), message, ledger)
    envelopes.save_delivery(message, envelope)
    if envelope is not None:
        tell_poll(tenant, SigningProvider.BUILTIN, envelope.id, version=envelope.version, queue=ledger.queue)


def _moved(envelope: Envelope | None, message: Message, ledger: Ledger) -> Envelope | None:
    """None where the outcome says nothing new of it."""
    event = _event_of(message)
    if envelope is None or event is None or (envelope.state_at(ledger.now()), event) not in TRANSITIONS:
        return None
    return envelope.moved(event, now=ledger.now())


def _event_of(message: Message) -> EnvelopeEvent | None:
    if message.state in FAILED:
        return EnvelopeEvent.FAIL
    gone = message.state in {MessageState.SENT, MessageState.DELIVERED}
    return EnvelopeEvent.HAND_OVER if gone else None
