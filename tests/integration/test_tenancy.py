"""F2 for every signed-in route there is: a foreign id and an unknown id get one answer, and change nothing.

The routes are read from the operations that the handlers declare: one that is missing in BODIES fails here.
"""

import re
from typing import Any

import pytest

from local.openapi import handlers, operations
from shared.adapters.dynamodb.table import DynamoTable
from shared.api import Operation
from shared.requests import Group
from tests.support.account import TABLE_NAME
from tests.support.builders import (
    ANNA_ID,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    ORDER_ID,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    SELLER,
    SHOPPER_ID,
)
from tests.support.events import DISTRIBUTOR_CLAIMS, SELLER_CLAIMS, SHOPPER_CLAIMS, STRANGER_CLAIMS, Context, api_event
from tests.support.two_resellers import OWN, PLACED, STRANGE_SHOPPER_CLAIMS, put_two_resellers, unknown

BY_MAIL = {"channel": "email", "address": "mine@bageri.example"}
LINE = {
    "description": "Help",
    "quantity": 1,
    "billing": "monthly",
    "unit_price": {"amount": 100, "currency": "SEK"},
}
QUOTE = {"kind": "solution", "title": "Mine", "lines": [LINE], "valid_until": "2099-12-31"}
ORDER = {"lines": [{"sku": "BACKUP-100", "quantity": 1}]}
SUBMISSION = {"order_number_not_required": True, "governed_by_master_agreement": True, "authorized_to_order": True}
CONTACT = {"first_name": "Eve", "last_name": "Ek", "email": "eve@bageri.example"}

SHOPPER = {"first_name": "Eve", "last_name": "Ek", "email": "eve@bageri.example", "language": "sv"}
BECAUSE = {"reason": "Mine"}
CHANGE = {"add_manager_user_ids": [SELLER.user_id]}
MODIFICATION = "/v1/partnerships/{partnership_id}/modifications/{modification_id}"
ACTIONS = ("resend-activation", "reset-password", "deactivate", "activate")

BODIES: dict[str, dict[str, Any] | None] = {
    "GET /v1/customers/{customer_id}": None,
    "PATCH /v1/customers/{customer_id}": {"city": "Mine"},
    "PUT /v1/customers/{customer_id}/order-approval": {"required": False},
    "GET /v1/exports/{export_id}": None,
    "GET /v1/customers/{customer_id}/attachments": None,
    "GET /v1/customers/{customer_id}/contacts": None,
    "POST /v1/customers/{customer_id}/contacts": CONTACT,
    "PATCH /v1/customers/{customer_id}/contacts/{contact_id}": {"first_name": "Mine"},
    "GET /v1/customers/{customer_id}/subscriptions": None,
    "GET /v1/customers/{customer_id}/assets": None,
    "POST /v1/customers/{customer_id}/workspace-links": {"target": "services"},
    "GET /v1/customers/{customer_id}/quotes": None,
    "POST /v1/customers/{customer_id}/quotes": QUOTE,
    "GET /v1/quotes/{quote_id}": None,
    "PATCH /v1/quotes/{quote_id}": {"title": "Mine"},
    "GET /v1/quotes/{quote_id}/confirmations": None,
    "POST /v1/quotes/{quote_id}/confirmations": {"contact_id": ANNA_ID, "replace": True},
    "GET /v1/confirmations/{confirmation_id}": None,
    "GET /v1/evidence/{record_id}": None,
    "GET /v1/evidence/{record_id}/certificate": None,
    "PUT /v1/evidence/{record_id}/hold": {"reason": "Mine"},
    "DELETE /v1/evidence/{record_id}/hold": None,
    "POST /v1/customers/{customer_id}/evidence/erasure": {"email": "mine@bageri.example", "reason": "Mine"},
    "POST /v1/confirmations/{confirmation_id}/resend": None,
    "POST /v1/confirmations/{confirmation_id}/revoke": {"reason": "Mine"},
    "POST /v1/quotes/{quote_id}/progress": None,
    "POST /v1/quotes/{quote_id}/digital-documents": BY_MAIL,
    "POST /v1/quotes/{quote_id}/service-order": {"consent": "phone"},
    "POST /v1/orders/{order_id}/digital-documents": {"kind": "order_confirmation", **BY_MAIL},
    "GET /v1/digital-documents/{document_id}": None,
    "POST /v1/digital-documents/{document_id}/attempts": {"channel": "phone", "note": "Mine"},
    "POST /v1/digital-documents/{document_id}/cancel": None,
    "POST /v1/digital-documents/{document_id}/check": None,
    "POST /v1/digital-documents/{document_id}/remind": None,
    "GET /v1/customers/{customer_id}/orders": None,
    "POST /v1/customers/{customer_id}/orders": ORDER,
    "POST /v1/customers/{customer_id}/orders/exports": None,
    "GET /v1/orders/{order_id}": None,
    "PATCH /v1/orders/{order_id}": {"permitted_users": 3},
    "POST /v1/orders/{order_id}/submit": SUBMISSION,
    "GET /v1/orders/{order_id}/rfi": None,
    "PUT /v1/orders/{order_id}/rfi": {"partner_administrator_email": "mine@bageri.example"},
    "POST /v1/orders/{order_id}/rfi/submit": None,
    "POST /v1/orders/{order_id}/accept": None,
    "POST /v1/orders/{order_id}/cancel": {"reason": "Mine"},
    "GET /v1/storefront/orders/{order_id}": None,
    "GET /v1/partnerships/{partnership_id}": None,
    "GET /v1/partnerships/{partnership_id}/history": None,
    "POST /v1/partnerships/{partnership_id}/accept": {"roles": {}},
    **{f"POST /v1/partnerships/{{partnership_id}}/{action}": BECAUSE for action in ("decline", "withdraw", "end")},
    "POST /v1/partnerships/{partnership_id}/modifications": CHANGE,
    f"POST {MODIFICATION}/accept": None,
    f"POST {MODIFICATION}/counter": CHANGE,
    **{f"POST {MODIFICATION}/{action}": BECAUSE for action in ("decline", "withdraw")},
    "PATCH /v1/users/{user_id}": {"first_name": "Mine"},
    **{f"POST /v1/users/{{user_id}}/{action}": None for action in ACTIONS},
    "GET /v1/customers/{customer_id}/storefront-users": None,
    "POST /v1/customers/{customer_id}/storefront-users": SHOPPER | {"date_format": "yyyy-MM-dd"},
    **{f"POST /v1/customers/{{customer_id}}/storefront-users/{{user_id}}/{action}": None for action in ACTIONS},
}


def name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def own(operation: Operation) -> dict[str, str]:
    """The ids of what is mine, for the path of that route."""
    if operation.group is Group.STOREFRONT:
        return OWN | {"order_id": PLACED.id}
    return OWN | ({"user_id": SHOPPER_ID} if "storefront-users" in operation.path else {})


def my_claims(operation: Operation) -> dict[str, str]:
    return SHOPPER_CLAIMS if operation.group is Group.STOREFRONT else SELLER_CLAIMS


def strangers_claims(operation: Operation) -> dict[str, str]:
    """Somebody of the same kind, at another partner."""
    return STRANGE_SHOPPER_CLAIMS if operation.group is Group.STOREFRONT else STRANGER_CLAIMS


HANDLERS = {name(one): handler.lambda_handler for handler in handlers() for one in handler.api.operations}
ROUTES = [one for one in operations() if one.group is not Group.DISTRIBUTOR]
WITH_IDS = [one for one in ROUTES if "{" in one.path]


@pytest.fixture(autouse=True)
def two_resellers(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    put_two_resellers(table, monkeypatch)


def call(operation: Operation, path: str, claims: dict[str, str]) -> tuple[int, str]:
    event = api_event(operation.method, path, BODIES.get(name(operation)), claims=claims)
    response = HANDLERS[name(operation)](event, Context())
    return response["statusCode"], response["body"]


def rows(table: DynamoTable) -> list[Any]:
    return sorted(map(repr, table._client.scan(TableName=TABLE_NAME)["Items"]))


def test_no_route_with_an_id_is_forgotten() -> None:
    assert {name(one) for one in WITH_IDS} == BODIES.keys()


def test_foreign_and_unknown_are_one_answer_and_change_nothing(table: DynamoTable) -> None:
    before = rows(table)
    for operation in WITH_IDS:
        foreign = call(operation, operation.path.format(**own(operation)), strangers_claims(operation))
        missing = call(
            operation,
            operation.path.format(**{key: unknown(one) for key, one in own(operation).items()}),
            my_claims(operation),
        )
        nonsense = call(operation, operation.path.format(**dict.fromkeys(OWN, "nonsense")), my_claims(operation))

        assert foreign == missing == nonsense, name(operation)
        assert foreign[0] == 404, name(operation)
        assert rows(table) == before, name(operation)


@pytest.mark.parametrize("operation", WITH_IDS, ids=name)
def test_one_s_own_is_reached(operation: Operation) -> None:
    status, _ = call(operation, operation.path.format(**own(operation)), my_claims(operation))

    # What the present state forbids was reached too.
    assert status in {200, 201, 202, 204, 409}


def test_a_list_of_a_stranger_shows_nothing_of_mine() -> None:
    for operation in ROUTES:
        if operation.method == "GET" and "{" not in operation.path:
            status, body = call(operation, operation.path, strangers_claims(operation))

            assert status == 200, name(operation)
            assert not re.search(f"{PARTNER_ID}|{CUSTOMER_ID}|{CONFIRMATION_ID}|Bageri|bageri", body), name(operation)


def test_the_distributor_s_token_opens_no_partner_s_route() -> None:
    for operation in ROUTES:
        status, _ = call(operation, operation.path.format(**own(operation)), DISTRIBUTOR_CLAIMS)

        assert status == 403, name(operation)


def test_a_partner_s_token_opens_no_distributor_s_route() -> None:
    for operation in operations():
        if operation.group is Group.DISTRIBUTOR:
            path = operation.path.format(partner_id=OTHER_PARTNER_ID, sku="X", external_id="D-1", order_id=ORDER_ID)

            assert call(operation, path, SELLER_CLAIMS)[0] == 403, name(operation)
