"""The addendum of an order as PDF, for whoever may invoke this: no route leads here (C7)."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.render_documents.render_addendum import RenderAddendum, render_addendum
from shared import wiring
from shared.domain.errors import DomainError
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.observability import logger, metrics, place_of


class NotRendered(Exception):
    """Says nothing of what is in the order: Lambda logs it."""


def render(command: RenderAddendum) -> dict[str, str]:
    tenant = Tenant(command.partner_id)
    try:
        made = render_addendum(
            command,
            orders=wiring.orders(tenant),
            attachments=wiring.attachments(tenant),
            documents=wiring.documents(),
        )
    except DomainError as refusal:
        logger.info("addendum refused", partner_id=tenant.partner_id, order_id=command.order_id, code=refusal.code)
        raise NotRendered(refusal.code) from None
    except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
        logger.error("addendum failed", partner_id=tenant.partner_id, order_id=command.order_id, **place_of(error))
        metrics.add_metric(name="AddendumFailed", unit=MetricUnit.Count, value=1)
        raise NotRendered(command.order_id) from None
    return {"name": made.name, "key": made.key, "sha256": made.sha256}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, str]:
    return render(
        RenderAddendum(partner_id=event["partner_id"], order_id=event["order_id"], locale=Locale(event["locale"]))
    )
