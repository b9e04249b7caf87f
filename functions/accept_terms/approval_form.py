"""The form of the approval page as it was sent: names as in the HTTP contract, values as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from shared.faults import Fault
from shared.web.forms import FORM_FAULTS, FormAge

TICKED = frozenset({"yes", "on", "true", "1"})


class Decision(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    REQUEST_CHANGE = "request_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalForm:
    """An untouched one by default. Asking for a new code is a way of accepting that isn't finished yet."""

    form_token: str = ""
    decision: Decision | None = None
    terms_accepted: bool = False
    authorized: bool = False
    contact_id: str = ""
    code: str = ""
    wants_new_code: bool = False
    reason: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        wants_new_code = "new_code" in fields
        decision = Decision.ACCEPT if wants_new_code else fields.get("decision")
        return cls(
            form_token=fields.get("form_token", ""),
            decision=Decision(decision) if decision in set(Decision) else None,
            terms_accepted=fields.get("terms_accepted", "").lower() in TICKED,
            authorized=fields.get("authorized", "").lower() in TICKED,
            contact_id=fields.get("contact_id", ""),
            code=fields.get("code", "").strip(),
            wants_new_code=wants_new_code,
            reason=fields.get("reason", "").replace("\r\n", "\n").strip(),
        )

    def with_token(self, form_token: str) -> Self:
        return replace(self, form_token=form_token)

    def faults(self, age: FormAge) -> tuple[Fault, ...]:
        """What is wrong with the form as such; its fields are for whoever decides."""
        of_age = (FORM_FAULTS[age],) if age in FORM_FAULTS else ()
        return of_age if self.decision else (*of_age, Fault("decision", "decision_missing"))
