"""The fields of an account as a form shows and sends them (B5, B6)."""

import re
from typing import Any

from shared.domain.customer import Customer, DomainTaken
from shared.domain.errors import Invalid
from shared.web.portal import PortalRequest

FIELDS = ("name", "email", "phone", "address", "postcode", "city", "state", "country", "domains")


def values_of(customer: Customer) -> dict[str, str]:
    return {
        **{name: getattr(customer, name) for name in FIELDS},
        "state": customer.state or "",
        "domains": ", ".join(map(_readable, customer.domains)),
    }


def as_sent(values: dict[str, str]) -> dict[str, Any]:
    """As the models of the API take them."""
    sent: dict[str, Any] = dict(values)
    if "domains" in sent:
        sent["domains"] = re.split(r"[,;\s]+", sent["domains"]) if sent["domains"] else []
    if "state" in sent:
        sent["state"] = sent["state"] or None
    return sent


def faults_of(refusal: Invalid | DomainTaken, request: PortalRequest) -> dict[str, str]:
    """Field -> what is wrong with it: a domain that another account has is told at the domains."""
    if isinstance(refusal, DomainTaken):
        return {"domains": request.t("domain_taken", domain=_readable(refusal.domain))}
    return request.faults(refusal)


def _readable(domain: str) -> str:
    """With its own letters, where they are others than English ones."""
    import idna

    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain
