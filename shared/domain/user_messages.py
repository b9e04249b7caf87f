"""The messages that a change of a user causes, to be committed with it (B10, B11).

They carry the newest link, so their ids hold its number: a new link makes a new message, and its mail alone goes out.
"""

from datetime import datetime

from shared.domain.approval_messages import STREAM_HEAD_START
from shared.domain.message import Message, MessageKind
from shared.domain.user import User


def user_invitation(user: User, now: datetime) -> Message:
    return _message(MessageKind.USER_INVITATION, user, now)


def password_reset(user: User, now: datetime) -> Message:
    return _message(MessageKind.PASSWORD_RESET, user, now)


def _message(kind: MessageKind, user: User, now: datetime) -> Message:
    return Message(
        id=f"{user.id}-{kind}-{user.link_number}",
        partner_id=user.partner_id,
        kind=kind,
        about=user.id,
        number=user.link_number,
        to_address=user.email,
        to_name=user.name,
        locale=user.language,
        created_at=now,
        due_at=now + STREAM_HEAD_START,
    )
