"""Exports over the API (B4, B13, G)."""

from typing import Any

from functions.export_lists.edge import api, workshop
from functions.export_lists.models import EvidenceExportRequest, ExportAnswer, ExportReference
from functions.export_lists.request_export import RequestExport, request_export
from shared import wiring
from shared.api import Accepted
from shared.domain import ids
from shared.domain.export import ExportState, Period
from shared.preferences import preferences_of
from shared.requests import Request


@api.post("/v1/customers/exports", answer=ExportAnswer, may_take_longer=True)
def post_customers_export(request: Request[None]) -> ExportAnswer | Accepted:
    """All customer accounts as a spreadsheet: at once where they are few, soon where they are many."""
    return make_export(request)


@api.post("/v1/customers/{customer_id}/orders/exports", answer=ExportAnswer, may_take_longer=True)
def post_orders_export(request: Request[None]) -> ExportAnswer | Accepted:
    """The orders of a customer as a spreadsheet: at once where they are few, soon where they are many."""
    return make_export(request, request.path["customer_id"])


@api.post(
    "/v1/evidence/exports",
    body=EvidenceExportRequest,
    answer=ExportAnswer,
    may_take_longer=True,
    body_optional=True,
)
def post_evidence_export(request: Request[EvidenceExportRequest]) -> ExportAnswer | Accepted:
    """The sealed evidence of a time as a signed archive, which is checked without us."""
    return make_export(request, evidence=request.content.period(wiring.now()))


@api.get("/v1/exports/{export_id}", answer=ExportAnswer)
def get_export(request: Request[None]) -> ExportAnswer:
    """What became of an export; when it is ready, where the file is."""
    request.caller.require_admin()
    export_id = ids.require("exp", request.path["export_id"])
    return ExportAnswer.of(wiring.exports(request.caller.tenant).get(export_id), wiring.files())


def make_export(
    request: Request[Any], customer_id: str | None = None, evidence: Period | None = None
) -> ExportAnswer | Accepted:
    caller = request.caller
    caller.require_admin()
    locale, date_format = preferences_of(caller)
    export = request_export(
        RequestExport(
            partner_id=caller.partner_id,
            user_id=caller.actor.user_id,
            locale=locale,
            date_format=date_format,
            customer_id=customer_id,
            evidence=evidence,
        ),
        workshop=workshop(caller.tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(ExportReference.of),
    )
    answer = ExportAnswer.of(export, wiring.files())
    return Accepted(answer) if export.state is ExportState.PREPARING else answer
