"""The partner's own users in the portal (F6): the list, the invitation, name and role, and what is done to them."""

from http import HTTPStatus

from functions.users.change_state import ChangeState, change_state
from functions.users.invite_user import InviteUser, invite_user
from functions.users.models import InviteUserRequest, PatchUserRequest
from functions.users.pages import Search, action_of, date_formats, faults_of, languages, portal
from functions.users.update_user import UpdateUser, update_user
from shared import wiring
from shared.domain import ids
from shared.domain.errors import Invalid, NotFound
from shared.domain.once import AlreadyAnswered
from shared.domain.user import EmailTaken, Role, User, UserAction
from shared.fields import sent_fields
from shared.requests import read_if_match
from shared.web.edge import WebAnswer
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest

PATH = "/portal/users"
INVITATION = ("first_name", "last_name", "email", "role", "language", "date_format")


@portal.route(f"GET {PATH}")
def get_users_page(request: PortalRequest) -> WebAnswer:
    return request.page("users.html", **Search(request=request, path=PATH, customer_id=None).values())


@portal.route(f"GET {PATH}/new", admin=True)
def get_new_user(request: PortalRequest) -> WebAnswer:
    values = dict.fromkeys(INVITATION, "") | {"role": Role.MEMBER, "language": request.partner.locale}
    return invitation_page(request, values, new_form_id(wiring.random_bytes))


@portal.route(f"POST {PATH}/new", admin=True)
def post_new_user(request: PortalRequest) -> WebAnswer:
    values = {name: request.form.get(name, "").strip() for name in INVITATION}
    try:
        content = request.read(InviteUserRequest, {name: value for name, value in values.items() if value})
        invite_user(
            InviteUser(**dict(content), admin_id=request.user.id),
            users=wiring.users(request.caller.tenant),
            now=wiring.now,
            random_bytes=wiring.random_bytes,
            once=form_once(request, lambda user: user.id),
        )
    except AlreadyAnswered:
        pass  # the same form a second time: the invitation is on its way
    except (Invalid, EmailTaken) as refusal:
        return invitation_page(request, values, request.form.get("form_id", ""), faults_of(request, refusal))
    return request.redirect(PATH, flash=request.t("user_invited", email=values["email"]))


@portal.route(f"GET {PATH}/{{user_id}}", admin=True)
def get_user(request: PortalRequest) -> WebAnswer:
    return edit_page(request, find(request))


@portal.route(f"POST {PATH}/{{user_id}}", admin=True)
def post_user(request: PortalRequest) -> WebAnswer:
    names = ("first_name", "last_name", "role")
    typed = {name: request.form.get(name, "").strip() for name in names}
    try:
        content = request.read(PatchUserRequest, typed)
    except Invalid as refusal:
        return edit_page(request, find(request), typed, request.faults(refusal))
    command = UpdateUser(
        user_id=request.path["user_id"],
        expected_version=read_if_match(request.form.get("version")),
        changes=sent_fields(content),
        admin_id=request.user.id,
    )
    user = update_user(command, users=wiring.users(request.caller.tenant), accounts=wiring.accounts())
    return request.redirect(PATH, flash=request.t("user_updated", name=user.name))


@portal.route(f"GET {PATH}/{{user_id}}/{{action}}", admin=True)
def get_user_action(request: PortalRequest) -> WebAnswer:
    user, action = find(request), require_action(request)
    user.check(action)
    return request.page(
        "act_on_user.html", person=user, action=action, path=PATH, trail=trail(request), section="users"
    )


@portal.route(f"POST {PATH}/{{user_id}}/{{action}}", admin=True)
def post_user_action(request: PortalRequest) -> WebAnswer:
    command = ChangeState(user_id=request.path["user_id"], action=require_action(request), admin_id=request.user.id)
    users = wiring.users(request.caller.tenant)
    user = change_state(command, users=users, accounts=wiring.accounts(), now=wiring.now)
    return request.redirect(PATH, flash=request.t(f"done_{command.action}", name=user.name, email=user.email))


def find(request: PortalRequest) -> User:
    """Raises NotFound."""
    user_id = ids.require("usr", request.path["user_id"])
    return wiring.users(request.caller.tenant).get(user_id, None).user


def require_action(request: PortalRequest) -> UserAction:
    """Raises NotFound."""
    action = action_of(request)
    if action is None:
        raise NotFound
    return action


def invitation_page(
    request: PortalRequest, values: dict[str, str], form_id: str, faults: dict[str, str] | None = None
) -> WebAnswer:
    return request.page(
        "invite_user.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        values=values,
        form_id=form_id,
        faults=faults or {},
        roles=roles(request),
        languages=languages(request),
        date_formats=date_formats(),
        path=PATH,
        trail=trail(request),
        section="users",
        heading=request.t("invite_user"),
        help=request.t("invite_user_help"),
    )


def edit_page(
    request: PortalRequest, user: User, typed: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> WebAnswer:
    values = typed or {"first_name": user.first_name, "last_name": user.last_name, "role": user.role or Role.MEMBER}
    return request.page(
        "edit_user.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        person=user,
        values=values,
        version=request.form.get("version", f"{user.version}"),
        faults=faults or {},
        roles=roles(request),
        path=PATH,
        trail=trail(request),
    )


def roles(request: PortalRequest) -> list[tuple[str, str]]:
    return [(role.value, request.t(f"role_{role}_help")) for role in (Role.MEMBER, Role.ADMIN)]


def trail(request: PortalRequest) -> list[tuple[str, str]]:
    return [(request.t("portal_users"), PATH)]
