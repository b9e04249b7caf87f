"""Show what a link leads to; who looks is recorded, people and scanners apart (G1)."""

from dataclasses import replace

from functions.sign_document.standing import Standing, standing_of
from shared.domain.confirmation import Origin
from shared.domain.envelope import EnvelopeEvent
from shared.domain.errors import Unavailable
from shared.domain.link import Link
from shared.domain.partner import SigningProvider
from shared.ports import Clock, Envelopes, Signing, SigningQueue
from shared.tell_poll import tell_poll


def show_document(
    link: Link, *, by_person: bool, origin: Origin, envelopes: Envelopes, queue: SigningQueue, now: Clock
) -> Signing:
    """Raises NotFound."""
    signing, at = envelopes.read(link.object_id), now()
    is_open = standing_of(link, signing.envelope, at) is Standing.OPEN
    event = EnvelopeEvent.VIEW if by_person else EnvelopeEvent.SCAN
    if not is_open or not signing.envelope.is_new_look(event, origin):
        return signing
    looked_at = signing.envelope.moved(event, now=at, origin=origin)
    try:
        envelopes.save(looked_at)
    except Unavailable:  # somebody else was quicker, or the table is busy: the page matters more than the note
        return signing
    if looked_at.state is not signing.envelope.state:
        tell_poll(link.tenant, SigningProvider.BUILTIN, looked_at.id, version=looked_at.version, queue=queue)
    return replace(signing, envelope=looked_at)
