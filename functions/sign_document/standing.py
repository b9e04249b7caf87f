"""Where a link leads now: to a document that waits to be signed, to what was answered, or nowhere any more."""

from datetime import datetime
from enum import StrEnum

from shared.domain.envelope import OPEN, Envelope, EnvelopeState
from shared.domain.link import Link, LinkUnknown
from shared.domain.signing_messages import LINK_NUMBER


class Standing(StrEnum):
    OPEN = "open"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"


RECORDED = frozenset({Standing.SIGNED, Standing.DECLINED})

_BY_STATE = {
    **dict.fromkeys(OPEN, Standing.OPEN),
    EnvelopeState.SIGNED: Standing.SIGNED,
    EnvelopeState.DECLINED: Standing.DECLINED,
    EnvelopeState.CANCELED: Standing.CANCELED,
    EnvelopeState.EXPIRED: Standing.EXPIRED,
    EnvelopeState.UNDELIVERABLE: Standing.UNDELIVERABLE,
}


def standing_of(link: Link, envelope: Envelope, now: datetime) -> Standing:
    """Raises LinkUnknown for a link that was never made, though its seal is good."""
    if link.number != LINK_NUMBER:
        raise LinkUnknown
    return _BY_STATE[envelope.state_at(now)]
