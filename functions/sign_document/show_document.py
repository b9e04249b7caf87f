"""Show what a link leads to; the first person to look is recorded."""

from dataclasses import replace

from functions.sign_document.standing import Standing, standing_of
from shared.domain.confirmation import Origin
from shared.domain.envelope import UNSEEN
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
    if not by_person or not is_open or signing.envelope.state not in UNSEEN:
        return signing
    viewed = signing.envelope.viewed(now=at, origin=origin)
    try:
        envelopes.save(viewed)
    except Unavailable:  # somebody else was quicker, or the table is busy: the page matters more than the note
        return signing
    tell_poll(link.tenant, SigningProvider.BUILTIN, viewed.id, version=viewed.version, queue=queue)
    return replace(signing, envelope=viewed)
