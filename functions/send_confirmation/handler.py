"""Confirmations over the API and as pages: send, list, resend, revoke; and by schedule: remind, expire (A)."""

import dataclasses
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.send_confirmation import acting_pages, agreements_pages, sending_pages
from functions.send_confirmation.models import (
    ConfirmationAnswer,
    ConfirmationsQuery,
    RevokeConfirmationRequest,
    SendConfirmationRequest,
)
from functions.send_confirmation.pages import portal
from functions.send_confirmation.resend_confirmation import ResendConfirmation, resend_confirmation
from functions.send_confirmation.revoke_confirmation import RevokeConfirmation, revoke_confirmation
from functions.send_confirmation.send_confirmation import SendConfirmation, send_confirmation
from functions.send_confirmation.sweep_confirmations import sweep_confirmations
from shared import wiring
from shared.api import Api
from shared.cursors import open_cursor, seal_cursor
from shared.domain import ids
from shared.domain.confirmation import (
    Confirmation,
    ConfirmationClosed,
    ConfirmationPending,
    ContactOutsideDomain,
    QuoteAlreadyConfirmed,
    State,
)
from shared.domain.quote import QuoteExpired
from shared.domain.terms import TermsMissing
from shared.fields import Page, PageQuery
from shared.observability import logger
from shared.ports import Delivered, Listed
from shared.requests import Request

api = Api()

# Importing them gives the portal their routes.
PAGES = (agreements_pages, sending_pages, acting_pages)


@api.post(
    "/v1/quotes/{quote_id}/confirmations",
    body=SendConfirmationRequest,
    answer=ConfirmationAnswer,
    refusals=(ContactOutsideDomain, ConfirmationPending, QuoteExpired, QuoteAlreadyConfirmed, TermsMissing),
)
def post_confirmation(request: Request[SendConfirmationRequest]) -> ConfirmationAnswer:
    """Send a confirmation of a quote to one contact."""
    command = SendConfirmation(
        quote_id=request.path["quote_id"],
        contact_id=request.content.contact_id,
        replace=request.content.replace,
        sent_by=request.caller.actor,
    )
    sent = send_confirmation(
        command,
        confirmations=wiring.confirmations(request.caller.tenant),
        now=wiring.now,
        once=request.once(present_new),
    )
    return present_new(sent)


@api.get("/v1/quotes/{quote_id}/confirmations", query=PageQuery, answer=Page[ConfirmationAnswer])
def get_quote_confirmations(request: Request[PageQuery]) -> Page[ConfirmationAnswer]:
    """The confirmations of a quote, newest first."""
    quote_id = ids.require("quo", request.path["quote_id"])
    wiring.quotes(request.caller.tenant).get(quote_id)
    before = read_before(request, quote_id)
    found = wiring.confirmations(request.caller.tenant).of_quote(quote_id, limit=request.content.limit, before=before)
    return present_page(request, quote_id, found)


@api.get("/v1/confirmations", query=ConfirmationsQuery, answer=Page[ConfirmationAnswer])
def get_confirmations(request: Request[ConfirmationsQuery]) -> Page[ConfirmationAnswer]:
    """The partner's confirmations, newest first; of one state, or all."""
    query = request.content
    before = read_before(request, f"{query.state}")
    found = wiring.confirmations(request.caller.tenant).page(
        (query.state,) if query.state else State, limit=query.limit, before=before
    )
    return present_page(request, f"{query.state}", found)


@api.get("/v1/confirmations/{confirmation_id}", answer=ConfirmationAnswer)
def get_confirmation(request: Request[None]) -> ConfirmationAnswer:
    """One confirmation, with its delivery and its history."""
    repository = wiring.confirmations(request.caller.tenant)
    return present(request, repository.get(ids.require("cnf", request.path["confirmation_id"])))


@api.post(
    "/v1/confirmations/{confirmation_id}/resend",
    answer=ConfirmationAnswer,
    status=HTTPStatus.OK,
    refusals=(ConfirmationClosed, ContactOutsideDomain),
)
def post_confirmation_resend(request: Request[None]) -> ConfirmationAnswer:
    """Send a new link for a new period; the old link dies."""
    command = ResendConfirmation(
        confirmation_id=request.path["confirmation_id"],
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    repository = wiring.confirmations(request.caller.tenant)
    return present_new(resend_confirmation(command, confirmations=repository, now=wiring.now))


@api.post(
    "/v1/confirmations/{confirmation_id}/revoke",
    body=RevokeConfirmationRequest,
    answer=ConfirmationAnswer,
    status=HTTPStatus.OK,
    refusals=(ConfirmationClosed,),
)
def post_confirmation_revoke(request: Request[RevokeConfirmationRequest]) -> ConfirmationAnswer:
    """Take a confirmation back: its link opens nothing more."""
    command = RevokeConfirmation(
        confirmation_id=request.path["confirmation_id"],
        reason=request.content.reason,
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    repository = wiring.confirmations(request.caller.tenant)
    return present(request, revoke_confirmation(command, confirmations=repository, now=wiring.now))


def present_new(confirmation: Confirmation) -> ConfirmationAnswer:
    """A confirmation whose mail was committed this moment: no need to read what became of it."""
    return ConfirmationAnswer.of(Delivered(confirmation, None), wiring.now())


def present(request: Request[Any], confirmation: Confirmation) -> ConfirmationAnswer:
    (delivered,) = wiring.confirmations(request.caller.tenant).with_delivery([confirmation])
    return ConfirmationAnswer.of(delivered, wiring.now())


def present_page(request: Request[Any], scope: str, found: Listed[Confirmation]) -> Page[ConfirmationAnswer]:
    delivered = wiring.confirmations(request.caller.tenant).with_delivery(found.items)
    cursor = seal_cursor(found.after, f"{request.caller.partner_id}:confirmations:{scope}", wiring.signing_keys)
    return Page(items=tuple(ConfirmationAnswer.of(one, wiring.now()) for one in delivered), next_cursor=cursor)


def read_before(request: Request[Any], scope: str) -> str | None:
    scope = f"{request.caller.partner_id}:confirmations:{scope}"
    after = open_cursor(request.content.cursor, scope, wiring.signing_keys)
    return after["before"] if after else None


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") != "confirmations":
        return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
    swept = dataclasses.asdict(
        sweep_confirmations(due=wiring.due_confirmations(), confirmations=wiring.confirmations, now=wiring.now)
    )
    logger.info("swept", **swept)
    return swept
