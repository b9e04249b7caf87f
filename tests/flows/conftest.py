"""Whole flows, against the local stack: through HTTP, browser and mailbox only."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from local.demo.moving_in import House, move_in
from local.demo.telling import Telling
from tests.flows.seller import Seller
from tests.support.stack import LocalStack


@pytest.fixture
def seller(stack: LocalStack) -> Iterator[Seller]:
    """A user of the partner who pays by deposit, with a customer and a quote of their own for each test."""
    (partner_id,) = {one["partner_id"] for one in stack.users(group="partner", role="admin")[1:2]}
    user = stack.users(group="partner", role="admin", partner_id=partner_id)[0]
    with stack.as_user(user) as api:
        yield Seller(stack, user, api)


@pytest.fixture(scope="module")
def house(stack: LocalStack) -> Iterator[House]:
    """A partner of one's own, whose administrator Vera is signed in to the portal."""
    moved_in = move_in(Telling(stack.description))
    with closing(moved_in.distributor):
        yield moved_in
