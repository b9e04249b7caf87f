"""The storefront users of a customer in the portal (B9-B12): a section of the record, and a page of its own."""

from http import HTTPStatus

from functions.users.change_state import ChangeState, change_state
from functions.users.colleague_pages import require_action
from functions.users.invite_user import InviteUser, invite_user
from functions.users.models import InviteStorefrontUserRequest
from functions.users.pages import Search, date_formats, faults_of, languages, portal
from shared import wiring
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.user import EmailTaken
from shared.web.edge import WebAnswer
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest

PATH = "/portal/customers/{customer_id}/storefront-users"
INVITATION = ("first_name", "last_name", "email", "language", "date_format")


@portal.route(f"GET {PATH}")
def get_storefront_users_page(request: PortalRequest) -> WebAnswer:
    customer = find_customer(request)
    search = Search(request=request, path=path_of(customer), customer_id=customer.id)
    return request.page("storefront_users.html", customer=customer, trail=trail(request, customer), **search.values())


@portal.route(f"GET {PATH}/new")
def get_new_storefront_user(request: PortalRequest) -> WebAnswer:
    values = dict.fromkeys(INVITATION, "") | {"language": request.partner.locale}
    return invitation_page(request, find_customer(request), values, new_form_id(wiring.random_bytes))


@portal.route(f"POST {PATH}/new")
def post_new_storefront_user(request: PortalRequest) -> WebAnswer:
    values = {name: request.form.get(name, "").strip() for name in INVITATION}
    customer_id = request.path["customer_id"]
    try:
        content = request.read(InviteStorefrontUserRequest, {name: value for name, value in values.items() if value})
        invite_user(
            InviteUser(**dict(content), customer_id=customer_id),
            users=wiring.users(request.caller.tenant),
            now=wiring.now,
            random_bytes=wiring.random_bytes,
            once=form_once(request, lambda user: user.id),
        )
    except AlreadyAnswered:
        pass  # the same form a second time: the invitation is on its way
    except (Invalid, EmailTaken) as refusal:
        return invitation_page(
            request, find_customer(request), values, request.form.get("form_id", ""), faults_of(request, refusal)
        )
    return request.redirect(section_of(customer_id), flash=request.t("user_invited", email=values["email"]))


@portal.route(f"GET {PATH}/{{user_id}}/{{action}}")
def get_storefront_user_action(request: PortalRequest) -> WebAnswer:
    customer, action = find_customer(request), require_action(request)
    user_id = ids.require("usr", request.path["user_id"])
    user = wiring.users(request.caller.tenant).get(user_id, customer.id).user
    user.check(action)
    return request.page(
        "act_on_user.html",
        person=user,
        action=action,
        path=path_of(customer),
        back=section_of(customer.id),
        trail=trail(request, customer),
        section="customers",
    )


@portal.route(f"POST {PATH}/{{user_id}}/{{action}}")
def post_storefront_user_action(request: PortalRequest) -> WebAnswer:
    command = ChangeState(
        user_id=request.path["user_id"], action=require_action(request), customer_id=request.path["customer_id"]
    )
    users = wiring.users(request.caller.tenant)
    user = change_state(command, users=users, accounts=wiring.accounts(), now=wiring.now)
    said = request.t(f"done_{command.action}", name=user.name, email=user.email)
    return request.redirect(section_of(request.path["customer_id"]), flash=said)


def find_customer(request: PortalRequest) -> Customer:
    """Raises NotFound."""
    return wiring.customers(request.caller.tenant).get(ids.require("cus", request.path["customer_id"]))


def path_of(customer: Customer) -> str:
    return PATH.format(customer_id=customer.id)


def section_of(customer_id: str) -> str:
    """Where the record shows them."""
    return f"/portal/customers/{customer_id}#storefront-users"


def invitation_page(
    request: PortalRequest,
    customer: Customer,
    values: dict[str, str],
    form_id: str,
    faults: dict[str, str] | None = None,
) -> WebAnswer:
    return request.page(
        "invite_user.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        values=values,
        form_id=form_id,
        faults=faults or {},
        roles=(),
        languages=languages(request),
        date_formats=date_formats(),
        path=path_of(customer),
        back=section_of(customer.id),
        trail=trail(request, customer),
        section="customers",
        heading=request.t("add_storefront_user"),
        help=request.t("add_storefront_user_help", customer=customer.name),
    )


def trail(request: PortalRequest, customer: Customer) -> list[tuple[str, str]]:
    return [(request.t("portal_customers"), "/portal/customers"), (customer.name, f"/portal/customers/{customer.id}")]
