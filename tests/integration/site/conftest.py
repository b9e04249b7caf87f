"""The site with Sam, who administers a partner, in the table and in the user pool."""

from typing import Any

import pytest

from functions.site import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from tests.support import seeds
from tests.support.builders import NOON, a_user
from tests.support.portal import Visitor, put_user
from tests.support.user_pool import UserPool


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> Any:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture
def user_pool(table: DynamoTable, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> UserPool:
    seeds.put_reseller(table)
    put_user(table, a_user())
    pool = UserPool(monkeypatch)
    pool.add(a_user())
    return pool


@pytest.fixture
def stranger(user_pool: UserPool) -> Visitor:
    return Visitor(handler)


@pytest.fixture
def sam(user_pool: UserPool, table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, a_user(), handler)
