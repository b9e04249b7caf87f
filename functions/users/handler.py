"""Users: the API, the page on which they choose a password, and the portal's pages about them."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.users import (  # noqa: F401 - they bring their routes along
    activation,
    colleague_pages,
    own_routes,
    storefront_pages,
    storefront_routes,
)
from functions.users.edge import api
from functions.users.pages import portal
from shared.observability import logger

__all__ = ["api", "lambda_handler"]


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if activation.edge.serves(event):
        return activation.edge.resolve(event)
    if portal.serves(event):
        return portal.resolve(event)
    return api.resolve(event, context)
