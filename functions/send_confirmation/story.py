"""What became of a confirmation, as the pages tell it: its state, its mail, and what happened, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.delivery import Delivery, delivery_detail, delivery_of
from shared.domain.confirmation import Confirmation, Event, HistoryEntry, State
from shared.domain.message import Message
from shared.ports import Delivered

type Kind = Literal["waiting", "good", "bad", "over"]

KIND_OF_STATE: dict[State, Kind] = {
    State.SENT: "waiting",
    State.VIEWED: "waiting",
    State.ACCEPTED: "good",
    State.DECLINED: "bad",
    State.REVOKED: "over",
    State.SUPERSEDED: "over",
    State.EXPIRED: "over",
}
KIND_OF_DELIVERY: dict[Delivery, Kind] = {
    "pending": "waiting",
    "sent": "waiting",
    "delivered": "good",
    "bounced": "bad",
    "complained": "bad",
}

# Who may stand behind an entry besides a person whom the confirmation names.
UNNAMED = {"link", "schedule"}
WRITTEN_BY_PEOPLE = {Event.DECLINE, Event.REQUEST_CHANGE, Event.REVOKE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened: `what` names its words; `by` is a name, or empty where nobody is known;
    `typed` is what a person wrote about it, `detail` what the mail's provider said."""

    at: datetime
    what: str
    by: str = ""
    typed: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    confirmation: Confirmation
    state: State
    state_words: str
    state_kind: Kind
    delivery: Delivery
    delivery_kind: Kind
    delivery_detail: str | None
    is_open: bool
    moments: tuple[Moment, ...]


def story_of(delivered: Delivered, now: datetime, colleagues: Mapping[str, str] = {}) -> Story:
    """`colleagues` are names of the partner's users, by id."""
    confirmation, message = delivered.confirmation, delivered.message
    state, delivery = confirmation.state_at(now), delivery_of(message)
    asks_for_change = state is State.DECLINED and confirmation.change_requested
    return Story(
        confirmation=confirmation,
        state=state,
        state_words="state_change_requested" if asks_for_change else f"state_{state}",
        state_kind=KIND_OF_STATE[state],
        delivery=delivery,
        delivery_kind=KIND_OF_DELIVERY[delivery],
        delivery_detail=delivery_detail(message),
        is_open=confirmation.is_open(now),
        moments=_moments(confirmation, message, colleagues),
    )


def unknown_users(confirmation: Confirmation) -> set[str]:
    """Ids of the partner's users who did something to it, beside the one who sent it."""
    by = {entry.by for entry in confirmation.history if entry.by.startswith("usr_")}
    return by - {confirmation.sent_by.user_id}


def _moments(confirmation: Confirmation, message: Message | None, colleagues: Mapping[str, str]) -> tuple[Moment, ...]:
    sender, addressee = confirmation.sent_by, confirmation.addressee
    names = dict(colleagues) | {sender.user_id: sender.name, addressee.contact_id: addressee.name}
    if confirmation.accepted_by is not None:
        names[confirmation.accepted_by.contact_id] = confirmation.accepted_by.name
    happened = [_moment(entry, names) for entry in confirmation.history]
    happened.extend(
        Moment(at=event.at, what=f"mail_{event.what.lower()}", detail=event.detail)
        for event in (message.events if message else ())
    )
    return tuple(sorted(happened, key=lambda moment: moment.at))


def _moment(entry: HistoryEntry, names: Mapping[str, str]) -> Moment:
    what = entry.event or "send"
    if entry.event is Event.SUPERSEDE:
        what = f"{what}_{entry.detail}"
    return Moment(
        at=entry.at,
        what=f"event_{what}",
        by="" if entry.by in UNNAMED else names.get(entry.by, ""),
        typed=entry.detail if entry.event in WRITTEN_BY_PEOPLE else "",
    )
