"""Evidence of what was agreed, for the partner whose customer agreed (G)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.issue_evidence.models import EvidenceAnswer
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.observability import logger
from shared.requests import Request

api = Api()


@api.get("/v1/evidence/{record_id}", answer=EvidenceAnswer)
def get_evidence(request: Request[None]) -> EvidenceAnswer:
    """A record of what was agreed: as it was hashed, with the names that belong to it."""
    record_id = ids.require("evd", request.path["record_id"])
    return EvidenceAnswer.of(wiring.evidence_records(request.caller.tenant).get(record_id))


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)
