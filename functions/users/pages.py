"""The portal's pages about users, alike for a partner's own and for a customer's in the storefront."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from functions.users.list_users import list_users
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain.errors import DomainError, Invalid
from shared.domain.locale import Locale
from shared.domain.user import REFUSALS, DateFormat, User, UserAction, UserState
from shared.ports import Listed
from shared.web.portal import Portal, PortalRequest

ROWS = 25

portal = Portal(Path(__file__).parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A list as it was asked for: `path` is where it is, `customer_id` whose users it holds."""

    request: PortalRequest
    path: str
    customer_id: str | None

    @property
    def text(self) -> str:
        return " ".join(self.request.query.get("q", "").split())[:200]

    def values(self) -> dict[str, Any]:
        """What the template of a list needs."""
        found, following = self._found()
        asked = {"q": self.text} if self.text else {}
        return {
            "path": self.path,
            "search": self.text,
            "users": found.items,
            "announced": self._announced(len(found.items), has_more=following is not None),
            "actions_of": actions_of,
            "first_page": self._address(asked) if "cursor" in self.request.query else None,
            "next_page": self._address({**asked, "cursor": following}) if following else None,
        }

    def _found(self) -> tuple[Listed[User], str | None]:
        scope = f"{self.request.caller.partner_id}:portal-users:{self.customer_id}:{self.text}"
        after = open_cursor(self.request.query.get("cursor"), scope, wiring.signing_keys)
        users = wiring.users(self.request.caller.tenant).all(self.customer_id)
        found = list_users(users, self.text, limit=ROWS, after=after)
        return found, seal_cursor(found.after, scope, wiring.signing_keys)

    def _announced(self, count: int, *, has_more: bool) -> str:
        if has_more:
            return self.request.t("users_page", count=count)
        return self.request.t("users_one" if count == 1 else "users_some", count=count)

    def _address(self, parameters: Mapping[str, str]) -> str:
        return self.path + (f"?{urlencode(parameters)}" if parameters else "")


def actions_of(state: UserState) -> tuple[UserAction, ...]:
    """What can be done to a user in that state (B11)."""
    return tuple(action for action in UserAction if (state, action) not in REFUSALS)


def languages(request: PortalRequest) -> list[tuple[str, str]]:
    return [(locale.value, request.t(f"language_{locale}")) for locale in Locale]


def date_formats() -> list[tuple[str, str]]:
    """Each with a day as it shows it."""
    days = ("2026-11-22", "22/11/2026", "11/22/2026", "22.11.2026")
    return [(one.value, f"{one.value} ({day})") for one, day in zip(DateFormat, days, strict=True)]


def faults_of(request: PortalRequest, refusal: DomainError) -> dict[str, str]:
    """Beside the fields; that an address is taken stands beside the address."""
    if isinstance(refusal, Invalid):
        return request.faults(refusal)
    return {"email": request.t("fault_email_taken")}


def action_of(request: PortalRequest) -> UserAction | None:
    name = request.path["action"]
    return UserAction(name) if name in set(UserAction) else None
