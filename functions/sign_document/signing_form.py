"""The form of the signing page as it was sent: names as in the HTTP contract, values as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from shared.faults import Fault
from shared.web.forms import FORM_FAULTS, FormAge

JOB = "job_"
ACCEPT = "accept"
JOB_ANSWERS = {ACCEPT: True, "decline": False}

# The largest document has a hundred lines and fifty jobs.
MAX_FIELDS = 200


class Decision(StrEnum):
    SIGN = "sign"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningForm:
    """An untouched one by default. `jobs` says of a job's id whether it was accepted, where that was said."""

    form_token: str = ""
    decision: Decision | None = None
    options: frozenset[str] = frozenset()
    jobs: Mapping[str, bool] = field(default_factory=dict)
    reason: str = ""

    @classmethod
    def read(cls, pairs: tuple[tuple[str, str], ...]) -> Self:
        first = dict(reversed(pairs))
        return cls(
            form_token=first.get("form_token", ""),
            decision=_decision({value for name, value in pairs if name == "decision"}),
            options=frozenset(value for name, value in pairs if name == "options"),
            jobs={
                name.removeprefix(JOB): JOB_ANSWERS[value]
                for name, value in first.items()
                if name.startswith(JOB) and value in JOB_ANSWERS
            },
            reason=first.get("reason", "").replace("\r\n", "\n").strip(),
        )

    def with_token(self, form_token: str) -> Self:
        return replace(self, form_token=form_token)

    def faults(self, age: FormAge) -> tuple[Fault, ...]:
        """What is wrong with the form as such; its fields are for whoever decides."""
        of_age = (FORM_FAULTS[age],) if age in FORM_FAULTS else ()
        return of_age if self.decision else (*of_age, Fault("decision", "decision_missing"))


def _decision(sent: set[str]) -> Decision | None:
    """Signing is ticked, declining pressed: whoever presses it doesn't sign, whatever was ticked before."""
    return next((decision for decision in (Decision.DECLINE, Decision.SIGN) if decision in sent), None)
