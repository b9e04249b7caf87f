"""How a page writes what isn't words already."""

from shared.domain.channel import Channel
from shared.domain.digital_document import Recipient
from shared.phones import as_written


def as_read(recipient: Recipient) -> str:
    """The address as people read it: a number with spaces."""
    return recipient.address if recipient.channel is Channel.EMAIL else as_written(recipient.address)
