"""The user pool in memory: accounts by their names in lower case."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.errors import Unavailable
from shared.domain.user import User

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Account:
    password: str
    opens: bool
    name: str
    role: str | None
    sign_outs: int = 0


class FakeAccounts:
    """Fails before the call of each number in `failing` (1 is the next one); `between` runs before a step ends."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.failing: set[int] = set()
        self.calls = 0
        self.after_password: Callable[[], object] = lambda: None

    def set_password(self, user: User, password: str) -> None:
        self._count()
        account = self.accounts.setdefault(
            user.sign_in_name.lower(), Account(password="", opens=False, name=user.name, role=user.role)
        )
        account.password, account.opens = password, user.is_active and account.opens
        after, self.after_password = self.after_password, lambda: None
        after()

    def follow(self, user: User) -> None:
        self._count()
        account = self.accounts.get(user.sign_in_name.lower())
        if account is None:
            assert not user.is_active, "an active user has an account"
            return
        account.opens, account.sign_outs = user.is_active, account.sign_outs + 1
        if user.is_active:
            account.name, account.role = user.name, user.role

    def lets_in(self, user: User, password: str) -> bool:
        account = self.accounts.get(user.sign_in_name.lower())
        return account is not None and account.opens and account.password == password

    def _count(self) -> None:
        self.calls += 1
        if self.calls in self.failing:
            raise Unavailable("The user directory can't be reached now.")
