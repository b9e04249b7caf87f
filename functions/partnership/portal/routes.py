"""Where the pages of this function register, and what leads from one to the other."""

from pathlib import Path

from shared.web.portal import Portal, PortalRequest

type Trail = list[tuple[str, str]]

LIST = "/portal/partnerships"
WIZARD = f"{LIST}/new"

portal = Portal(Path(__file__).parents[1])


def partnership_path(partnership_id: str) -> str:
    return f"{LIST}/{partnership_id}"


def step_path(step: str) -> str:
    """Of a screen of the wizard."""
    return f"{WIZARD}/{step}"


def trail_to_list(request: PortalRequest) -> Trail:
    return [(request.t("portal_partnerships"), LIST)]


def trail_to_partnership(request: PortalRequest, partnership_id: str, name: str) -> Trail:
    return [*trail_to_list(request), (name, partnership_path(partnership_id))]
