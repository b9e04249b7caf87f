"""Evidence of what was agreed, for the partner whose customer agreed; sealed by schedule, for anybody to check (G)."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.issue_evidence.certificate_of_record import PDF, certificate_of_record
from functions.issue_evidence.models import EvidenceAnswer
from functions.issue_evidence.pages import portal
from functions.issue_evidence.seal_records import Sealing, sweep_waiting
from shared import wiring
from shared.api import Api, File
from shared.domain import ids
from shared.domain.partner import RETENTION_YEARS
from shared.domain.tenant import Tenant
from shared.evidence.pem import public_pem
from shared.observability import logger, metrics
from shared.preferences import preferences_of
from shared.requests import Request
from shared.web.edge import Edge, WebAnswer, WebRequest

KEPT_FOR = "public, max-age=3600"
CHECKPOINT_TAKES_MS = 15_000
"""None is begun when the function has less than this to live; one that was cut short is finished by the next run."""

api = Api()
edge = Edge()


@api.get("/v1/evidence/{record_id}", answer=EvidenceAnswer)
def get_evidence(request: Request[None]) -> EvidenceAnswer:
    """A record of what was agreed: as it was hashed, with the names that belong to it, and its seal."""
    record_id = ids.require("evd", request.path["record_id"])
    return EvidenceAnswer.of(wiring.evidence_records(request.caller.tenant).get(record_id))


@api.get_file("/v1/evidence/{record_id}/certificate", media_type=PDF)
def get_certificate(request: Request[None]) -> File:
    """The certificate of a record, in the language of whoever asks: a sealed PDF that can be checked without us."""
    locale, _ = preferences_of(request.caller)
    made = certificate_of_record(request.caller.tenant, request.path["record_id"], locale, origin=request.origin)
    return File(name=made.name, media_type=PDF, content=made.content)


@edge.route("GET /.well-known/evidence-key.pem")
def get_evidence_key(_: WebRequest) -> WebAnswer:
    pem = public_pem(wiring.evidence_signer().public_key)
    return WebAnswer(content_type="text/plain; charset=utf-8", body=pem, headers={"Cache-Control": KEPT_FOR})


def retention_years_of(tenant: Tenant) -> int:
    partner = wiring.partners(tenant).find()
    return partner.evidence_retention_years if partner else RETENTION_YEARS


def sweep(context: LambdaContext) -> dict[str, Any]:
    sealing = Sealing(
        archive=wiring.evidence_archive(),
        signer=wiring.evidence_signer(),
        now=wiring.now,
        years_of=retention_years_of,
        is_time_left=lambda: context.get_remaining_time_in_millis() > CHECKPOINT_TAKES_MS,
    )
    swept = sweep_waiting(waiting=wiring.waiting_evidence(), checkpoints=wiring.checkpoints, sealing=sealing)
    if swept.overdue:
        metrics.add_metric(name="EvidenceNotSealed", unit=MetricUnit.Count, value=swept.overdue)
    logger.info("swept", **asdict(swept))
    return asdict(swept)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") == "evidence":
        return sweep(context)
    if portal.serves(event):
        return portal.resolve(event)
    return edge.resolve(event) if edge.serves(event) else api.resolve(event, context)
