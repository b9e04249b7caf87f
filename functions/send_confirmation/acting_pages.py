"""What is done to a confirmation that waits: sent again, or taken back. Each asks first (A14)."""

from http import HTTPStatus

from functions.send_confirmation.models import RevokeConfirmationRequest
from functions.send_confirmation.pages import portal, trail_to_customer
from functions.send_confirmation.resend_confirmation import ResendConfirmation, resend_confirmation
from functions.send_confirmation.revoke_confirmation import RevokeConfirmation, revoke_confirmation
from shared import wiring
from shared.domain import ids
from shared.domain.confirmation import ConfirmationClosed
from shared.domain.errors import Invalid
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/confirmations/{confirmation_id}/resend")
def get_resend(request: PortalRequest) -> WebAnswer:
    return ask(request, "resend.html")


@portal.route("POST /portal/confirmations/{confirmation_id}/resend")
def post_resend(request: PortalRequest) -> WebAnswer:
    command = ResendConfirmation(
        confirmation_id=request.path["confirmation_id"],
        expected_version=request.shown_version,
        by=request.caller.actor,
    )
    confirmations = wiring.confirmations(request.caller.tenant)
    resent = resend_confirmation(command, confirmations=confirmations, now=wiring.now)
    flash = request.t("resent_to", name=resent.addressee.name)
    return request.redirect(f"/portal/confirmations/{resent.id}", flash=flash)


@portal.route("GET /portal/confirmations/{confirmation_id}/revoke")
def get_revoke(request: PortalRequest) -> WebAnswer:
    return ask(request, "revoke.html", reason="", faults={})


@portal.route("POST /portal/confirmations/{confirmation_id}/revoke")
def post_revoke(request: PortalRequest) -> WebAnswer:
    reason = request.form.get("reason", "")
    try:
        values = {"reason": reason} if reason.strip() else {}
        content = request.read(RevokeConfirmationRequest, values)
    except Invalid as refusal:
        faults = request.faults(refusal)
        return ask(request, "revoke.html", HTTPStatus.UNPROCESSABLE_ENTITY, reason=reason, faults=faults)
    command = RevokeConfirmation(
        confirmation_id=request.path["confirmation_id"],
        reason=content.reason,
        expected_version=request.shown_version,
        by=request.caller.actor,
    )
    confirmations = wiring.confirmations(request.caller.tenant)
    revoked = revoke_confirmation(command, confirmations=confirmations, now=wiring.now)
    flash = request.t("revoked_from", name=revoked.addressee.name)
    return request.redirect(f"/portal/confirmations/{revoked.id}", flash=flash)


def ask(request: PortalRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> WebAnswer:
    """Raises ConfirmationClosed: then there is nothing to ask."""
    confirmation_id = ids.require("cnf", request.path["confirmation_id"])
    approval = wiring.confirmations(request.caller.tenant).read_approval(confirmation_id)
    confirmation, customer = approval.confirmation, approval.customer
    if not confirmation.is_open(wiring.now()):
        raise ConfirmationClosed(f"This confirmation is {confirmation.state_at(wiring.now())}.")
    trail = [
        *trail_to_customer(request, customer.id, customer.name),
        (request.t("agreements"), f"/portal/customers/{customer.id}/agreements"),
    ]
    return request.page(template, status=status, confirmation=confirmation, trail=trail, **values)
