"""Ask for a list as a spreadsheet, or for evidence: a short one is made at once, a long one soon (B4, B13, G)."""

from dataclasses import dataclass

from functions.export_lists.evidence_archive import count_records
from functions.export_lists.models import ExportReference
from functions.export_lists.prepare_export import prepare_export
from functions.export_lists.workshop import Workshop
from shared.domain import ids
from shared.domain.export import Export, ExportState, Period
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.user import DateFormat
from shared.ports import Clock, RandomBytes

SHORT = 500
"""Accounts that are written within the request that asks for them."""
SHORT_OF_ORDERS = 200
"""Orders are read whole, with their lines."""
SHORT_OF_RECORDS = 50
"""Each checkpoint is a file of its own to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExport:
    """Of all customer accounts; of the orders of `customer_id`; of the evidence that was sealed in a period."""

    partner_id: str
    user_id: str
    locale: Locale
    date_format: DateFormat
    customer_id: str | None = None
    evidence: Period | None = None


def request_export(
    command: RequestExport,
    *,
    workshop: Workshop,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[Export] | None = None,
) -> Export:
    """The same request again goes on with the same export: one that never came to the queue comes there now.

    Raises NotFound without such a customer, Invalid for too much evidence, IdempotencyKeyReused, ConcurrentChange,
    Unavailable.
    """
    is_short = _is_short(command, workshop)
    export = Export(
        id=ids.new_id("exp", now=now(), random_bytes=random_bytes),
        partner_id=command.partner_id,
        requested_by=command.user_id,
        locale=command.locale,
        date_format=command.date_format,
        customer_id=command.customer_id,
        evidence=command.evidence,
        requested_at=now(),
    )
    try:
        workshop.exports.add(export, once)
    except AlreadyAnswered as earlier:
        export = workshop.exports.get(ExportReference.model_validate_json(earlier.answer).id)
        if export.state is not ExportState.PREPARING:
            return export
    if is_short:
        return prepare_export(export.id, workshop=workshop)
    workshop.queue.send(export)
    return export


def _is_short(command: RequestExport, workshop: Workshop) -> bool:
    """Raises NotFound, Invalid."""
    if command.evidence is not None:
        return count_records(command.evidence, workshop.evidence) <= SHORT_OF_RECORDS
    if command.customer_id is None:
        return workshop.customers.page(status=None, limit=SHORT, after=None).after is None
    customer_id = ids.require("cus", command.customer_id)
    return workshop.orders.of_customer(customer_id, limit=SHORT_OF_ORDERS, after=None).after is None
