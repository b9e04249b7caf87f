"""The status of what was sent to be signed: by schedule, by webhook, and on demand (D3, D10, D11).

The schedule fills a queue with the accounts that are due; the queue hands them over one at a time for each account, and
side by side for all of them.
"""

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.poll_status.check_status import CheckStatus, StatusNotChecked
from functions.poll_status.desk import account_book, check_now, heed
from functions.poll_status.file_signed_document import Archive
from functions.poll_status.follow_account import follow_account
from functions.poll_status.heed_webhook import heed_webhook
from functions.poll_status.pages import portal
from functions.poll_status.poll_accounts import poll_accounts
from functions.poll_status.settle_document import settle_document
from functions.poll_status.sweep_documents import sweep_documents
from shared import wiring
from shared.adapters.dynamodb.keys import DUE_SHARDS
from shared.adapters.sqs_signing import ShardTask, SigningTask, queued_task
from shared.api import Api
from shared.document_answer import DocumentAnswer, present_document
from shared.domain.errors import NotFound, Unavailable
from shared.domain.tenant import Tenant
from shared.observability import logger, metrics, place_of
from shared.requests import Request

api = Api()

VISIT_ENDS_MS = 25_000
"""A visit asks nothing more when the function has this long to live: a call and its retry take at most this."""

MOST_HINT = 64 * 1024


@api.post(
    "/v1/digital-documents/{document_id}/check",
    answer=DocumentAnswer,
    status=HTTPStatus.OK,
    refusals=(StatusNotChecked,),
)
def post_check(request: Request[None]) -> DocumentAnswer:
    """Check a document's status at its provider now."""
    command = CheckStatus(document_id=request.path["document_id"], by=request.caller.actor)
    try:
        followed = check_now(request.caller.tenant, command)
    except StatusNotChecked as refusal:
        last = present_document(refusal.last, request.origin)
        refusal.extension = {"document": last.model_dump(mode="json")}
        raise
    return present_document(followed.watched, request.origin)


def receive_webhook(event: dict[str, Any]) -> dict[str, Any]:
    """204 at once; the rest is for the queue. What can't be queued is sent again by GetAccept."""
    sent = (event.get("body") or "").encode()
    body = base64.b64decode(sent) if event.get("isBase64Encoded") else sent
    secret = (event.get("pathParameters") or {}).get("secret", "")
    try:
        document_id = heed_webhook(secret, body[:MOST_HINT], keys=wiring.signing_keys(), queue=wiring.signing_queue())
    except NotFound:
        return {"statusCode": HTTPStatus.NOT_FOUND, "body": ""}
    except Unavailable:
        return {"statusCode": HTTPStatus.SERVICE_UNAVAILABLE, "body": ""}
    logger.info("webhook", document_id=document_id)
    return {"statusCode": HTTPStatus.NO_CONTENT, "body": ""}


def work_alone(task: SigningTask | ShardTask, is_time_left: Callable[[], bool]) -> None:
    """A task that fails must not keep its account's others waiting: what is left to do, poll and sweep find again."""
    try:
        work_on(task, is_time_left)
    except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
        logger.error("task failed", **place_of(error))
        metrics.add_metric(name="SigningTaskFailed", unit=MetricUnit.Count, value=1)


def work_on(task: SigningTask | ShardTask, is_time_left: Callable[[], bool]) -> None:
    if isinstance(task, ShardTask):
        poll([task.shard], is_time_left, failed_only=task.failed_only, after=task.after)
        return
    tenant, book = task.tenant, account_book(task.tenant, task.provider)
    log: dict[str, Any] = {"partner_id": tenant.partner_id, "provider": task.provider}
    if task.document_id is None:
        visited = follow_account(book, is_time_left=is_time_left)
        if visited.error is not None:
            metrics.add_metric(name="AccountFailed", unit=MetricUnit.Count, value=1)
        moved, error = len(visited.followed), visited.error.code if visited.error else None
        logger.info("visited", visit=visited.visit, out=visited.out, moved=moved, error=error, **log)
        heed(tenant, visited.followed)
        return
    try:
        settled = settle_document(task.document_id, book, archive(tenant))
    except NotFound:
        logger.info("a hint of an unknown document ignored", **log)
        return
    logger.info("settled", outcome=settled.outcome, document_id=task.document_id, cause=settled.cause, **log)
    heed(tenant, [settled.followed] if settled.followed else [])


def archive(tenant: Tenant) -> Archive:
    return Archive(
        tenant=tenant,
        pdfs=wiring.document_pdfs(),
        files=wiring.documents(),
        attachments=wiring.attachments(tenant),
    )


def poll(
    shards: Iterable[int],
    is_time_left: Callable[[], bool],
    *,
    failed_only: bool,
    after: dict[str, str] | None = None,
) -> int:
    queued = poll_accounts(
        shards,
        accounts=wiring.due_accounts(),
        queue=wiring.signing_queue(),
        now=wiring.now,
        failed_only=failed_only,
        is_time_left=is_time_left,
        after=after,
    )
    logger.info("polled", queued=queued, failed_only=failed_only)
    return queued


def sweep(is_time_left: Callable[[], bool]) -> dict[str, int]:
    queued = sweep_documents(documents=wiring.due_documents(), queue=wiring.signing_queue(), now=wiring.now)
    logger.info("swept", documents=queued)
    return {"accounts": poll(range(DUE_SHARDS), is_time_left, failed_only=True), "documents": queued}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def is_time_left() -> bool:
        return context.get_remaining_time_in_millis() > VISIT_ENDS_MS

    match event:
        case {"poll": "accounts"}:
            return {"accounts": poll(range(DUE_SHARDS), is_time_left, failed_only=False)}
        case {"sweep": "documents"}:
            return sweep(is_time_left)
        case {"Records": [{"eventSource": "aws:sqs"}, *_] as records}:
            for record in records:
                work_alone(queued_task(record), is_time_left)
            return {}
        case {"routeKey": "POST /webhooks/getaccept/{secret}"}:
            return receive_webhook(event)
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
