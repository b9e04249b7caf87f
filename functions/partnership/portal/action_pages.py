"""What can be done about a partnership, and about a change of it that waits for an answer. Each asks first (E9-E11)."""

from contextlib import suppress

from functions.partnership.portal.accepting import ACCEPT, ACCEPT_MODIFICATION
from functions.partnership.portal.acting import Action, ask_first, find_action, take_or_tell
from functions.partnership.portal.changing import COUNTER, MODIFY
from functions.partnership.portal.closing import closing
from functions.partnership.portal.desk import read_desk
from functions.partnership.portal.routes import LIST, portal
from functions.partnership.propose_modification import pending_modification
from shared.domain.partnership import ModificationClosed, PartnershipStep
from shared.web.portal import PortalRequest, WebAnswer

ONE = f"{LIST}/{{partnership_id}}"
MODIFICATION = f"{ONE}/modifications/{{modification_id}}"

ACTIONS: dict[str, Action] = {
    "accept": ACCEPT,
    "decline": closing(PartnershipStep.DECLINE),
    "withdraw": closing(PartnershipStep.WITHDRAW),
    "end": closing(PartnershipStep.END),
    "change": MODIFY,
}
MODIFICATION_ACTIONS: dict[str, Action] = {
    "accept": ACCEPT_MODIFICATION,
    "decline": closing(PartnershipStep.DECLINE_MODIFICATION),
    "withdraw": closing(PartnershipStep.WITHDRAW_MODIFICATION),
    "counter": COUNTER,
}


@portal.route(f"GET {ONE}/{{action}}")
def get_action(request: PortalRequest) -> WebAnswer:
    action = find_action(ACTIONS, request)
    return ask_first(read_desk(request), action)


@portal.route(f"POST {ONE}/{{action}}")
def post_action(request: PortalRequest) -> WebAnswer:
    action = find_action(ACTIONS, request)
    return take_or_tell(read_desk(request), action)


@portal.route(f"GET {MODIFICATION}/{{action}}")
def get_modification_action(request: PortalRequest) -> WebAnswer:
    action, desk = find_action(MODIFICATION_ACTIONS, request), read_desk(request)
    with suppress(ModificationClosed):  # which is what the page then says
        pending_modification(desk.partnership, request.path["modification_id"])
    return ask_first(desk, action)


@portal.route(f"POST {MODIFICATION}/{{action}}")
def post_modification_action(request: PortalRequest) -> WebAnswer:
    action = find_action(MODIFICATION_ACTIONS, request)
    return take_or_tell(read_desk(request), action)
