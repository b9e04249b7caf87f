"""What can go wrong between GetAccept and us, planned call by call."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from threading import Event

from local.asgi import Response
from local.getaccept.answers import answer_with

HUGE = 30 * 1024 * 1024


class Fault(Enum):
    BROKEN = auto()
    """The connection breaks before anything is done."""
    LOST = auto()
    """All is done, and the connection breaks before the answer."""
    SILENT = auto()
    """Nothing is done and nothing comes, until all who wait are let go."""
    DOWN = auto()
    BUSY = auto()
    MISSING = auto()
    """It has no such resource."""
    EXPIRED = auto()
    """The token isn't taken any more."""
    GARBLED = auto()
    """All is done; of the answer half comes."""
    MISLABELED = auto()
    """The answer is said to be something else than JSON."""
    MOVED = auto()
    """The answer leads elsewhere."""
    HUGE = auto()
    """The answer has no end."""


REFUSALS = {
    Fault.DOWN: (503, "unavailable"),
    Fault.BUSY: (429, "too_many_requests"),
    Fault.MISSING: (404, "not_found"),
    Fault.EXPIRED: (401, "unauthorized"),
}


@dataclass(slots=True)
class Plan:
    """`on` is a kind of call, such as `GET /documents/{id}`; the first `after` of them go well."""

    fault: Fault
    on: str
    times: int
    after: int
    headers: dict[str, str]


@dataclass(slots=True)
class Faults:
    plans: list[Plan] = field(default_factory=list)
    _waiting: Event = field(default_factory=Event)

    def plan(
        self, fault: Fault, on: str, *, times: int = 1, after: int = 0, headers: dict[str, str] | None = None
    ) -> None:
        self.plans.append(Plan(fault, on, times, after, headers or {}))

    @property
    def left(self) -> int:
        """How many of those planned no call has met yet."""
        return sum(plan.times for plan in self.plans)

    def met_by(self, kind: str) -> Plan | None:
        plan = next((plan for plan in self.plans if plan.on == kind and plan.times), None)
        if plan and plan.after:
            plan.after -= 1
            return None
        if plan:
            plan.times -= 1
        return plan

    def is_silent(self, kind: str) -> bool:
        """Whether nothing will come of the next call of that kind."""
        plan = next((plan for plan in self.plans if plan.on == kind and plan.times), None)
        return plan is not None and plan.fault is Fault.SILENT and not plan.after

    def wait(self) -> None:
        self._waiting.wait()

    @contextmanager
    def letting_go(self) -> Iterator[None]:
        """At the end nobody waits any more."""
        try:
            yield
        finally:
            self._waiting.set()


def refusal_by(plan: Plan) -> Response | None:
    """The answer of a call that a fault keeps from being done."""
    if plan.fault not in REFUSALS:
        return None
    status, error = REFUSALS[plan.fault]
    return answer_with(status, {"error": error, "description": "Try again later.", "status": status}, plan.headers)


def spoilt(answer: Response, fault: Fault) -> Response | None:
    """What a fault makes of the answer to a call that was done."""
    match fault:
        case Fault.LOST:
            return None
        case Fault.GARBLED:
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        case Fault.MISLABELED:
            return replace(answer, content_type="text/html")
        case Fault.MOVED:
            return Response(302, "text/plain", b"", {"Location": "/elsewhere"})
        case Fault.HUGE:
            return replace(answer, body=answer.body.ljust(HUGE))
    return answer
