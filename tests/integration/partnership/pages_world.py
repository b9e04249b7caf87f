"""Who walks through the pages of partnerships, and what is kept of it."""

from dataclasses import replace
from types import ModuleType

from functions.partnership import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipStatus
from shared.domain.tenant import Tenant
from shared.domain.user import User
from tests.support.builders import TENANT
from tests.support.partnerships import MODIFICATION_ID, PARTNERSHIP_ID, a_story, put_partnership
from tests.support.portal import Visitor

LIST = "/portal/partnerships"
CARD = f"{LIST}/{PARTNERSHIP_ID}"
CHANGE = f"{CARD}/modifications/{MODIFICATION_ID}"


def visit(table: DynamoTable, user: User) -> Visitor:
    return Visitor.signed_in(table, user, handler)


def at(visitor: Visitor, function: ModuleType) -> Visitor:
    """The same browser, at the pages of another function."""
    return replace(visitor, handler=function)


def put(table: DynamoTable, status: PartnershipStatus) -> Partnership:
    return put_partnership(table, *a_story(status))


def stored(tenant: Tenant = TENANT) -> Partnership:
    return wiring.partnerships(tenant).read(PARTNERSHIP_ID).partnership


def newest_entry() -> HistoryEntry:
    return wiring.partnerships(TENANT).entry(PARTNERSHIP_ID, stored().entries)


def mails() -> int:
    """How many wait to be delivered."""
    due = wiring.outbox().due(wiring.now().replace(year=2027), 100)
    return len(due)
