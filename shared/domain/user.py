"""Who signs in: a partner's users (F6), and the people who order in its storefront (B9-B12).

invited -> active <-> deactivated; whoever is deactivated before the first sign-in comes back as invited. What may be
done in which state stands in REFUSALS. The row decides: what Cognito knows follows it (`account_is_behind`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.customer import Customer
from shared.domain.errors import Conflict
from shared.domain.locale import Locale
from shared.domain.partner import Partner

LINK_LIFETIME = timedelta(days=7)


class EmailTaken(Conflict):
    pass


class UserAlreadyActive(Conflict):
    def __init__(self) -> None:
        super().__init__("This user is active already.")


class UserNotActive(Conflict):
    def __init__(self) -> None:
        super().__init__("This user has not chosen a password yet.")


class UserDeactivated(Conflict):
    def __init__(self) -> None:
        super().__init__("This user is deactivated.")


class UserNotDeactivated(Conflict):
    def __init__(self) -> None:
        super().__init__("This user is not deactivated.")


class LastAdmin(Conflict):
    pass


class UserState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class UserAction(StrEnum):
    RESEND_ACTIVATION = "resend-activation"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - the name of an action
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"


class Role(StrEnum):
    """Of a partner's users; storefront users have none."""

    ADMIN = "admin"
    MEMBER = "member"


class DateFormat(StrEnum):
    ISO = "yyyy-MM-dd"
    DAY_FIRST = "dd/MM/yyyy"
    MONTH_FIRST = "MM/dd/yyyy"
    DOTTED = "dd.MM.yyyy"


REFUSALS: dict[tuple[UserState, UserAction], Callable[[], Conflict]] = {
    (UserState.INVITED, UserAction.RESET_PASSWORD): UserNotActive,
    (UserState.INVITED, UserAction.ACTIVATE): UserNotDeactivated,
    (UserState.ACTIVE, UserAction.RESEND_ACTIVATION): UserAlreadyActive,
    (UserState.ACTIVE, UserAction.ACTIVATE): UserNotDeactivated,
    (UserState.DEACTIVATED, UserAction.RESEND_ACTIVATION): UserDeactivated,
    (UserState.DEACTIVATED, UserAction.RESET_PASSWORD): UserDeactivated,
    (UserState.DEACTIVATED, UserAction.DEACTIVATE): UserDeactivated,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`role` is a partner user's, `customer_id` a storefront user's; each has the other one empty.

    `link_number` counts the links made for it: only the newest opens, until `link_expires_at`, and once. Sessions
    begun before `sessions_valid_from` are over. `account_is_behind` says that Cognito may not know yet what stands
    here.
    """

    id: str
    partner_id: str
    customer_id: str | None = None
    email: str
    sign_in_name: str
    first_name: str
    last_name: str
    role: Role | None = None
    language: Locale
    date_format: DateFormat = DateFormat.ISO
    state: UserState = UserState.INVITED
    was_active: bool = False
    link_number: int = 1
    link_expires_at: datetime | None = None
    link_is_used: bool = False
    sessions_valid_from: datetime
    account_is_behind: bool = False
    show_offer_introduction: bool = True
    version: int = 1

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_active(self) -> bool:
        return self.state is UserState.ACTIVE

    @property
    def is_live(self) -> bool:
        """Invited or active: what gives a customer access to the storefront (B6)."""
        return self.state is not UserState.DEACTIVATED

    @property
    def is_active_admin(self) -> bool:
        return self.is_active and self.role is Role.ADMIN

    def check(self, action: UserAction) -> None:
        """Raises UserAlreadyActive, UserNotActive, UserDeactivated, UserNotDeactivated (B11)."""
        if refusal := REFUSALS.get((self.state, action)):
            raise refusal()

    def is_opened_by(self, link_number: int, now: datetime) -> bool:
        return self.is_live and not self.link_is_used and self._is_in_time(link_number, now)

    def was_activated_by(self, link_number: int) -> bool:
        """Whether the present password was chosen with that link."""
        return self.is_active and self.link_is_used and link_number == self.link_number

    def is_left_unfinished_by(self, link_number: int, now: datetime) -> bool:
        """The password was chosen, but Cognito may not have been told to open the account."""
        return self.was_activated_by(link_number) and self.account_is_behind and self._is_in_time(link_number, now)

    def _is_in_time(self, link_number: int, now: datetime) -> bool:
        is_newest = link_number == self.link_number
        return is_newest and self.link_expires_at is not None and now < self.link_expires_at

    def with_new_link(self, now: datetime) -> Self:
        """The one before is dead from now on."""
        return replace(
            self,
            link_number=self.link_number + 1,
            link_expires_at=now + LINK_LIFETIME,
            link_is_used=False,
            version=self.version + 1,
        )

    def deactivated(self, now: datetime) -> Self:
        return replace(
            self,
            state=UserState.DEACTIVATED,
            link_number=self.link_number + 1,
            link_expires_at=None,
            link_is_used=False,
            sessions_valid_from=now,
            account_is_behind=True,
            version=self.version + 1,
        )

    def reactivated(self, now: datetime) -> Self:
        """Back to active; or to invited, with a new link, when there never was a password."""
        if self.was_active:
            return replace(self, state=UserState.ACTIVE, account_is_behind=True, version=self.version + 1)
        return replace(self.with_new_link(now), state=UserState.INVITED)

    def with_password_chosen(self, now: datetime) -> Self:
        """The link is used; sessions of an earlier password end."""
        return replace(
            self,
            state=UserState.ACTIVE,
            was_active=True,
            link_is_used=True,
            sessions_valid_from=now,
            account_is_behind=True,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What must hold of all users of a partner, or of a customer, together; it changes in their transaction.

    `admins` are the active ones, `live` counts those invited or active. Version 0: there is none yet.
    """

    admins: tuple[str, ...] = ()
    live: int = 0
    version: int = 0

    def after(self, user: User, previous: User | None) -> Self:
        """Once `previous` has become `user`.

        Raises LastAdmin when no active admin would be left.
        """
        others = tuple(admin for admin in self.admins if admin != user.id)
        admins = tuple(sorted((*others, user.id))) if user.is_active_admin else others
        if self.admins and not admins:
            raise LastAdmin("A partner needs at least one active administrator: make another one first.")
        live = self.live + user.is_live - (previous is not None and previous.is_live)
        if (admins, live) == (self.admins, self.live):
            return self
        return replace(self, admins=admins, live=live, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Whose users they are, with all that a change of one of them depends on: `customer` is a storefront user's."""

    partner: Partner
    customer: Customer | None
    roster: Roster

    def after(self, user: User, previous: User | None) -> Self:
        """Once `previous` has become `user`; a customer has storefront access while it has a live user (B6).

        The first storefront user fixes the partner's tenant name. Raises LastAdmin.
        """
        roster, partner, customer = self.roster.after(user, previous), self.partner, self.customer
        if customer is not None and not partner.has_storefront_users:
            partner = replace(partner, has_storefront_users=True, version=partner.version + 1)
        if customer is not None and customer.storefront_access != (roster.live > 0):
            customer = replace(customer, storefront_access=roster.live > 0, version=customer.version + 1)
        return replace(self, roster=roster, partner=partner, customer=customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user in its circle, read in one request."""

    user: User
    circle: Circle
