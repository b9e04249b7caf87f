"""Rows to begin an integration test with, written by the repositories themselves."""

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.tenant import Tenant
from tests.support.builders import NOON, OTHER_PARTNER_ID, TENANT, TERMS, a_customer, a_partner, a_quote


def put_reseller(table: DynamoTable) -> None:
    """A partner with terms, and a customer with three contacts and a quote."""
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    DynamoTermsLibrary(table, TENANT, lambda: NOON).add(TERMS, None)
    DynamoQuotes(table, TENANT, lambda: NOON).add(a_quote(), None)


def put_stranger(table: DynamoTable) -> None:
    """Another partner, who has nothing yet."""
    stranger = a_partner(id=OTHER_PARTNER_ID, name="Other Resale Ltd", tenant_name="other-resale")
    DynamoPartners(table, Tenant(OTHER_PARTNER_ID)).put(stranger, None)
