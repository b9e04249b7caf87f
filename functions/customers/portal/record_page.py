"""The record of a customer account, with its information edited in place (B6)."""

from http import HTTPStatus
from typing import Any

from functions.customers.models import PatchCustomerRequest
from functions.customers.portal.countries import countries_with_states
from functions.customers.portal.customer_form import FIELDS, as_sent, faults_of, values_of
from functions.customers.portal.edit import Edit, Rebased
from functions.customers.portal.routes import portal
from functions.customers.update_customer import UpdateCustomer, update_customer
from shared import wiring
from shared.domain import ids
from shared.domain.concurrency import ATTEMPTS
from shared.domain.customer import Customer, DomainTaken
from shared.domain.errors import ConcurrentChange, Invalid, Stale
from shared.fields import sent_fields
from shared.web.country_names import country_names
from shared.web.edge import WebAnswer
from shared.web.portal import PortalRequest


@portal.route("GET /portal/customers/{customer_id}")
def get_record(request: PortalRequest) -> WebAnswer:
    customer = read_customer(request)
    return record_page(request, customer, Edit.of(values_of(customer)))


@portal.route("POST /portal/customers/{customer_id}")
def post_record(request: PortalRequest) -> WebAnswer:
    edit = Edit.read(request.form, FIELDS)
    for _ in range(ATTEMPTS):
        customer = read_customer(request)
        if edit.changes and not edit.is_based_on(values_of(customer)):
            return stale_page(request, customer, edit.onto(values_of(customer)))
        try:
            save(request, customer, edit)
        except (Invalid, DomainTaken) as refusal:
            faults = faults_of(refusal, request)
            return record_page(request, customer, edit, status=HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults)
        except Stale:
            continue
        return request.redirect(f"/portal/customers/{customer.id}", flash=request.t("customer_updated"))
    raise ConcurrentChange


def read_customer(request: PortalRequest) -> Customer:
    """Raises NotFound."""
    return wiring.customers(request.caller.tenant).get(ids.require("cus", request.path["customer_id"]))


def save(request: PortalRequest, customer: Customer, edit: Edit) -> None:
    """Raises Invalid, DomainTaken, Stale."""
    content = request.read(PatchCustomerRequest, as_sent(edit.changes))
    command = UpdateCustomer(customer_id=customer.id, expected_version=customer.version, changes=sent_fields(content))
    update_customer(command, customers=wiring.customers(request.caller.tenant))


def stale_page(request: PortalRequest, customer: Customer, rebased: Rebased) -> WebAnswer:
    return record_page(
        request, customer, rebased.edit, status=HTTPStatus.PRECONDITION_FAILED, notes=notes(request, rebased)
    )


def notes(request: PortalRequest, rebased: Rebased) -> dict[str, str]:
    """Field -> what somebody else put there."""
    named = country_names(request.t.locale)
    return {
        name: request.t("note_taken_over")
        if name in rebased.untouched
        else request.t("note_now", value=named.get(now, now) if name == "country" else now)
        if now
        else request.t("note_now_empty")
        for name, now in rebased.differing.items()
    }


def record_page(
    request: PortalRequest,
    customer: Customer,
    edit: Edit,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    faults: dict[str, str] | None = None,
    notes: dict[str, str] | None = None,
) -> WebAnswer:
    values: dict[str, Any] = {
        "customer": customer,
        "values": edit.typed,
        "shown": edit.shown,
        "faults": faults or {},
        "notes": notes,
        "countries": country_names(request.t.locale),
        "with_states": countries_with_states(request.t.locale),
    }
    return request.page("record.html", status=status, **values)
