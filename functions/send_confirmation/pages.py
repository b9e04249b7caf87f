"""The pages of this function: what they share."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from functions.send_confirmation.story import Story, story_of
from shared import wiring
from shared.domain.confirmation import Confirmation
from shared.web.portal import Portal, PortalRequest

type Trail = list[tuple[str, str]]

portal = Portal(Path(__file__).parent)


def stories_of(
    request: PortalRequest, confirmations: Iterable[Confirmation], colleagues: Mapping[str, str] | None = None
) -> tuple[Story, ...]:
    delivered = wiring.confirmations(request.caller.tenant).with_delivery(confirmations)
    known = {request.user.id: request.user.name, **(colleagues or {})}
    return tuple(story_of(one, wiring.now(), known) for one in delivered)


def record_path(customer_id: str) -> str:
    """Where the customer's agreements are, on the record."""
    return f"/portal/customers/{customer_id}#agreements"


def trail_to_customer(request: PortalRequest, customer_id: str, name: str) -> Trail:
    return [(request.t("portal_customers"), "/portal/customers"), (name, f"/portal/customers/{customer_id}")]
