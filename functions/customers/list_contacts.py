"""A page of an account's contacts, which all stand in its one row."""

from shared.domain.customer import Contact, Customer
from shared.ports import Listed


def list_contacts(customer: Customer, *, limit: int, after: dict[str, str] | None) -> Listed[Contact]:
    known = [contact.id for contact in customer.contacts]
    start = known.index(after["contact_id"]) + 1 if after else 0
    page = customer.contacts[start : start + limit]
    more = start + limit < len(known)
    return Listed(page, {"contact_id": page[-1].id} if more else None)
