"""The request for information: over the API, behind its emailed link, in the portal; a sweep reminds of it (C7-C9)."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.request_information import link_page, portal_page
from functions.request_information.company import company_of
from functions.request_information.fill_in_rfi import FillInRfi, fill_in_rfi, rfi_of
from functions.request_information.models import RfiAnswer, RfiRequest, sent_answers, to_answer
from functions.request_information.sweep_rfis import sweep_rfis
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.domain.rfi import OrderNotSubmitted, RfiAlreadySubmitted, RfiNotApplicable
from shared.models import AnswerModel, RequestModel
from shared.observability import logger
from shared.ports import Inquiry
from shared.requests import Request

api = Api()


@api.get("/v1/orders/{order_id}/rfi", answer=RfiAnswer, refusals=(RfiNotApplicable, OrderNotSubmitted))
def get_rfi(request: Request[None]) -> AnswerModel:
    """What was answered so far, beside what is known of the company."""
    rfis = wiring.rfis(request.caller.tenant)
    return answer(rfis.read(ids.require("ord", request.path["order_id"])))


@api.put(
    "/v1/orders/{order_id}/rfi",
    body=RfiRequest,
    answer=RfiAnswer,
    refusals=(RfiAlreadySubmitted, RfiNotApplicable, OrderNotSubmitted),
)
def put_rfi(request: Request[RequestModel]) -> AnswerModel:
    """Save any part of it; null takes an answer back."""
    return fill_in(request, submits=False)


@api.post(
    "/v1/orders/{order_id}/rfi/submit",
    body=RfiRequest,
    body_optional=True,
    answer=RfiAnswer,
    status=HTTPStatus.OK,
    refusals=(RfiAlreadySubmitted, RfiNotApplicable, OrderNotSubmitted),
)
def post_rfi_submit(request: Request[RequestModel]) -> AnswerModel:
    """Submit what was saved, with what the body adds: all that is required must be there."""
    return fill_in(request, submits=True)


def fill_in(request: Request[RequestModel], *, submits: bool) -> AnswerModel:
    command = FillInRfi(
        order_id=ids.require("ord", request.path["order_id"]),
        sent=sent_answers(request.content),
        submits=submits,
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    return answer(fill_in_rfi(command, rfis=wiring.rfis(request.caller.tenant), now=wiring.now))


def answer(inquiry: Inquiry) -> AnswerModel:
    return to_answer(rfi_of(inquiry), company_of(inquiry.customer))


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") == "rfis":
        swept = asdict(sweep_rfis(due=wiring.due_rfis(), rfis=wiring.rfis, now=wiring.now))
        logger.info("swept", **swept)
        return swept
    if link_page.edge.serves(event):
        return link_page.edge.resolve(event)
    if portal_page.portal.serves(event):
        return portal_page.portal.resolve(event)
    return api.resolve(event, context)
