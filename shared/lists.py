"""One shape for every list of the JSON API: a page of items, and the sealed cursor of the next (F3)."""

from collections.abc import Callable
from typing import Any

from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.fields import Page
from shared.models import AnswerModel
from shared.ports import Listed
from shared.requests import Request


def answer_page[T, A: AnswerModel](
    request: Request[Any],
    scope: str,
    *,
    read: Callable[[dict[str, str] | None], Listed[T]],
    present: Callable[[T], A],
) -> Page[A]:
    """`scope` says which of the partner's lists, with which filters; `read` takes where the page begins.
    The content of the request is a PageQuery.

    Raises InvalidCursor.
    """
    scope = f"{request.caller.partner_id}:{scope}"
    found = read(open_cursor(request.content.cursor, scope, wiring.signing_keys))
    return Page(
        items=tuple(map(present, found.items)), next_cursor=seal_cursor(found.after, scope, wiring.signing_keys)
    )
