"""Choose a password with the link of a mail: the first one, which activates, or another (B10, B11).

The account is closed while the password is set, the row is written, and only then the account is opened. So nobody
signs in whom the row doesn't call active; and what breaks off can be pressed again, for the link is used in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from functions.users.account import let_account_follow
from shared.domain.concurrency import settle
from shared.domain.link import Link, LinkUnknown
from shared.domain.password import fault_of_password
from shared.domain.user import Member
from shared.faults import Fault
from shared.ports import Accounts, Clock, Users


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePassword:
    """`form_faults` is what was wrong with the form before its fields were looked at."""

    link: Link
    password: str = field(repr=False)
    password_again: str = field(repr=False)
    form_faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """With faults, nothing was changed."""

    member: Member
    faults: tuple[Fault, ...] = ()


def find_member(link: Link, *, users: Users, now: Clock) -> Member:
    """Whom a link is for. Raises LinkUnknown for one that doesn't open any more."""
    member = users.find(link.object_id)
    at = now()
    if not (member.user.is_opened_by(link.number, at) or member.user.is_left_unfinished_by(link.number, at)):
        raise LinkUnknown
    return member


def choose_password(command: ChoosePassword, *, users: Users, accounts: Accounts, now: Clock) -> Choice:
    """Raises LinkUnknown, NotFound, Unavailable."""
    link, was_set = command.link, False

    def attempt() -> Choice:
        nonlocal was_set
        if was_set:  # and then somebody else wrote first
            present = users.find(link.object_id)
            if not present.user.is_opened_by(link.number, now()):
                return _after_a_lost_race(present, link, users=users, accounts=accounts)
        member = find_member(link, users=users, now=now)
        faults = (*command.form_faults, *_faults(command, member))
        if faults:
            return Choice(member=member, faults=faults)
        accounts.set_password(member.user, command.password)
        was_set = True
        if member.user.is_opened_by(link.number, now()):
            users.save(member.user.with_password_chosen(now()), member.user, member.circle)
        let_account_follow(member.user, users=users, accounts=accounts)
        return Choice(member=member)

    return settle(attempt)


def _after_a_lost_race(present: Member, link: Link, *, users: Users, accounts: Accounts) -> Choice:
    """A second press of the same form is as good as the first; a deactivation stands, and closes the account."""
    let_account_follow(present.user, users=users, accounts=accounts)
    if not present.user.was_activated_by(link.number):
        raise LinkUnknown
    return Choice(member=present)


def _faults(command: ChoosePassword, member: Member) -> Iterable[Fault]:
    fault = fault_of_password(command.password, known=_known(member))
    if fault is not None:
        yield Fault("password", fault)
    elif command.password != command.password_again:
        yield Fault("password_again", "password_again_differs")


def _known(member: Member) -> tuple[str, ...]:
    """What anybody may know of the person."""
    user, partner, customer = member.user, member.circle.partner, member.circle.customer
    of_customer = (customer.name, *customer.domains) if customer else ()
    return (user.email, user.first_name, user.last_name, partner.name, partner.tenant_name, *of_customer)
