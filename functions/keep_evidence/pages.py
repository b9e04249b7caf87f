"""Erasing a person's data in the portal: asked for, looked at, done."""

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from functions.keep_evidence.edge import shelf_of
from functions.keep_evidence.erase_person import Erased, ErasePerson, erase_person, find_person
from functions.keep_evidence.models import ErasureRequest
from shared import wiring
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import Invalid
from shared.evidence.keeping import EvidenceOnHold
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)

FIELDS = ("email", "phone", "reason")


@portal.route("GET /portal/customers/{customer_id}/evidence/erasure", admin=True)
def get_erasure(request: PortalRequest) -> WebAnswer:
    return show(request, customer_of(request), dict.fromkeys(FIELDS, ""))


@portal.route("POST /portal/customers/{customer_id}/evidence/erasure", admin=True)
def post_erasure(request: PortalRequest) -> WebAnswer:
    """First what would be erased is shown; whoever is sure sends it again."""
    customer = customer_of(request)
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        content = request.read(ErasureRequest, {name: value for name, value in typed.items() if value})
    except Invalid as refusal:
        return show(request, customer, typed, faults=request.faults(refusal))
    if request.form.get("sure") == "yes":
        return erase(request, customer, typed, content)
    found = find_person(customer.id, content.address, shelf=shelf_of(request.caller.tenant))
    if not found.erased:
        return show(request, customer, typed, found=found)
    rows = [(record_id, words_of(request, names)) for record_id, names in found.erased.items()]
    return request.page("sure.html", customer=customer, typed=typed, found=found, rows=rows, address=content.address)


def words_of(request: PortalRequest, names: Iterable[str]) -> list[str]:
    """Each kind of value once, however many there are of it."""
    kinds = dict.fromkeys(name.partition(".")[0] for name in names)
    return [request.t(f"value_{kind}") if f"value_{kind}" in request.t.words else kind for kind in kinds]


def erase(request: PortalRequest, customer: Customer, typed: dict[str, str], content: ErasureRequest) -> WebAnswer:
    command = ErasePerson(
        customer_id=customer.id, address=content.address, reason=content.reason, actor=request.caller.actor
    )
    try:
        erased = erase_person(command, shelf=shelf_of(request.caller.tenant))
    except EvidenceOnHold:
        found = find_person(customer.id, content.address, shelf=shelf_of(request.caller.tenant))
        return show(request, customer, typed, found=found)
    return request.redirect(f"/portal/customers/{customer.id}", flash=told(request, erased))


def told(request: PortalRequest, erased: Erased) -> str:
    count = len(erased.erased)
    words = request.t("erase_done_one") if count == 1 else request.t("erase_done", count=request.formats.number(count))
    if not erased.held:
        return words
    return f"{words} {request.t('erase_done_held', count=request.formats.number(len(erased.held)))}"


def customer_of(request: PortalRequest) -> Customer:
    """Raises NotFound."""
    customer_id = ids.require("cus", request.path["customer_id"])
    return wiring.customers(request.caller.tenant).get(customer_id)


def show(
    request: PortalRequest,
    customer: Customer,
    typed: dict[str, str],
    *,
    faults: dict[str, str] | None = None,
    found: Erased | None = None,
) -> WebAnswer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return request.page("erasure.html", status=status, customer=customer, typed=typed, faults=faults or {}, found=found)
