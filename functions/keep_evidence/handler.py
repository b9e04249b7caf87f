"""How long evidence keeps what it knows of people: holds, erasure by wish, by schedule erasure by age (G)."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.keep_evidence.edge import shelf_of
from functions.keep_evidence.erase_person import ErasePerson, erase_person
from functions.keep_evidence.hold_evidence import hold_evidence, lift_hold
from functions.keep_evidence.models import ErasureAnswer, ErasureRequest, HoldRequest
from functions.keep_evidence.pages import portal
from functions.keep_evidence.sweep_kept import sweep_kept
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.evidence.keeping import EvidenceOnHold
from shared.observability import logger, metrics
from shared.requests import Request

A_RECORD_TAKES_MS = 5_000
"""None is begun when the function has less than this to live; the next run goes on."""

api = Api()


@api.put("/v1/evidence/{record_id}/hold", body=HoldRequest)
def put_hold(request: Request[HoldRequest]) -> None:
    """Keep a record's personal data whatever is asked or due, until the hold is lifted."""
    record_id, caller = ids.require("evd", request.path["record_id"]), request.caller
    caller.require_admin()
    hold_evidence(record_id, request.content.reason, caller.actor, shelf=shelf_of(caller.tenant))


@api.delete("/v1/evidence/{record_id}/hold")
def delete_hold(request: Request[None]) -> None:
    """Lift the hold of a record."""
    record_id, caller = ids.require("evd", request.path["record_id"]), request.caller
    caller.require_admin()
    lift_hold(record_id, shelf=shelf_of(caller.tenant))


@api.post(
    "/v1/customers/{customer_id}/evidence/erasure",
    body=ErasureRequest,
    answer=ErasureAnswer,
    status=HTTPStatus.OK,
    refusals=(EvidenceOnHold,),
)
def post_erasure(request: Request[ErasureRequest]) -> ErasureAnswer:
    """Erase what the evidence of a customer keeps of a person; its records stay, and still verify."""
    customer_id, caller = ids.require("cus", request.path["customer_id"]), request.caller
    caller.require_admin()
    wiring.customers(caller.tenant).get(customer_id)
    content = request.content
    command = ErasePerson(customer_id=customer_id, address=content.address, reason=content.reason, actor=caller.actor)
    return ErasureAnswer.of(erase_person(command, shelf=shelf_of(caller.tenant)))


def sweep(context: LambdaContext) -> dict[str, Any]:
    swept = sweep_kept(
        due=wiring.due_keeping(),
        shelf_of=shelf_of,
        now=wiring.now,
        is_time_left=lambda: context.get_remaining_time_in_millis() > A_RECORD_TAKES_MS,
    )
    if swept.failed:
        metrics.add_metric(name="EvidenceNotErased", unit=MetricUnit.Count, value=swept.failed)
    logger.info("swept", **asdict(swept))
    return asdict(swept)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") == "kept":
        return sweep(context)
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
