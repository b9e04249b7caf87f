"""Static files, the API's documentation, whether we are up; and the portal's own pages."""

import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.site import home_pages, sign_in_pages  # noqa: F401 - they register their routes
from functions.site.docs_page import docs_page
from functions.site.portal import portal
from shared import wiring
from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.partner import ImageType
from shared.observability import logger
from shared.web.assets import find_asset
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.locales import wanted_locale

OPENAPI = Path(__file__).parent / "openapi.json"
FOR_EVER = "public, max-age=31536000, immutable"
LOGO_TYPES = {it.suffix: it for it in ImageType}

edge = Edge()


@edge.route("GET /health")
def get_health(_: WebRequest) -> WebAnswer:
    return WebAnswer(content_type="application/json", body=json.dumps({"status": "ok"}))


@edge.route("GET /openapi.json")
def get_openapi(_: WebRequest) -> WebAnswer:
    return WebAnswer(content_type="application/json", body=OPENAPI.read_text(encoding="utf-8"))


@edge.route("GET /docs")
def get_docs(request: WebRequest) -> WebAnswer:
    locale = wanted_locale(request.query.get("lang"), request.headers)
    return WebAnswer(body=docs_page(json.loads(OPENAPI.read_text(encoding="utf-8")), locale))


@edge.route("GET /")
def get_start(_: WebRequest) -> WebAnswer:
    return WebAnswer(status=HTTPStatus.SEE_OTHER, headers={"Location": "/portal"})


@edge.route("GET /static/{file}")
def get_static_file(request: WebRequest) -> WebAnswer:
    asset = find_asset(request.path["file"])
    if asset is None:
        raise NotFound
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return WebAnswer(content_type=asset.content_type, body=asset.compressed, headers=headers)
    return WebAnswer(content_type=asset.content_type, body=asset.content, headers=headers)


@edge.route("GET /logos/{partner_id}/{file}")
def get_logo(request: WebRequest) -> WebAnswer:
    """For whoever got a mail or a link from the partner; other names than a logo has are never asked for."""
    partner_id = ids.require("par", request.path["partner_id"])
    name = re.fullmatch(rf"[0-9a-f]{{64}}\.({'|'.join(LOGO_TYPES)})", request.path["file"])
    if name is None:
        raise NotFound
    return WebAnswer(
        content_type=LOGO_TYPES[name[1]],
        body=wiring.assets().get(f"logos/{partner_id}/{name[0]}"),
        headers={"Cache-Control": FOR_EVER, "Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else edge.resolve(event)
