"""New customer: a page, and a dialog over My customers (B5)."""

from http import HTTPStatus

from functions.customers.create_customer import CreateCustomer, create_customer
from functions.customers.models import CreateCustomerRequest
from functions.customers.portal.countries import countries_with_states
from functions.customers.portal.customer_form import FIELDS, as_sent, faults_of
from functions.customers.portal.routes import portal
from shared import wiring
from shared.domain.customer import DomainTaken
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.web.country_names import country_names
from shared.web.edge import WebAnswer
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest


@portal.route("GET /portal/customers/new")
def get_new_customer(request: PortalRequest) -> WebAnswer:
    values = dict.fromkeys(FIELDS, "") | {"country": request.partner.country}
    return form_page(request, values, new_form_id(wiring.random_bytes))


@portal.route("POST /portal/customers/new")
def post_new_customer(request: PortalRequest) -> WebAnswer:
    values = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        customer_id = create(request, values)
    except (Invalid, DomainTaken) as refusal:
        return form_page(request, values, request.form.get("form_id", ""), faults_of(refusal, request))
    return request.redirect(
        f"/portal/customers/{customer_id}", flash=request.t("customer_created", name=values["name"])
    )


def create(request: PortalRequest, values: dict[str, str]) -> str:
    """The id of the account; of a form that is sent twice, that of the first time. Raises Invalid, DomainTaken."""
    content = request.read(CreateCustomerRequest, as_sent({name: it for name, it in values.items() if it}))
    try:
        customer = create_customer(
            CreateCustomer(**dict(content)),
            customers=wiring.customers(request.caller.tenant),
            currency=request.partner.currency,
            now=wiring.now,
            random_bytes=wiring.random_bytes,
            once=form_once(request, lambda customer: customer.id),
        )
    except AlreadyAnswered as answered:
        return answered.answer
    return customer.id


def form_page(
    request: PortalRequest, values: dict[str, str], form_id: str, faults: dict[str, str] | None = None
) -> WebAnswer:
    return request.page(
        "new_customer.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        values=values,
        form_id=form_id,
        faults=faults or {},
        countries=country_names(request.t.locale),
        with_states=countries_with_states(request.t.locale),
    )
