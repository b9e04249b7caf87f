"""Customer accounts and their contacts over the API (B1-B3, B5-B7, A6)."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.customers.create_customer import CreateCustomer, create_customer
from functions.customers.list_attachments import AttachmentAnswer, list_attachments
from functions.customers.list_contacts import list_contacts
from functions.customers.list_customers import list_customers
from functions.customers.models import (
    ContactAnswer,
    CreateCustomerRequest,
    CustomerAnswer,
    CustomerRowAnswer,
    CustomersQuery,
    OrderApprovalRequest,
    PatchContactRequest,
    PatchCustomerRequest,
    StatisticsAnswer,
)
from functions.customers.switch_order_approval import SwitchOrderApproval, switch_order_approval
from functions.customers.update_contact import UpdateContact, update_contact
from functions.customers.update_customer import UpdateCustomer, update_customer
from shared import wiring
from shared.add_contact import AddContact, CreateContactRequest, add_contact
from shared.api import Api
from shared.domain import ids
from shared.domain.customer import Customer, DomainTaken, OrderApprovalForced, TooManyContacts
from shared.fields import Page, PageQuery, sent_fields
from shared.lists import answer_page
from shared.observability import logger
from shared.requests import Request

api = Api()


@api.post("/v1/customers", body=CreateCustomerRequest, answer=CustomerAnswer, refusals=(DomainTaken,))
def post_customer(request: Request[CreateCustomerRequest]) -> CustomerAnswer:
    """Create a customer account."""
    partner = wiring.partners(request.caller.tenant).get()
    present = partial(CustomerAnswer.of, partner=partner)
    customer = create_customer(
        CreateCustomer(**dict(request.content)),
        customers=wiring.customers(request.caller.tenant),
        currency=partner.currency,
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(present),
    )
    return present(customer)


@api.get("/v1/customers", query=CustomersQuery, answer=Page[CustomerRowAnswer])
def get_customers(request: Request[CustomersQuery]) -> Page[CustomerRowAnswer]:
    """The partner's customer accounts by name, or those that a search finds."""
    query, customers = request.content, wiring.customers(request.caller.tenant)
    return answer_page(
        request,
        f"customers:{query.status}:{query.q}",
        read=lambda after: list_customers(customers, text=query.q, status=query.status, limit=query.limit, after=after),
        present=CustomerRowAnswer.of_row,
    )


@api.get("/v1/customers/statistics", answer=StatisticsAnswer)
def get_statistics(request: Request[None]) -> StatisticsAnswer:
    """How many customer accounts there are, and what they bring in a month."""
    return StatisticsAnswer.of(wiring.statistics(request.caller.tenant).get())


@api.get("/v1/customers/{customer_id}", answer=CustomerAnswer)
def get_customer(request: Request[None]) -> CustomerAnswer:
    """The record of a customer account."""
    customer_id = ids.require("cus", request.path["customer_id"])
    return CustomerAnswer.of(*wiring.customers(request.caller.tenant).get_with_partner(customer_id))


@api.patch("/v1/customers/{customer_id}", body=PatchCustomerRequest, answer=CustomerAnswer, refusals=(DomainTaken,))
def patch_customer(request: Request[PatchCustomerRequest]) -> CustomerAnswer:
    """Change fields of a customer account."""
    command = UpdateCustomer(
        customer_id=request.path["customer_id"],
        expected_version=request.expected_version,
        changes=sent_fields(request.content),
    )
    return CustomerAnswer.of(*update_customer(command, customers=wiring.customers(request.caller.tenant)))


@api.put(
    "/v1/customers/{customer_id}/order-approval",
    body=OrderApprovalRequest,
    answer=CustomerAnswer,
    refusals=(OrderApprovalForced,),
)
def put_order_approval(request: Request[OrderApprovalRequest]) -> CustomerAnswer:
    """Choose whether the customer's storefront orders need approval."""
    command = SwitchOrderApproval(
        customer_id=request.path["customer_id"],
        expected_version=request.expected_version,
        required=request.content.required,
    )
    return CustomerAnswer.of(*switch_order_approval(command, customers=wiring.customers(request.caller.tenant)))


@api.post(
    "/v1/customers/{customer_id}/contacts",
    body=CreateContactRequest,
    answer=ContactAnswer,
    refusals=(TooManyContacts,),
)
def post_contact(request: Request[CreateContactRequest]) -> ContactAnswer:
    """Add a contact to a customer account."""
    customer = add_contact(
        AddContact(customer_id=request.path["customer_id"], **dict(request.content)),
        customers=wiring.customers(request.caller.tenant),
        now=wiring.now,
        once=request.once(present_newest_contact),
    )
    return present_newest_contact(customer)


@api.get("/v1/customers/{customer_id}/contacts", query=PageQuery, answer=Page[ContactAnswer])
def get_contacts(request: Request[PageQuery]) -> Page[ContactAnswer]:
    """The contacts of a customer account, in the order in which they were added."""
    customer_id = ids.require("cus", request.path["customer_id"])
    customer = wiring.customers(request.caller.tenant).get(customer_id)
    return answer_page(
        request,
        f"contacts:{customer_id}",
        read=lambda after: list_contacts(customer, limit=request.content.limit, after=after),
        present=lambda contact: ContactAnswer.of(contact, customer),
    )


@api.get("/v1/customers/{customer_id}/attachments", query=PageQuery, answer=Page[AttachmentAnswer])
def get_attachments(request: Request[PageQuery]) -> Page[AttachmentAnswer]:
    """The documents of a customer account, newest first, each with an address that works for some minutes."""
    customer_id = ids.require("cus", request.path["customer_id"])
    attachments = wiring.attachments(request.caller.tenant).of_customer(customer_id)
    return answer_page(
        request,
        f"attachments:{customer_id}",
        read=lambda after: list_attachments(attachments, limit=request.content.limit, after=after),
        present=lambda attachment: AttachmentAnswer.of(attachment, wiring.documents()),
    )


@api.patch("/v1/customers/{customer_id}/contacts/{contact_id}", body=PatchContactRequest, answer=ContactAnswer)
def patch_contact(request: Request[PatchContactRequest]) -> ContactAnswer:
    """Change fields of a contact."""
    command = UpdateContact(
        customer_id=request.path["customer_id"],
        contact_id=request.path["contact_id"],
        expected_version=request.expected_version,
        changes=sent_fields(request.content),
    )
    customer = update_contact(command, customers=wiring.customers(request.caller.tenant))
    return ContactAnswer.of(customer.contact(command.contact_id), customer)


def present_newest_contact(customer: Customer) -> ContactAnswer:
    return ContactAnswer.of(customer.contacts[-1], customer)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event["rawPath"].startswith("/portal/"):
        from functions.customers.pages import portal  # the API needs no templates

        return portal.resolve(event)
    return api.resolve(event, context)
