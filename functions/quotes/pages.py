"""The pages of this function: what they share."""

from pathlib import Path

from shared.domain.errors import Invalid
from shared.web.line_faults import line_faults
from shared.web.portal import Portal, PortalRequest

portal = Portal(Path(__file__).parent)


def faults_of(request: PortalRequest, refusal: Invalid) -> dict[str, str]:
    """The field of the title is `heading`: `title` is the id of the page's own."""
    return line_faults(request, refusal, places={"title": "heading"})
