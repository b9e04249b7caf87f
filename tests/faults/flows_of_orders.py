"""Orders and their requests for information: provisioned, submitted, decided, completed, answered."""

from typing import Any

from functions.orders import handler as orders
from functions.request_information import handler as request_information
from shared.domain.order import OrderStatus
from shared.domain.tenant import Actor
from shared.domain.user import UserState
from tests.faults.flows import Act, Answer, flow
from tests.faults.world import World
from tests.support.answers import ANSWERS
from tests.support.builders import CUSTOMER_ID, ORDER_ID, a_shopper
from tests.support.events import DISTRIBUTOR_CLAIMS, Context, api_event
from tests.support.inquiries import submit_order
from tests.support.orders import put_contract, put_draft, put_pending, put_submitted
from tests.support.portal import put_user

ONE = f"/v1/orders/{ORDER_ID}"
SUBMISSION = {"governed_by_master_agreement": True, "authorized_to_order": True, "order_number": "PO-17"}


def call(method: str, path: str, body: object = None, **more: Any) -> Answer:
    return orders.lambda_handler(api_event(method, path, body, **more), Context())


def _put_waiting(world: World) -> None:
    """Placed by a shopper, who is told what becomes of it."""
    put_contract(world.table)
    anna = a_shopper(state=UserState.ACTIVE)
    put_user(world.table, anna)
    put_pending(created_by=Actor(user_id=anna.id, name=anna.name, email=anna.email))


@flow("provision an order")
def provision(world: World) -> Act:
    put_contract(world.table)
    body, headers = {"lines": [{"sku": "BACKUP-100", "quantity": 12}]}, {"idempotency-key": "provision"}
    return lambda: call("POST", f"/v1/customers/{CUSTOMER_ID}/orders", body, headers=headers)


@flow("submit an order")
def submit(world: World) -> Act:
    put_contract(world.table)
    put_draft()
    return lambda: call("POST", f"{ONE}/submit", SUBMISSION)


@flow("accept an order")
def accept(world: World) -> Act:
    _put_waiting(world)
    return lambda: call("POST", f"{ONE}/accept", SUBMISSION)


@flow("cancel an order")
def cancel(world: World) -> Act:
    _put_waiting(world)
    return lambda: call("POST", f"{ONE}/cancel", {"reason": "Too dear"})


@flow("complete an order")
def complete(world: World) -> Act:
    put_contract(world.table)
    put_submitted(status=OrderStatus.IN_PROGRESS)
    return lambda: call("POST", f"/v1/distributor/orders/{ORDER_ID}/complete", claims=DISTRIBUTOR_CLAIMS)


@flow("answer a request for information")
def answer_rfi(world: World) -> Act:
    put_contract(world.table)
    submit_order()
    event = api_event("POST", f"{ONE}/rfi/submit", ANSWERS)
    return lambda: request_information.lambda_handler(event, Context())
