"""Whole flows, against the local stack: through HTTP, browser and mailbox only."""

from collections.abc import Iterator

import pytest

from tests.flows.seller import Seller
from tests.support.stack import LocalStack


@pytest.fixture
def seller(stack: LocalStack) -> Iterator[Seller]:
    """A user of the partner who pays by deposit, with a customer and a quote of their own for each test."""
    (partner_id,) = {one["partner_id"] for one in stack.users(group="partner", role="admin")[1:2]}
    user = stack.users(group="partner", role="admin", partner_id=partner_id)[0]
    with stack.as_user(user) as api:
        yield Seller(stack, user, api)
