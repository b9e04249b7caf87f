"""Every page of the portal, whichever function serves it, asks for a session; only the way in doesn't."""

import importlib

import pytest

from tests.support.events import Context, page_event
from tests.support.template import load_template, resources_of

WAY_IN = {"/portal/sign-in", "/portal/sign-in/code", "/portal/sign-in/new-password"}


def pages() -> list[tuple[str, str, str]]:
    """Module of the handler, method and path of each page of the portal, by the template."""
    return [
        (function["Handler"].rpartition(".")[0], event["Properties"]["Method"], event["Properties"]["Path"])
        for function in resources_of("AWS::Serverless::Function", load_template()).values()
        for event in function.get("Events", {}).values()
        if event["Properties"].get("Path", "").startswith("/portal")
    ]


@pytest.mark.parametrize(("module", "method", "path"), [page for page in pages() if page[2] not in WAY_IN])
@pytest.mark.parametrize("cookie", [None, "forged"])
def test_without_a_session_there_is_only_the_way_in(
    module: str, method: str, path: str, cookie: str | None, aws: None
) -> None:
    event = page_event("GET", "/portal")
    event["routeKey"], event["rawPath"] = f"{method} {path}", path
    event["requestContext"]["http"]["method"] = method
    event["cookies"] = [] if cookie is None else [f"__Host-session={cookie}"]

    answer = importlib.import_module(module).lambda_handler(event, Context())

    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith("/portal/sign-in")
    assert answer["body"] == ""
