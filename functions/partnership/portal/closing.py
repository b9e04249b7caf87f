"""Decline, withdraw, end: each asks for the reason, and says what follows (E9-E11)."""

from http import HTTPStatus

from functions.partnership.close_partnership import ClosePartnership, Closing, close_partnership
from functions.partnership.models import ReasonRequest
from functions.partnership.portal.acting import Action, done
from functions.partnership.portal.desk import Desk, partnerships_of
from functions.partnership.portal.routes import trail_to_partnership
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.partnership import PartnershipStep
from shared.web.portal import PortalRequest, WebAnswer


def closing(step: Closing) -> Action:
    def take(desk: Desk) -> WebAnswer:
        request = desk.request
        command = ClosePartnership(
            partnership_id=desk.partnership.id,
            step=step,
            reason=reason_of(request),
            expected_version=request.shown_version,
            by=request.caller.actor,
            modification_id=request.path.get("modification_id"),
        )
        close_partnership(command, partnerships=partnerships_of(request), now=wiring.now)
        return done(desk, step)

    return Action(step, lambda desk, refusal: ask(desk, step, refusal), take)


def reason_of(request: PortalRequest) -> str:
    """Raises Invalid."""
    typed = request.form.get("reason", "")
    return request.read(ReasonRequest, {"reason": typed} if typed.strip() else {}).reason


def ask(desk: Desk, step: PartnershipStep, refusal: Invalid | None) -> WebAnswer:
    request = desk.request
    return request.page(
        "closing.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        desk=desk,
        step=step,
        action=request.web.address.partition("?")[0],
        version=request.form.get("version", desk.partnership.version),
        reason=request.form.get("reason", ""),
        faults=request.faults(refusal) if refusal else {},
        trail=trail_to_partnership(request, desk.partnership.id, desk.other.name),
    )
