"""An offer that is being written: what the wizard keeps of it until it is sent or cancelled (E2-E7)."""

from dataclasses import dataclass
from enum import StrEnum


class WizardStep(StrEnum):
    """The five screens, in order."""

    INTRODUCTION = "introduction"
    CUSTOMER = "customer"
    CONTACTS = "contacts"
    MANAGERS = "managers"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDraft:
    """One of a user. `id` becomes the partnership's, so that sending twice makes one. The texts are as typed, right or
    wrong; `completed` are the steps that were gone on from, with everything right: theirs are as understood."""

    id: str
    user_id: str
    tenant_name: str = ""
    contact_email: str = ""
    message: str = ""
    contact_user_ids: tuple[str, ...] = ()
    manager_user_ids: tuple[str, ...] = ()
    completed: tuple[WizardStep, ...] = ()
    version: int = 1
