"""Exports in the portal: asked for by a button, waited for on a page, downloaded from there (B4, B13, G)."""

from http import HTTPStatus

from functions.export_lists.edge import portal, workshop
from functions.export_lists.models import EvidenceExportRequest
from functions.export_lists.request_export import RequestExport, request_export
from shared import wiring
from shared.domain import ids
from shared.domain.errors import Invalid, NotFound
from shared.domain.export import Export, ExportState, Period
from shared.web.guards import go_to
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("POST /portal/exports", admin=True)
def post_export(request: PortalRequest) -> WebAnswer:
    return ask(request)


@portal.route("POST /portal/customers/{customer_id}/orders/exports", admin=True)
def post_orders_export(request: PortalRequest) -> WebAnswer:
    return ask(request, request.path["customer_id"])


@portal.route("GET /portal/evidence/exports", admin=True)
def get_evidence_page(request: PortalRequest) -> WebAnswer:
    return request.page("evidence.html", typed=request.query, faults={})


@portal.route("POST /portal/evidence/exports", admin=True)
def post_evidence_export(request: PortalRequest) -> WebAnswer:
    try:
        content = request.read(EvidenceExportRequest)
        return ask(request, evidence=content.period(wiring.now()))
    except Invalid as refusal:
        status, faults = HTTPStatus.UNPROCESSABLE_ENTITY, request.faults(refusal)
        return request.page("evidence.html", status=status, typed=request.form, faults=faults)


def ask(request: PortalRequest, customer_id: str | None = None, evidence: Period | None = None) -> WebAnswer:
    command = RequestExport(
        partner_id=request.partner.id,
        user_id=request.user.id,
        locale=request.user.language,
        date_format=request.user.date_format,
        customer_id=customer_id,
        evidence=evidence,
    )
    export = request_export(
        command, workshop=workshop(request.caller.tenant), now=wiring.now, random_bytes=wiring.random_bytes
    )
    return request.redirect(f"/portal/exports/{export.id}")


@portal.route("GET /portal/exports/{export_id}", admin=True)
def get_export_page(request: PortalRequest) -> WebAnswer:
    return request.page("export.html", export=find(request))


@portal.route("GET /portal/exports/{export_id}/file", admin=True)
def get_export_file(request: PortalRequest) -> WebAnswer:
    """The link in the page stays good for a day; the address that it leads to, for minutes."""
    export = find(request)
    if export.state is not ExportState.READY:
        raise NotFound
    return go_to(wiring.files().link(export.file_key), request.web)


def find(request: PortalRequest) -> Export:
    export_id = ids.require("exp", request.path["export_id"])
    return wiring.exports(request.caller.tenant).get(export_id)
