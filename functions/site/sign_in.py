"""Sign in: prove who one is, and get a session whose secret nobody knew before."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from shared.domain.concurrency import settle
from shared.domain.errors import FieldError, Invalid, NotFound
from shared.domain.password import fault_of_password
from shared.domain.session import Session
from shared.domain.sign_in import Challenge, ChallengeKind, Proven, SignInRefused
from shared.domain.tenant import Tenant
from shared.domain.user import User
from shared.ports import Clock, RandomBytes, Sessions, SignInService, SignInTries, Users
from shared.web.tickets import SECRET_LENGTH, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    sign_in_name: str
    password: str = field(repr=False)
    ip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChallenge:
    """`typed` is the new password, or the code of the authenticator app."""

    challenge: Challenge
    typed: str = field(repr=False)
    ip: str


def sign_in(command: SignIn, *, service: SignInService, tries: SignInTries, now: Clock) -> Challenge | Proven:
    """The same steps for every name, known or not.

    Raises SignInRefused, TooManyRequests, Unavailable.
    """
    name = command.sign_in_name.strip().lower()
    tries.count(_digest(name, command.ip), now())
    outcome = service.begin(name, command.password)
    tries.forget(_digest(name, command.ip))
    return outcome


def answer_challenge(
    command: AnswerChallenge, *, service: SignInService, tries: SignInTries, now: Clock
) -> Challenge | Proven:
    """A bad new password is Invalid.

    Raises Invalid, ChallengeOver, WrongCode, PasswordNotTaken, TooManyRequests, Unavailable.
    """
    challenge = command.challenge
    if challenge.kind is ChallengeKind.NEW_PASSWORD:
        fault = fault_of_password(command.typed, known=[challenge.sign_in_name])
        if fault is not None:
            raise Invalid(FieldError("password", fault.value, "Choose another password."))
    digest = _digest(f"{challenge.kind} {challenge.sign_in_name}", command.ip)
    tries.count(digest, now())
    outcome = service.answer(challenge, command.typed)
    tries.forget(digest)
    return outcome


def begin_session(
    proven: Proven,
    *,
    has_new_password: bool,
    users: Callable[[Tenant], Users],
    sessions: Sessions,
    now: Clock,
    random_bytes: RandomBytes,
) -> Ticket:
    """Raises SignInRefused when the user's row doesn't let them in."""
    of_partner = users(Tenant(proven.partner_id))

    def let_in() -> User:
        member = of_partner.get(proven.user_id, proven.customer_id)
        if not member.user.is_active:
            raise SignInRefused("This user can't sign in.")
        if not has_new_password:
            return member.user
        # Whoever signed in with the old password is out.
        changed = replace(member.user, sessions_valid_from=now(), version=member.user.version + 1)
        of_partner.save(changed, member.user, member.circle)
        return changed

    try:
        user = settle(let_in)
    except NotFound:
        raise SignInRefused("This user has no part in the portal.") from None
    ticket = Ticket(
        partner_id=user.partner_id,
        user_id=user.id,
        of_storefront=user.customer_id is not None,
        secret=random_bytes(SECRET_LENGTH),
        seen_at=now(),
    )
    sessions.start(
        Session(
            digest=ticket.digest,
            partner_id=user.partner_id,
            user_id=user.id,
            customer_id=user.customer_id,
            created_at=ticket.seen_at,
        )
    )
    return ticket


def _digest(name: str, ip: str) -> str:
    """What is counted together; neither name nor address is kept."""
    return hashlib.sha256(f"{name} {ip}".encode()).hexdigest()
