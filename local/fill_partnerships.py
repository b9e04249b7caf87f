"""Fills in the partnerships between the partners: offered by the API, answered by it from the other side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from local.answers import answer_to
from local.demo_partnerships import PARTNERSHIPS, PartnershipOutcome, PartnershipStory
from local.users import User

FORMED = {PartnershipOutcome.ACCEPTED, PartnershipOutcome.MODIFIED, PartnershipOutcome.ENDED}


@dataclass(frozen=True, slots=True)
class Team:
    """A partner's two users; `desk` is the member's, who takes each step, so that the administrator sees it too."""

    admin: User
    member: User
    desk: httpx.Client


def make_partnerships(teams: Mapping[str, Team]) -> None:
    for story in PARTNERSHIPS:
        _make(story, teams[story.partner], teams[story.customer])


def _make(story: PartnershipStory, partner: Team, customer: Team) -> None:
    offered = _offer(story, partner, customer)
    path = f"/v1/partnerships/{offered['id']}"
    if story.outcome in FORMED:
        roles = {contact["user_id"]: story.roles for contact in offered["contacts"]}
        accepted = {"roles": roles, "manager_user_ids": [customer.admin.user_id]}
        answer_to(customer.desk.post(f"{path}/accept", json=accepted))
    match story.outcome:
        case PartnershipOutcome.DECLINED:
            answer_to(customer.desk.post(f"{path}/decline", json={"reason": story.reason}))
        case PartnershipOutcome.MODIFIED:
            change = {
                "add_contact_user_ids": [customer.member.user_id],
                "release_contact_user_ids": [partner.admin.user_id],
                "reason": story.reason,
            }
            answer_to(customer.desk.post(f"{path}/modifications", json=change))
        case PartnershipOutcome.ENDED:
            answer_to(customer.desk.post(f"{path}/end", json={"reason": story.reason}))


def _offer(story: PartnershipStory, partner: Team, customer: Team) -> Any:
    """An offer that is to be answered by whoever looks around goes to the administrator."""
    to = customer.admin if story.outcome is PartnershipOutcome.OPEN else customer.member
    offer = {
        "tenant_name": story.customer,
        "contact_email": to.email,
        "message": story.message,
        "contact_user_ids": [partner.member.user_id, partner.admin.user_id],
        "manager_user_ids": [partner.admin.user_id],
    }
    return answer_to(partner.desk.post("/v1/partnerships", json=offer))
