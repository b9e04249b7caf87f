"""Contacts of an account: added and changed in dialogs, which are pages too (A5, A6)."""

from http import HTTPStatus

from functions.customers.models import PatchContactRequest
from functions.customers.portal.contact_form import FIELDS, ROLES, as_sent, joined_roles, values_of
from functions.customers.portal.edit import Edit
from functions.customers.portal.record_page import notes, read_customer
from functions.customers.portal.routes import portal
from functions.customers.update_contact import UpdateContact, update_contact
from shared import wiring
from shared.add_contact import AddContact, CreateContactRequest, add_contact
from shared.domain.concurrency import ATTEMPTS
from shared.domain.customer import Contact, Customer
from shared.domain.errors import ConcurrentChange, Invalid, Stale
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered
from shared.fields import sent_fields
from shared.web.edge import WebAnswer
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest


@portal.route("GET /portal/customers/{customer_id}/contacts/new")
def get_new_contact(request: PortalRequest) -> WebAnswer:
    return form_page(request, read_customer(request), Edit.of(dict.fromkeys(FIELDS, "")))


@portal.route("POST /portal/customers/{customer_id}/contacts/new")
def post_new_contact(request: PortalRequest) -> WebAnswer:
    customer, edit = read_customer(request), read_edit(request)
    try:
        add(request, customer, edit)
    except Invalid as refusal:
        return form_page(request, customer, edit, faults=request.faults(refusal))
    except AlreadyAnswered:
        pass
    return back_to_the_record(request, customer, "contact_added", edit)


@portal.route("GET /portal/customers/{customer_id}/contacts/{contact_id}")
def get_contact(request: PortalRequest) -> WebAnswer:
    customer = read_customer(request)
    contact = customer.contact(request.path["contact_id"])
    return form_page(request, customer, Edit.of(values_of(contact)), contact)


@portal.route("POST /portal/customers/{customer_id}/contacts/{contact_id}")
def post_contact(request: PortalRequest) -> WebAnswer:
    edit = read_edit(request)
    for _ in range(ATTEMPTS):
        customer = read_customer(request)
        contact = customer.contact(request.path["contact_id"])
        if edit.changes and not edit.is_based_on(values_of(contact)):
            rebased = edit.onto(values_of(contact))
            return form_page(request, customer, rebased.edit, contact, notes=notes(request, rebased))
        try:
            change(request, customer, contact, edit)
        except Invalid as refusal:
            return form_page(request, customer, edit, contact, faults=request.faults(refusal))
        except Stale:
            continue
        return back_to_the_record(request, customer, "contact_updated", edit)
    raise ConcurrentChange


def read_edit(request: PortalRequest) -> Edit:
    return Edit.read({**request.form, "roles": joined_roles(request.every("roles"))}, FIELDS)


def add(request: PortalRequest, customer: Customer, edit: Edit) -> None:
    """Raises NotFound, Invalid, TooManyContacts, AlreadyAnswered."""
    sent = {name: value for name, value in as_sent(edit.typed).items() if value}
    content = request.read(CreateContactRequest, sent)
    add_contact(
        AddContact(customer_id=customer.id, **dict(content)),
        customers=wiring.customers(request.caller.tenant),
        now=wiring.now,
        once=form_once(request, lambda contact: contact.id),
    )


def change(request: PortalRequest, customer: Customer, contact: Contact, edit: Edit) -> None:
    """Raises NotFound, Invalid, Stale."""
    content = request.read(PatchContactRequest, as_sent(edit.changes))
    command = UpdateContact(
        customer_id=customer.id,
        contact_id=contact.id,
        expected_version=contact.version,
        changes=sent_fields(content),
    )
    update_contact(command, customers=wiring.customers(request.caller.tenant))


def back_to_the_record(request: PortalRequest, customer: Customer, said: str, edit: Edit) -> WebAnswer:
    name = f"{edit.typed['first_name']} {edit.typed['last_name']}"
    return request.redirect(f"/portal/customers/{customer.id}", flash=request.t(said, name=name))


def form_page(
    request: PortalRequest,
    customer: Customer,
    edit: Edit,
    contact: Contact | None = None,
    *,
    faults: dict[str, str] | None = None,
    notes: dict[str, str] | None = None,
) -> WebAnswer:
    """`notes`: somebody else changed the contact meanwhile, and where."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    ticked = [role for role in edit.typed["roles"].split(",") if role]
    return request.page(
        "contact.html",
        status=HTTPStatus.PRECONDITION_FAILED if notes is not None else status,
        customer=customer,
        contact=contact,
        values=edit.typed,
        shown=edit.shown,
        form_id=request.form.get("form_id") or new_form_id(wiring.random_bytes),
        faults=faults or {},
        notes=notes,
        roles=[*ROLES, *(role for role in ticked if role not in ROLES)],
        ticked=ticked,
        languages=[("", request.t("language_of_the_partner")), *((it, request.t(f"language_{it}")) for it in Locale)],
    )
