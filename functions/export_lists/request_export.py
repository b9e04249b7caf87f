"""Ask for all customer accounts as a spreadsheet: a short list is made at once, a long one soon (B4)."""

from dataclasses import dataclass

from functions.export_lists.models import ExportReference
from functions.export_lists.prepare_export import prepare_export
from shared.domain import ids
from shared.domain.export import Export, ExportState
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.ports import Clock, Customers, ExportQueue, Exports, Files, RandomBytes

SHORT = 500
"""Accounts that are written within the request that asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExport:
    partner_id: str
    user_id: str
    locale: Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What it takes to make exports."""

    exports: Exports
    customers: Customers
    files: Files
    queue: ExportQueue


def request_export(
    command: RequestExport,
    *,
    workshop: Workshop,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[Export] | None = None,
) -> Export:
    """The same request again goes on with the same export: one that never came to the queue comes there now.

    Raises IdempotencyKeyReused, ConcurrentChange, Unavailable.
    """
    export = Export(
        id=ids.new_id("exp", now=now(), random_bytes=random_bytes),
        partner_id=command.partner_id,
        requested_by=command.user_id,
        locale=command.locale,
        requested_at=now(),
    )
    try:
        workshop.exports.add(export, once)
    except AlreadyAnswered as earlier:
        export = workshop.exports.get(ExportReference.model_validate_json(earlier.answer).id)
        if export.state is not ExportState.PREPARING:
            return export
    if workshop.customers.page(status=None, limit=SHORT, after=None).after is None:
        return prepare_export(export.id, exports=workshop.exports, customers=workshop.customers, files=workshop.files)
    workshop.queue.send(export)
    return export
