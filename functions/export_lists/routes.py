"""Exports over the API (B4)."""

from functions.export_lists.edge import api, workshop
from functions.export_lists.models import ExportAnswer, ExportReference
from functions.export_lists.request_export import RequestExport, request_export
from shared import wiring
from shared.api import Accepted
from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.export import ExportState
from shared.domain.locale import Locale
from shared.requests import Caller, Request


@api.post("/v1/customers/exports", answer=ExportAnswer, may_take_longer=True)
def post_customers_export(request: Request[None]) -> ExportAnswer | Accepted:
    """All customer accounts as a spreadsheet: at once where they are few, soon where they are many."""
    caller = request.caller
    caller.require_admin()
    export = request_export(
        RequestExport(partner_id=caller.partner_id, user_id=caller.actor.user_id, locale=language_of(caller)),
        workshop=workshop(caller.tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(ExportReference.of),
    )
    answer = ExportAnswer.of(export, wiring.files())
    return Accepted(answer) if export.state is ExportState.PREPARING else answer


@api.get("/v1/exports/{export_id}", answer=ExportAnswer)
def get_export(request: Request[None]) -> ExportAnswer:
    """What became of an export; when it is ready, where the file is."""
    request.caller.require_admin()
    export_id = ids.require("exp", request.path["export_id"])
    return ExportAnswer.of(wiring.exports(request.caller.tenant).get(export_id), wiring.files())


def language_of(caller: Caller) -> Locale:
    """The user's own; a token may be older than the row of its user, or outlive it."""
    try:
        return wiring.users(caller.tenant).with_partner(caller.actor.user_id)[0].language
    except NotFound:
        return wiring.partners(caller.tenant).get().locale
