"""The same form in the portal, for the partner's users: right after ordering, or when the customer calls (C9)."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from functions.request_information.fill_in_rfi import FillInRfi, fill_in_rfi, rfi_of
from functions.request_information.pages import (
    Shown,
    corrected,
    is_saved,
    outrun,
    question_values,
    record_values,
    untouched,
)
from functions.request_information.rfi_form import RfiForm
from shared import wiring
from shared.domain import ids
from shared.domain.errors import Invalid, Stale
from shared.domain.rfi import RfiAlreadySubmitted
from shared.ports import Inquiry
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request at the page of one order."""

    request: PortalRequest
    inquiry: Inquiry

    @property
    def path(self) -> str:
        return f"/portal/orders/{self.inquiry.order.id}/rfi"

    def form_page(self, shown: Shown, status: HTTPStatus = HTTPStatus.OK) -> WebAnswer:
        values = question_values(self.inquiry, shown, self.request.t)
        return self.request.page("portal_form.html", status=status, path=self.path, **values)


@portal.route("GET /portal/orders/{order_id}/rfi")
def get_rfi_page(request: PortalRequest) -> WebAnswer:
    visit = Visit(request=request, inquiry=read_inquiry(request))
    if rfi_of(visit.inquiry).is_submitted:
        return request.page("portal_record.html", **record_values(visit.inquiry, request.t))
    return visit.form_page(untouched(visit.inquiry))


@portal.route("POST /portal/orders/{order_id}/rfi")
def post_rfi_page(request: PortalRequest) -> WebAnswer:
    visit = Visit(request=request, inquiry=read_inquiry(request))
    form = RfiForm.read(request.form)
    command = FillInRfi(
        order_id=visit.inquiry.order.id,
        sent=form.sent,
        submits=form.submits,
        expected_version=form.version,
        by=request.caller.actor,
    )
    try:
        fill_in_rfi(command, rfis=wiring.rfis(request.caller.tenant), now=wiring.now)
    except RfiAlreadySubmitted:
        return request.redirect(visit.path, flash=request.t("flash_submitted_before"))
    except Invalid as refusal:
        return visit.form_page(corrected(form, refusal, request.t), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Stale:
        present = read_inquiry(request)
        if not is_saved(command, present):
            shown = outrun(form, rfi_of(present), request.t)
            return visit.form_page(shown, HTTPStatus.PRECONDITION_FAILED)
    return request.redirect(visit.path, flash=request.t("flash_submitted" if form.submits else "flash_saved"))


def read_inquiry(request: PortalRequest) -> Inquiry:
    """Raises NotFound, RfiNotApplicable, OrderNotSubmitted."""
    inquiry = wiring.rfis(request.caller.tenant).read(ids.require("ord", request.path["order_id"]))
    rfi_of(inquiry)
    return inquiry
