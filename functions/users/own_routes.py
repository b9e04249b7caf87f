"""A partner's own users over the API (F6), and oneself."""

from http import HTTPStatus

from functions.users.change_state import ChangeState, change_state
from functions.users.edge import api, read_page
from functions.users.invite_user import InviteUser, invite_first_admin, invite_user
from functions.users.models import (
    InviteFirstAdminRequest,
    InviteUserRequest,
    MeAnswer,
    OwnPartnerAnswer,
    PatchPreferencesRequest,
    PatchUserRequest,
    PreferencesAnswer,
    UserAnswer,
    UsersQuery,
)
from functions.users.update_user import UpdateUser, update_user
from shared import wiring
from shared.domain import ids
from shared.domain.tenant import Tenant
from shared.domain.user import (
    EmailTaken,
    LastAdmin,
    Role,
    UserAction,
    UserAlreadyActive,
    UserDeactivated,
    UserNotActive,
    UserNotDeactivated,
)
from shared.fields import Page, sent_fields
from shared.problems import AdminOnly
from shared.requests import Group, Request
from shared.save_preferences import SavePreferences, save_preferences


@api.get("/v1/me", answer=MeAnswer)
def get_me(request: Request[None]) -> MeAnswer:
    """Who is signed in."""
    user, partner = wiring.users(request.caller.tenant).with_partner(request.caller.actor.user_id)
    return MeAnswer(
        user=UserAnswer.of(user),
        partner=OwnPartnerAnswer.of(partner),
        groups=(request.caller.group,),
        preferences=PreferencesAnswer.of(user),
    )


@api.patch("/v1/me/preferences", body=PatchPreferencesRequest, answer=PreferencesAnswer)
def patch_preferences(request: Request[PatchPreferencesRequest]) -> PreferencesAnswer:
    """Change one's own preferences."""
    changes = sent_fields(request.content)
    if "locale" in changes:
        changes["language"] = changes.pop("locale")
    command = SavePreferences(
        user_id=request.caller.actor.user_id, changes=changes, expected_version=request.expected_version
    )
    return PreferencesAnswer.of(save_preferences(command, users=wiring.users(request.caller.tenant)))


@api.get("/v1/users", query=UsersQuery, answer=Page[UserAnswer])
def get_users(request: Request[UsersQuery]) -> Page[UserAnswer]:
    """The partner's users, by name."""
    return read_page(request, None, UserAnswer.of)


@api.post("/v1/users", body=InviteUserRequest, answer=UserAnswer, refusals=(AdminOnly, EmailTaken))
def post_user(request: Request[InviteUserRequest]) -> UserAnswer:
    """Invite a user; administrators only."""
    request.caller.require_admin()
    user = invite_user(
        InviteUser(**dict(request.content), admin_id=request.caller.actor.user_id),
        users=wiring.users(request.caller.tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(UserAnswer.of),
    )
    return UserAnswer.of(user)


@api.patch("/v1/users/{user_id}", body=PatchUserRequest, answer=UserAnswer, refusals=(AdminOnly, LastAdmin))
def patch_user(request: Request[PatchUserRequest]) -> UserAnswer:
    """Change a user's name or role; administrators only."""
    request.caller.require_admin()
    command = UpdateUser(
        user_id=request.path["user_id"],
        expected_version=request.expected_version,
        changes=sent_fields(request.content),
        admin_id=request.caller.actor.user_id,
    )
    user = update_user(command, users=wiring.users(request.caller.tenant), accounts=wiring.accounts())
    return UserAnswer.of(user)


@api.post(
    "/v1/distributor/partners/{partner_id}/users",
    body=InviteFirstAdminRequest,
    answer=UserAnswer,
    group=Group.DISTRIBUTOR,
    refusals=(EmailTaken,),
)
def post_first_admin(request: Request[InviteFirstAdminRequest]) -> UserAnswer:
    """Invite a partner's first administrator; once more, as long as the invitation is open."""
    tenant = Tenant(ids.require("par", request.path["partner_id"]))
    user = invite_first_admin(
        InviteUser(**dict(request.content), role=Role.ADMIN),
        users=wiring.users(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(UserAnswer.of),
    )
    return UserAnswer.of(user)


@api.post(
    "/v1/users/{user_id}/resend-activation",
    answer=UserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(AdminOnly, UserAlreadyActive, UserDeactivated),
)
def post_resend_activation(request: Request[None]) -> UserAnswer:
    """Send the invitation again, with a new link; administrators only."""
    return act(request, UserAction.RESEND_ACTIVATION)


@api.post(
    "/v1/users/{user_id}/reset-password",
    answer=UserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(AdminOnly, UserNotActive, UserDeactivated),
)
def post_reset_password(request: Request[None]) -> UserAnswer:
    """Mail a link with which the user chooses another password; administrators only."""
    return act(request, UserAction.RESET_PASSWORD)


@api.post(
    "/v1/users/{user_id}/deactivate",
    answer=UserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(AdminOnly, LastAdmin, UserDeactivated),
)
def post_deactivate(request: Request[None]) -> UserAnswer:
    """End all that the user may do, at once; administrators only."""
    return act(request, UserAction.DEACTIVATE)


@api.post(
    "/v1/users/{user_id}/activate",
    answer=UserAnswer,
    status=HTTPStatus.ACCEPTED,
    refusals=(AdminOnly, UserNotDeactivated),
)
def post_activate(request: Request[None]) -> UserAnswer:
    """Let the user in again; with a new invitation where there never was a password; administrators only."""
    return act(request, UserAction.ACTIVATE)


def act(request: Request[None], action: UserAction) -> UserAnswer:
    request.caller.require_admin()
    command = ChangeState(
        user_id=request.path["user_id"],
        action=action,
        expected_version=request.expected_version,
        admin_id=request.caller.actor.user_id,
    )
    users = wiring.users(request.caller.tenant)
    return UserAnswer.of(change_state(command, users=users, accounts=wiring.accounts(), now=wiring.now))
