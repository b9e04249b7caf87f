"""The JSON edge of users, and the page of a list, which both kinds of users share."""

from collections.abc import Callable

from functions.users.list_users import list_users
from functions.users.models import UsersQuery
from shared import wiring
from shared.api import Api
from shared.domain.user import User
from shared.fields import Page
from shared.lists import answer_page
from shared.models import AnswerModel
from shared.requests import Request

api = Api()


def read_page[T: AnswerModel](
    request: Request[UsersQuery], customer_id: str | None, present: Callable[[User], T]
) -> Page[T]:
    query = request.content
    users = wiring.users(request.caller.tenant).all(customer_id)
    return answer_page(
        request,
        f"users:{customer_id}:{query.q}",
        read=lambda after: list_users(users, query.q, limit=query.limit, after=after),
        present=present,
    )
