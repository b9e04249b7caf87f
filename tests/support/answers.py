"""The answers of an RFI to begin a test with: as they are sent, whole and right."""

from typing import Any

ANSWERS: dict[str, Any] = {
    "technical_contact": {
        "first_name": "Tove",
        "last_name": "Teknik",
        "email": "tove@bageri.example",
        "mobile": "+46701740605",
    },
    "delegated_access_contact": {"first_name": "Dag", "last_name": "Dahl", "email": "dag@bageri.example"},
    "emergency_contact": {
        "first_name": "Elin",
        "last_name": "Ek",
        "email": "elin@bageri.example",
        "mobile": "+46701740606",
    },
    "partner_administrator_email": "admin@reseller.example",
    "mail_server": "exchange_on_premises",
    "archive_solution": "none",
    "on_premise_security": "gateway",
    "outbound_addresses": ["192.0.2.10", "192.0.2.16/28"],
    "inbound_addresses": ["2001:db8::25"],
    "email_domains": ["bageri.example"],
    "smart_hosts": ["mail.bageri.example"],
}
"""Of somebody with a mail server and a gateway of their own: every question is asked."""


def typed(answers: dict[str, Any]) -> dict[str, str]:
    """The same in the fields of the form."""
    fields: dict[str, str] = {}
    for name, value in answers.items():
        if isinstance(value, dict):
            fields |= {f"{name}.{leaf}": one for leaf, one in value.items()}
        else:
            fields[name] = value if isinstance(value, str) else "\r\n".join(value)
    return fields
