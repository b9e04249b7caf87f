"""A page of a list: what stands on it, and the addresses of the one that follows and of the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.ports import Listed
from shared.web.portal import PortalRequest

ROWS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf[T]:
    """`next` is None at the end, `first` on the first page itself."""

    items: tuple[T, ...]
    next: str | None
    first: str | None


def read_page[T](
    request: PortalRequest,
    path: str,
    parameters: Mapping[str, str],
    read: Callable[[dict[str, str] | None], Listed[T]],
) -> PageOf[T]:
    """`parameters` say which of the lists at that path it is. Raises InvalidCursor."""
    scope = f"{request.partner.id}:{_address(path, parameters)}"
    cursor = request.query.get("cursor")
    found = read(open_cursor(cursor, scope, wiring.signing_keys))
    following = seal_cursor(found.after, scope, wiring.signing_keys)
    return PageOf(
        items=found.items,
        next=_address(path, {**parameters, "cursor": following}) if following else None,
        first=_address(path, parameters) if cursor else None,
    )


def _address(path: str, parameters: Mapping[str, str]) -> str:
    return path + (f"?{urlencode(parameters)}" if parameters else "")
