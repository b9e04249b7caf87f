"""Where forms come from, which session they belong to, and where they lead."""

import pytest

from shared.domain.session import Session
from shared.domain.signing_keys import SigningKeys
from shared.web.edge import WebRequest
from shared.web.guards import FormNotOurs, check_csrf, check_origin, csrf_token, go_to, local_path
from tests.support.builders import A_PHONE, KEYS, NOON, PARTNER_ID, SELLER

SESSION = Session(digest="d" * 64, partner_id=PARTNER_ID, user_id=SELLER.user_id, customer_id=None, created_at=NOON)
OTHER = Session(digest="e" * 64, partner_id=PARTNER_ID, user_id=SELLER.user_id, customer_id=None, created_at=NOON)


def a_form(**headers: str) -> WebRequest:
    named = {name.replace("_", "-"): value for name, value in {"host": "countersign.example", **headers}.items()}
    return WebRequest(
        method="POST", address="/portal/x", path={}, query={}, headers=named, cookies={}, body=b"", origin=A_PHONE
    )


def test_a_form_from_here_passes() -> None:
    check_origin(a_form(origin="https://countersign.example"))
    check_origin(a_form(origin="https://countersign.example", sec_fetch_site="same-origin"))
    check_origin(a_form(origin="http://127.0.0.1:8080", host="127.0.0.1:8080"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://evil.example"},
        {"origin": "https://countersign.example:8443"},
        {"origin": "ftp://countersign.example"},
        {"origin": "https://user@countersign.example"},
        {"origin": "https://countersign.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://countersign.example", "sec_fetch_site": "same-site"},
        {"origin": "https://countersign.example", "sec_fetch_site": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(FormNotOurs):
        check_origin(a_form(**headers))


def test_a_token_is_good_for_its_session_alone() -> None:
    check_csrf(csrf_token(SESSION, KEYS), SESSION, KEYS)
    for shown in ("", "å", "x", csrf_token(OTHER, KEYS)):
        with pytest.raises(FormNotOurs):
            check_csrf(shown, SESSION, KEYS)


def test_a_token_outlives_the_rotation_of_the_key() -> None:
    check_csrf(csrf_token(SESSION, KEYS), SESSION, SigningKeys({1: b"a test key", 2: b"newer"}))


@pytest.mark.parametrize("path", ["/portal", "/portal/", "/portal/customers?q=%C3%A5&after=x", "/portal?a=b"])
def test_a_page_of_the_portal_is_a_place_to_go(path: str) -> None:
    assert local_path(path, otherwise="/") == path


@pytest.mark.parametrize(
    "path",
    ["", "/", "//evil.example", "https://evil.example", "/portalx", "portal", "/portal/\\x", "/portal/\n", "/portal/å"],
)
def test_nothing_else_is(path: str) -> None:
    assert local_path(path, otherwise="/otherwise") == "/otherwise"


@pytest.mark.parametrize(
    ("shown", "is_loaded_anew"),
    [
        ("https://countersign.example/portal/customers/c", True),
        ("https://countersign.example/portal/customers/c#information", True),
        ("https://countersign.example/portal/customers/c?x=y", False),
        ("https://countersign.example/portal/customers/c/storefront-users", False),
        ("", False),
    ],
)
def test_a_page_that_leads_to_a_place_of_its_own_is_loaded_anew(shown: str, is_loaded_anew: bool) -> None:
    headers = go_to("/portal/customers/c#users", a_form(hx_request="true", hx_current_url=shown)).headers

    assert headers["HX-Redirect"] == "/portal/customers/c#users"
    assert ("HX-Refresh" in headers) is is_loaded_anew


def test_a_page_that_leads_to_itself_needs_nothing_more() -> None:
    shown = "https://countersign.example/portal/customers"
    headers = go_to("/portal/customers", a_form(hx_request="true", hx_current_url=shown)).headers

    assert headers == {"HX-Redirect": "/portal/customers"}
