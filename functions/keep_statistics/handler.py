"""The statistics follow the accounts, by the table's stream; `{"rebuild": "<partner id>"}` counts them anew (B2)."""

from dataclasses import asdict
from itertools import batched
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.keep_statistics.count_accounts import AT_ONCE, count_accounts
from functions.keep_statistics.rebuild_statistics import rebuild_statistics
from shared import wiring
from shared.adapters.dynamodb.statistics import changed_customer
from shared.domain.tenant import Tenant
from shared.observability import logger, place_of

REBUILD_ENDS_MS = 10_000
"""A rebuild begins no further page when the function has this long to live."""


def follow_stream(records: list[dict[str, Any]]) -> dict[str, Any]:
    """A partner's failure is its own; what fails comes again."""
    changed: dict[Tenant, dict[str, str]] = {}
    for record in records:
        if found := changed_customer(record):
            tenant, customer_id = found
            changed.setdefault(tenant, {}).setdefault(customer_id, record["dynamodb"]["SequenceNumber"])
    failures = [number for tenant, accounts in changed.items() for number in _uncounted(tenant, accounts)]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in failures]}


def _uncounted(tenant: Tenant, accounts: dict[str, str]) -> list[str]:
    """The sequence numbers of the accounts that could not be counted."""
    failed: list[str] = []
    for some in batched(accounts, AT_ONCE, strict=False):
        try:
            count_accounts(some, book=wiring.statistics(tenant))
        except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
            logger.error("not counted", partner_id=tenant.partner_id, **place_of(error))
            failed.extend(accounts[customer_id] for customer_id in some)
    return failed


def rebuild(partner_id: str, context: LambdaContext) -> dict[str, Any]:
    tenant = Tenant(partner_id)
    rebuilt = rebuild_statistics(
        customers=wiring.customers(tenant),
        book=wiring.statistics(tenant),
        is_time_left=lambda: context.get_remaining_time_in_millis() > REBUILD_ENDS_MS,
    )
    logger.info("rebuild", partner_id=partner_id, **asdict(rebuilt))
    return {"rebuild": partner_id, **asdict(rebuilt)}


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Raises ValueError for an event that is neither, so that it is set aside."""
    match event:
        case {"rebuild": str(partner_id)}:
            return rebuild(partner_id, context)
        case {"Records": [{"eventSource": "aws:dynamodb"}, *_] as records}:
            return follow_stream(records)
    raise ValueError("This is neither the stream nor a rebuild.")
