"""How a mail is getting on, in the words of the API and of the pages (F5)."""

from typing import Literal

from shared.domain.message import Message, MessageState

type Delivery = Literal["pending", "sent", "delivered", "bounced", "complained"]

DELIVERY: dict[MessageState, Delivery] = {
    MessageState.WAITING: "pending",
    MessageState.DROPPED: "pending",
    MessageState.SENT: "sent",
    MessageState.DELIVERED: "delivered",
    MessageState.BOUNCED: "bounced",
    MessageState.DEAD: "bounced",
    MessageState.COMPLAINED: "complained",
}


def delivery_of(message: Message | None) -> Delivery:
    return DELIVERY[message.state] if message else "pending"


def delivery_detail(message: Message | None) -> str | None:
    """Why, where the provider said so."""
    return (message.events[-1].detail or None) if message and message.events else None
