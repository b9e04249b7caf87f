"""Partnerships over the API and as pages: offered, answered, changed by agreement, ended (E)."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.partnership.accept_modification import AcceptModification, accept_modification
from functions.partnership.accept_partnership import AcceptPartnership, accept_partnership
from functions.partnership.close_partnership import ClosePartnership, Closing, close_partnership
from functions.partnership.models import (
    AcceptModificationRequest,
    AcceptPartnershipRequest,
    HistoryEntryAnswer,
    ModificationAnswer,
    ModificationRequest,
    OfferPartnershipRequest,
    PartnershipAnswer,
    PartnershipsQuery,
    ReasonRequest,
)
from functions.partnership.offer_partnership import OfferPartnership, offer_partnership
from functions.partnership.pages import portal
from functions.partnership.propose_modification import ProposeModification, propose_modification
from functions.partnership.read_partnership import list_partnerships, read_partnership
from shared import wiring
from shared.api import Api
from shared.domain.partnership import (
    ModificationClosed,
    ModificationPending,
    NotYourTurn,
    OwnTenant,
    PartnershipChange,
    PartnershipExists,
    PartnershipNotAccepted,
    PartnershipNotOpen,
    PartnershipStep,
    RecipientNotFound,
    UnknownUser,
)
from shared.fields import Page, PageQuery
from shared.lists import answer_page
from shared.observability import logger
from shared.ports import Listed
from shared.requests import Request

PATH = "/v1/partnerships"
ONE = f"{PATH}/{{partnership_id}}"
MODIFICATION = f"{ONE}/modifications/{{modification_id}}"

api = Api()


@api.post(
    PATH,
    body=OfferPartnershipRequest,
    answer=PartnershipAnswer,
    refusals=(OwnTenant, PartnershipExists, RecipientNotFound, UnknownUser),
)
def post_partnership(request: Request[OfferPartnershipRequest]) -> PartnershipAnswer:
    """Offer a partnership to another partner."""
    command = OfferPartnership(**dict(request.content), offered_by=request.caller.actor)
    change = offer_partnership(
        command,
        partnerships=wiring.partnerships(request.caller.tenant),
        recipients=wiring.recipients(),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=request.once(lambda made: present(request, made)),
    )
    return present(request, change)


@api.get(PATH, query=PartnershipsQuery, answer=Page[PartnershipAnswer])
def get_partnerships(request: Request[PartnershipsQuery]) -> Page[PartnershipAnswer]:
    """The partnerships that the user manages, newest first: all, or those of a side or a status."""
    query, tenant = request.content, request.caller.tenant
    return answer_page(
        request,
        f"partnerships:{request.caller.actor.user_id}:{query.side}:{query.status}",
        read=lambda after: list_partnerships(
            request.caller.actor.user_id,
            partnerships=wiring.partnerships(tenant),
            side=query.side,
            status=query.status,
            limit=query.limit,
            before=after["before"] if after else None,
        ),
        present=lambda found: PartnershipAnswer.of(found, found.side_of(tenant.partner_id), request.origin),
    )


@api.get(ONE, answer=PartnershipAnswer)
def get_partnership(request: Request[None]) -> PartnershipAnswer:
    """A partnership, for its managers."""
    partnerships = wiring.partnerships(request.caller.tenant)
    seat = read_partnership(request.path["partnership_id"], request.caller.actor.user_id, partnerships=partnerships)
    return PartnershipAnswer.of(seat.partnership, seat.side, request.origin)


@api.get(f"{ONE}/history", query=PageQuery, answer=Page[HistoryEntryAnswer])
def get_history(request: Request[PageQuery]) -> Page[HistoryEntryAnswer]:
    """Every change of a partnership: who, when, what and why, newest first."""
    partnerships = wiring.partnerships(request.caller.tenant)
    seat = read_partnership(request.path["partnership_id"], request.caller.actor.user_id, partnerships=partnerships)

    def read(after: dict[str, str] | None) -> Listed[HistoryEntryAnswer]:
        found = partnerships.history(seat.partnership.id, limit=request.content.limit, after=after)
        mails = partnerships.mails_of(found.items)
        told = tuple(HistoryEntryAnswer.of(entry, mails, seat.partnership) for entry in found.items)
        return Listed(told, found.after)

    return answer_page(request, f"history:{seat.partnership.id}", read=read, present=lambda entry: entry)


@api.post(
    f"{ONE}/accept",
    body=AcceptPartnershipRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(NotYourTurn, PartnershipNotOpen, UnknownUser),
)
def post_accept(request: Request[AcceptPartnershipRequest]) -> PartnershipAnswer:
    """Accept an offer, with the roles of each offered contact."""
    command = AcceptPartnership(
        partnership_id=request.path["partnership_id"],
        roles=request.content.roles,
        manager_user_ids=request.content.manager_user_ids,
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    partnerships = wiring.partnerships(request.caller.tenant)
    return present(request, accept_partnership(command, partnerships=partnerships, now=wiring.now))


@api.post(
    f"{ONE}/decline",
    body=ReasonRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(NotYourTurn, PartnershipNotOpen),
)
def post_decline(request: Request[ReasonRequest]) -> PartnershipAnswer:
    """Decline an offer."""
    return close(request, PartnershipStep.DECLINE)


@api.post(
    f"{ONE}/withdraw",
    body=ReasonRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(NotYourTurn, PartnershipNotOpen),
)
def post_withdraw(request: Request[ReasonRequest]) -> PartnershipAnswer:
    """Withdraw one's own offer before it is answered."""
    return close(request, PartnershipStep.WITHDRAW)


@api.post(
    f"{ONE}/end",
    body=ReasonRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(PartnershipNotAccepted,),
)
def post_end(request: Request[ReasonRequest]) -> PartnershipAnswer:
    """End a partnership, from either side."""
    return close(request, PartnershipStep.END)


@api.post(
    f"{ONE}/modifications",
    body=ModificationRequest,
    answer=ModificationAnswer,
    refusals=(ModificationPending, PartnershipNotAccepted, UnknownUser),
)
def post_modification(request: Request[ModificationRequest]) -> ModificationAnswer:
    """Ask for a change of contacts or managers: it holds once the other side accepts."""
    return propose(request, counters=None)


@api.post(
    f"{MODIFICATION}/counter",
    body=ModificationRequest,
    answer=ModificationAnswer,
    refusals=(ModificationClosed, NotYourTurn, UnknownUser),
)
def post_counter(request: Request[ModificationRequest]) -> ModificationAnswer:
    """Answer a change that the other side asked for with another."""
    return propose(request, counters=request.path["modification_id"])


@api.post(
    f"{MODIFICATION}/accept",
    body=AcceptModificationRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(ModificationClosed, NotYourTurn, UnknownUser),
    body_optional=True,
)
def post_accept_modification(request: Request[AcceptModificationRequest]) -> PartnershipAnswer:
    """Accept a change, with the roles of the contacts that it adds."""
    command = AcceptModification(
        partnership_id=request.path["partnership_id"],
        modification_id=request.path["modification_id"],
        roles=request.content.roles,
        expected_version=request.expected_version,
        by=request.caller.actor,
    )
    partnerships = wiring.partnerships(request.caller.tenant)
    return present(request, accept_modification(command, partnerships=partnerships, now=wiring.now))


@api.post(
    f"{MODIFICATION}/decline",
    body=ReasonRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(ModificationClosed, NotYourTurn),
)
def post_decline_modification(request: Request[ReasonRequest]) -> PartnershipAnswer:
    """Decline a change: what was before stays."""
    return close(request, PartnershipStep.DECLINE_MODIFICATION)


@api.post(
    f"{MODIFICATION}/withdraw",
    body=ReasonRequest,
    answer=PartnershipAnswer,
    status=HTTPStatus.OK,
    refusals=(ModificationClosed, NotYourTurn),
)
def post_withdraw_modification(request: Request[ReasonRequest]) -> PartnershipAnswer:
    """Take back a change that one's own side asked for."""
    return close(request, PartnershipStep.WITHDRAW_MODIFICATION)


def close(request: Request[ReasonRequest], step: Closing) -> PartnershipAnswer:
    command = ClosePartnership(
        partnership_id=request.path["partnership_id"],
        step=step,
        reason=request.content.reason,
        expected_version=request.expected_version,
        by=request.caller.actor,
        modification_id=request.path.get("modification_id"),
    )
    partnerships = wiring.partnerships(request.caller.tenant)
    return present(request, close_partnership(command, partnerships=partnerships, now=wiring.now))


def propose(request: Request[ModificationRequest], counters: str | None) -> ModificationAnswer:
    command = ProposeModification(
        partnership_id=request.path["partnership_id"],
        wishes=request.content.wishes,
        roles=request.content.roles,
        by=request.caller.actor,
        counters=counters,
    )
    change = propose_modification(
        command,
        partnerships=wiring.partnerships(request.caller.tenant),
        now=wiring.now,
        once=request.once(proposed),
    )
    return proposed(change)


def proposed(change: PartnershipChange) -> ModificationAnswer:
    return ModificationAnswer.of(change.modification)


def present(request: Request[Any], change: PartnershipChange) -> PartnershipAnswer:
    return PartnershipAnswer.of(change.partnership, change.entry.side, request.origin)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
