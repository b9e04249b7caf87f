"""The switch on the record: whether orders of the customer's storefront wait for approval (B7)."""

from functions.customers.portal.routes import portal
from functions.customers.switch_order_approval import SwitchOrderApproval, switch_order_approval
from shared import wiring
from shared.web.edge import WebAnswer
from shared.web.portal import PortalRequest


@portal.route("POST /portal/customers/{customer_id}/order-approval")
def post_order_approval(request: PortalRequest) -> WebAnswer:
    # The form says what is to be, not that it is to be turned round: a second click changes nothing.
    required = request.form.get("required") == "yes"
    command = SwitchOrderApproval(customer_id=request.path["customer_id"], expected_version=None, required=required)
    switch_order_approval(command, customers=wiring.customers(request.caller.tenant))
    said = "approval_switched_on" if required else "approval_switched_off"
    return request.redirect(f"/portal/customers/{command.customer_id}", flash=request.t(said))
