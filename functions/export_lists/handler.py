"""Lists as spreadsheets, asked for over the API or in the portal; long ones are prepared by the queue (B4, B13)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.export_lists import pages, routes  # noqa: F401 - they bring their routes along
from functions.export_lists.edge import api, portal, workshop
from functions.export_lists.prepare_export import give_up, prepare_export
from shared import wiring
from shared.adapters.sqs import queued_export
from shared.domain.errors import NotFound
from shared.observability import logger, place_of

__all__ = ["api", "lambda_handler"]

TRIES = 3
"""As often as the queue hands out a message before it is set aside."""


class NotPrepared(Exception):
    """Says nothing of what is in the list: Lambda logs it."""


def prepare(record: dict[str, Any]) -> None:
    """What fails comes again; after the last try whoever waits is told, and the message is set aside."""
    tenant, export_id, tried = queued_export(record)
    try:
        export = prepare_export(export_id, workshop=workshop(tenant))
    except NotFound:
        logger.info("export is over", partner_id=tenant.partner_id, export_id=export_id)
    except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
        logger.error("export failed", partner_id=tenant.partner_id, **place_of(error))
        if tried >= TRIES:
            give_up(export_id, exports=wiring.exports(tenant))
        raise NotPrepared(export_id) from None
    else:
        logger.info("export", partner_id=tenant.partner_id, export_id=export_id, rows=export.rows)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    match event:
        case {"Records": [{"eventSource": "aws:sqs"}, *_] as records}:
            for record in records:
                prepare(record)
            return {}
        case _ if portal.serves(event):
            return portal.resolve(event)
    return api.resolve(event, context)
