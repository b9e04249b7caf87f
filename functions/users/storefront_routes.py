"""The storefront users of a customer over the API (B9-B12)."""

from http import HTTPStatus

from functions.users.change_state import ChangeState, change_state
from functions.users.edge import api, read_page
from functions.users.invite_user import InviteUser, invite_user
from functions.users.models import InviteStorefrontUserRequest, StorefrontUserAnswer, UsersQuery
from shared import wiring
from shared.domain import ids
from shared.domain.user import (
    EmailTaken,
    UserAction,
    UserAlreadyActive,
    UserDeactivated,
    UserNotActive,
    UserNotDeactivated,
)
from shared.fields import Page
from shared.requests import Request


@api.get("/v1/customers/{customer_id}/storefront-users", query=UsersQuery, answer=Page[StorefrontUserAnswer])
def get_storefront_users(request: Request[UsersQuery]) -> Page[StorefrontUserAnswer]:
    """The storefront users of a customer, by name."""
    customer_id = ids.require("cus", request.path["customer_id"])
    wiring.customers(request.caller.tenant).get(customer_id)
    return read_page(request, customer_id, StorefrontUserAnswer.of)


@api.post(
    "/v1/customers/{customer_id}/storefront-users",
    body=InviteStorefrontUserRequest,
    answer=StorefrontUserAnswer,
    refusals=(EmailTaken,),
)
def post_storefront_user(request: Request[InviteStorefrontUserRequest]) -> StorefrontUserAnswer:
    """Invite a storefront user of a customer."""
    user = invite_user(
        InviteUser(**dict(request.content), customer_id=request.path["customer_id"]),
        users=wiring.users(request.caller.tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(StorefrontUserAnswer.of),
    )
    return StorefrontUserAnswer.of(user)


@api.post(
    "/v1/customers/{customer_id}/storefront-users/{user_id}/resend-activation",
    answer=StorefrontUserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(UserAlreadyActive, UserDeactivated),
)
def post_resend_activation(request: Request[None]) -> StorefrontUserAnswer:
    """Send the invitation again, with a new link."""
    return act(request, UserAction.RESEND_ACTIVATION)


@api.post(
    "/v1/customers/{customer_id}/storefront-users/{user_id}/reset-password",
    answer=StorefrontUserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(UserNotActive, UserDeactivated),
)
def post_reset_password(request: Request[None]) -> StorefrontUserAnswer:
    """Mail a link with which the user chooses another password."""
    return act(request, UserAction.RESET_PASSWORD)


@api.post(
    "/v1/customers/{customer_id}/storefront-users/{user_id}/deactivate",
    answer=StorefrontUserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(UserDeactivated,),
)
def post_deactivate(request: Request[None]) -> StorefrontUserAnswer:
    """End all that the user may do, at once."""
    return act(request, UserAction.DEACTIVATE)


@api.post(
    "/v1/customers/{customer_id}/storefront-users/{user_id}/activate",
    answer=StorefrontUserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(UserNotDeactivated,),
)
def post_activate(request: Request[None]) -> StorefrontUserAnswer:
    """Let the user in again; with a new invitation where there never was a password."""
    return act(request, UserAction.ACTIVATE)


def act(request: Request[None], action: UserAction) -> StorefrontUserAnswer:
    command = ChangeState(
        user_id=request.path["user_id"],
        action=action,
        customer_id=request.path["customer_id"],
        expected_version=request.expected_version,
    )
    users = wiring.users(request.caller.tenant)
    return StorefrontUserAnswer.of(change_state(command, users=users, accounts=wiring.accounts(), now=wiring.now))
