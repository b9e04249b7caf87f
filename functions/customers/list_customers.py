"""A page of the accounts: all of them by name, or those that a search finds (B1, B3)."""

from shared.domain.customer import CustomerRow, CustomerStatus
from shared.domain.search import Query
from shared.ports import Customers, Listed


def list_customers(
    customers: Customers, *, text: str, status: CustomerStatus | None, limit: int, after: dict[str, str] | None
) -> Listed[CustomerRow]:
    """A text without a word in it asks for nothing: that is the whole list."""
    query = Query.parse(text)
    if query is None:
        return customers.page(status=status, limit=limit, after=after)
    return customers.search(query, status=status, limit=limit, after=after)
