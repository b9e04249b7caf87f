"""Invite a user: of the partner (F6), or of a customer into the storefront (B9, B10)."""

from dataclasses import dataclass
from datetime import datetime

from functions.users.authority import require_admin
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.errors import FieldError, Invalid
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.domain.user import LINK_LIFETIME, Circle, DateFormat, Role, User, UserState
from shared.domain.user_messages import user_invitation
from shared.ports import Clock, RandomBytes, Users

# What Cognito takes for a user name.
MAX_SIGN_IN_NAME = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteUser:
    """A storefront user has a customer, a partner's user a role; `admin_id` is the administrator who invites.

    Without a language it is the partner's.
    """

    first_name: str
    last_name: str
    email: str
    customer_id: str | None = None
    role: Role | None = None
    language: Locale | None = None
    date_format: DateFormat = DateFormat.ISO
    admin_id: str | None = None


def invite_user(
    command: InviteUser, *, users: Users, now: Clock, random_bytes: RandomBytes, once: Once[User] | None = None
) -> User:
    """Raises NotFound, AdminOnly, Invalid, EmailTaken, AlreadyAnswered, IdempotencyKeyReused."""
    if command.customer_id is not None:
        ids.require("cus", command.customer_id)

    def attempt() -> User:
        circle, at = users.circle(command.customer_id, once), now()
        require_admin(circle, command.admin_id)
        user = _invited(command, circle, at, random_bytes)
        users.save(user, None, circle, (user_invitation(user, at),), once)
        return user

    return settle(attempt)


def invite_first_admin(
    command: InviteUser, *, users: Users, now: Clock, random_bytes: RandomBytes, once: Once[User] | None = None
) -> User:
    """The distributor has nobody inside the partner who could send an invitation again, so asking twice does.

    Raises NotFound, Invalid, EmailTaken, AlreadyAnswered, IdempotencyKeyReused.
    """

    def attempt() -> User | None:
        circle, at = users.circle(None, once), now()
        waiting = next((user for user in users.all(None) if _is_invited_as(user, command.email)), None)
        if waiting is None:
            return None
        again = waiting.with_new_link(at)
        users.save(again, waiting, circle, (user_invitation(again, at),), once)
        return again

    return settle(attempt) or invite_user(command, users=users, now=now, random_bytes=random_bytes, once=once)


def _is_invited_as(user: User, email: str) -> bool:
    return user.state is UserState.INVITED and user.email.casefold() == email.casefold()


def _invited(command: InviteUser, circle: Circle, at: datetime, random_bytes: RandomBytes) -> User:
    customer, partner = circle.customer, circle.partner
    sign_in_name = f"{partner.tenant_name}:{command.email}" if customer else command.email
    if len(sign_in_name) > MAX_SIGN_IN_NAME:
        raise Invalid(FieldError("email", "too_long", "This email address is too long to sign in with."))
    return User(
        id=ids.child_id("usr", parent=customer.id, now=at)
        if customer
        else ids.new_id("usr", now=at, random_bytes=random_bytes),
        partner_id=partner.id,
        customer_id=command.customer_id,
        email=command.email,
        sign_in_name=sign_in_name,
        first_name=command.first_name,
        last_name=command.last_name,
        role=command.role,
        language=command.language or partner.locale,
        date_format=command.date_format,
        link_expires_at=at + LINK_LIFETIME,
        sessions_valid_from=at,
    )
