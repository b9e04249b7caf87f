"""Single sign-on into the distributor's workspace (B8): links, the portal's way there, and the keys to check them."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.workspace_links.create_workspace_link import WorkspaceMissing
from functions.workspace_links.es256 import public_jwk
from functions.workspace_links.make_link import make_link
from functions.workspace_links.models import CreateWorkspaceLinkRequest, WorkspaceLinkAnswer
from functions.workspace_links.pages import portal
from shared import wiring
from shared.api import Api
from shared.observability import logger
from shared.requests import Request
from shared.web.edge import Edge, WebAnswer, WebRequest

# A receiver that meets a key it doesn't know asks again at once: this bounds only how long an old one is believed.
KEPT_FOR = "public, max-age=3600"

api = Api()
edge = Edge()


@api.post(
    "/v1/customers/{customer_id}/workspace-links",
    body=CreateWorkspaceLinkRequest,
    answer=WorkspaceLinkAnswer,
    refusals=(WorkspaceMissing,),
)
def post_workspace_link(request: Request[CreateWorkspaceLinkRequest]) -> WorkspaceLinkAnswer:
    """Make a link that opens the distributor's workspace at a customer, once, within a minute."""
    link = make_link(
        request.caller,
        request.path["customer_id"],
        request.content.target,
        once=request.once(WorkspaceLinkAnswer.of),
    )
    return WorkspaceLinkAnswer.of(link)


@edge.route("GET /.well-known/workspace-keys.json")
def get_workspace_keys(_: WebRequest) -> WebAnswer:
    signer = wiring.workspace_signer()
    keys = {"keys": [public_jwk(signer.public_key, signer.key_id)]}
    return WebAnswer(content_type="application/json", body=json.dumps(keys), headers={"Cache-Control": KEPT_FOR})


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if portal.serves(event):
        return portal.resolve(event)
    return edge.resolve(event) if edge.serves(event) else api.resolve(event, context)
