"""The JSON edge of users, and the page of a list, which both kinds of users share."""

from collections.abc import Callable

from pydantic import BaseModel

from functions.users.list_users import list_users
from functions.users.models import UsersQuery
from shared import wiring
from shared.api import Api
from shared.cursors import open_cursor, seal_cursor
from shared.domain.user import User
from shared.fields import Page
from shared.requests import Request

api = Api()


def read_page[T: BaseModel](
    request: Request[UsersQuery], customer_id: str | None, present: Callable[[User], T]
) -> Page[T]:
    query = request.content
    scope = f"{request.caller.partner_id}:users:{customer_id}:{query.q}"
    after = open_cursor(query.cursor, scope, wiring.signing_keys)
    users = wiring.users(request.caller.tenant).all(customer_id)
    found = list_users(users, query.q, limit=query.limit, after=after)
    return Page(
        items=tuple(map(present, found.items)), next_cursor=seal_cursor(found.after, scope, wiring.signing_keys)
    )
