"""What the stand-in for GetAccept knows: accounts, and the documents of each."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

CLOSED = frozenset({"signed", "rejected", "lost", "recalled", "deleted", "expired", "hardbounced"})
"""A word that nobody knows closes nothing."""


@dataclass(slots=True)
class Document:
    """`file_content` is as it was posted, in base64."""

    id: str
    external_id: str
    name: str
    created_at: datetime
    status: str = "draft"
    send_date: datetime | None = None
    sign_date: datetime | None = None
    expiration_date: str = ""
    recipients: list[dict[str, Any]] = field(default_factory=list)
    file_content: str = ""
    is_sms_sending: bool = False
    events: list[dict[str, str]] = field(default_factory=list)
    reminders: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED


@dataclass(slots=True)
class Account:
    """`password` is the first one that was shown."""

    email: str
    entity_id: str
    password: str = ""
    documents: dict[str, Document] = field(default_factory=dict)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    accounts: dict[str, Account] = field(default_factory=dict)
    made: int = 0

    def new_id(self) -> str:
        self.made += 1
        return f"ga{self.made:06x}"

    def account(self, email: str, entity_id: str = "") -> Account:
        return self.accounts.setdefault(f"{email} {entity_id}", Account(email, entity_id))

    def find(self, provider_document_id: str) -> tuple[Account, Document] | None:
        found = (
            (account, account.documents[provider_document_id])
            for account in self.accounts.values()
            if provider_document_id in account.documents
        )
        return next(found, None)


state_json = TypeAdapter(State)
