"""The portal's quick actions: straight on to the distributor's workspace, signed in (B8).

A plain link does it: `form-action 'self'` would keep a form from being sent on to another site. Nothing is changed by
looking, and no other site can make a browser come here with the session's cookie, which is SameSite=Strict.
"""

from http import HTTPStatus
from pathlib import Path

from functions.workspace_links.create_workspace_link import Target
from functions.workspace_links.make_link import make_link
from shared.domain.errors import NotFound
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)


@portal.route("GET /portal/customers/{customer_id}/workspace/{target}")
def get_workspace(request: PortalRequest) -> WebAnswer:
    if request.path["target"] not in Target:
        raise NotFound
    link = make_link(request.caller, request.path["customer_id"], Target(request.path["target"]))
    return WebAnswer(status=HTTPStatus.SEE_OTHER, headers={"Location": link.url})
