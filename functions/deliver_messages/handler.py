"""Messages leave the outbox: at once by the table's stream, for certain by the sweep. SES reports back by SNS."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.deliver_messages.deliver_message import Attempt, Outcome, deliver_message
from functions.deliver_messages.keep_outcome import Ledger
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.record_report import read_report, record_report
from shared import wiring
from shared.adapters.dynamodb.outbox import inserted_message
from shared.domain.errors import NotFound
from shared.observability import logger, metrics, place_of
from shared.settings import settings
from shared.terms_texts import TermsTexts

SWEEP_BATCH = 25
SWEEP_ENDS_MS = 55_000
"""A sweep begins nothing more when the function has this long to live: at worst a mail takes SES 12 seconds, after 43
in which what it carries is made and fetched."""

FAILED = "failed"

terms_texts = TermsTexts(wiring.terms, str)


def post_office() -> PostOffice:
    return PostOffice(
        outbox=wiring.outbox(),
        confirmations=wiring.confirmations,
        users=wiring.users,
        orders=wiring.orders,
        addenda=wiring.addenda(),
        certificates=wiring.certificates(),
        documents=wiring.digital_documents,
        envelopes=wiring.envelopes,
        partnerships=wiring.partnerships,
        pdfs=wiring.document_pdfs(),
        terms=terms_texts,
        mailer=wiring.mailer(),
        texter=wiring.texter(),
        queue=wiring.signing_queue(),
        keys=wiring.signing_keys(),
        public_url=settings().public_url,
        sender=settings().mail_sender,
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )


def ledger() -> Ledger:
    """Less than the post office: whoever records an outcome needs no keys and no mailer."""
    return Ledger(outbox=wiring.outbox(), envelopes=wiring.envelopes, queue=wiring.signing_queue(), now=wiring.now)


def follow_stream(records: list[dict[str, Any]]) -> dict[str, Any]:
    """What fails here comes again by the stream, and if not, by the sweep."""
    office = post_office()
    failures = [
        {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
        for record in records
        if (ids := inserted_message(record)) and deliver_alone(*ids, office) == FAILED
    ]
    return {"batchItemFailures": failures}


def sweep(is_time_left: Callable[[], bool]) -> dict[str, int]:
    """Until nothing is due, or time is up; each message once."""
    office = post_office()
    counts: Counter[str] = Counter()
    tried: set[tuple[str, str]] = set()
    while due := [ids for ids in office.outbox.due(office.now(), SWEEP_BATCH) if ids not in tried]:
        for ids in due:
            if not is_time_left():
                return dict(counts)
            tried.add(ids)
            counts[deliver_alone(*ids, office)] += 1
    return dict(counts)


def deliver_alone(partner_id: str, message_id: str, office: PostOffice) -> str:
    """One message's failure is its own: it stays in the outbox, and the next one gets its turn."""
    try:
        attempt = deliver_message(partner_id, message_id, office)
    except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
        logger.error("message failed", message_id=message_id, **place_of(error))
        metrics.add_metric(name="MessageFailed", unit=MetricUnit.Count, value=1)
        return FAILED
    report_attempt(attempt)
    return attempt.outcome


def report_attempt(attempt: Attempt) -> None:
    message = attempt.message
    level = logger.error if attempt.outcome is Outcome.DIED else logger.info
    level(
        "message",
        outcome=attempt.outcome,
        message_id=message.id,
        partner_id=message.partner_id,
        attempts=message.attempts,
        detail=attempt.detail,
    )
    if attempt.outcome is not Outcome.SKIPPED:
        metrics.add_metric(name=f"Message{attempt.outcome.capitalize()}", unit=MetricUnit.Count, value=1)


def record_mail_event(text: str) -> None:
    report = read_report(text)
    if report is None:
        logger.info("mail event ignored")
        return
    try:
        message = record_report(report, ledger())
    except NotFound:
        logger.info("mail event of an unknown message ignored", step=report.step)
        return
    logger.info("mail event", message_id=message.id, step=report.step, state=message.state)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Raises ValueError for an event that is none of the three, so that it is set aside."""
    match event:
        case {"sweep": "messages"}:
            return sweep(lambda: context.get_remaining_time_in_millis() > SWEEP_ENDS_MS)
        case {"Records": [{"eventSource": "aws:dynamodb"}, *_] as records}:
            return follow_stream(records)
        case {"Records": [{"EventSource": "aws:sns"}, *_] as records}:
            for record in records:
                record_mail_event(record["Sns"]["Message"])
            return {}
    raise ValueError("This is neither the stream, nor a sweep, nor a mail event.")
