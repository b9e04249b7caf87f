"""Who at the partner is told of what became of something that was sent (A9, A13, D7)."""

from shared.domain.partner import Partner
from shared.domain.tenant import Actor


def partner_receivers(sender: Actor, partner: Partner) -> dict[str, tuple[str, str]]:
    """Name and email address of the user who sent it, and of the partner's notification address if it is another."""
    receivers = {"sender": (sender.name, sender.email)}
    office = partner.notification_email
    if office is not None and office.casefold() != sender.email.casefold():
        receivers["office"] = (partner.name, office)
    return receivers
