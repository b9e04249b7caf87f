"""Home, preferences, errors, and what the portal promises to every page."""

import re
from typing import Any

import pytest

from functions.site import handler
from functions.site.portal import portal
from shared import wiring
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import Conflict, NotFound, Stale, TooManyRequests, Unavailable
from shared.domain.user import Role, UserState
from shared.web.edge import WebAnswer
from shared.web.portal import PortalRequest
from tests.support.builders import OTHER_PARTNER_ID, TENANT, a_confirmation, a_shopper, a_user
from tests.support.counting import counted
from tests.support.portal import Visitor, put_user

NOTHING_YET: dict[str, Any] = {"tiles": [], "digital_documents": {}, "partnerships": [], "draft": None}
"""On the home screen."""


@pytest.fixture
def member(user_pool: Any, table: DynamoTable) -> Visitor:
    user = a_user(id="usr_01KAMEMBER000000000000001A", role=Role.MEMBER)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def shopper(user_pool: Any, table: DynamoTable) -> Visitor:
    user = a_shopper(state=UserState.ACTIVE)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def page_that_does(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets GET /portal/preferences do something else."""

    def does(page: Any, **options: Any) -> None:
        monkeypatch.setattr(portal, "_edge", type(portal._edge)())
        portal.route("GET /portal/preferences", "POST /portal/preferences", **options)(page)

    return does


def test_home_counts_what_waits_and_links_to_it(sam: Visitor, table: DynamoTable) -> None:
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])
    body = sam.get("/portal")["body"]

    assert '<a href="/portal/confirmations?state=sent"><strong>1</strong>' in body
    assert '<a href="/portal/confirmations?state=viewed"><strong>0</strong>' in body
    assert '<a href="/portal/customers"><strong>' in body
    assert "No partnerships yet" in body


def test_a_page_reads_session_user_and_partner_in_one_request(sam: Visitor, dynamodb: Any) -> None:
    with counted(wiring._table()._client) as asked:
        assert sam.get("/portal/preferences")["statusCode"] == 200

    assert asked == {"BatchGetItem": 1}


def test_every_page_is_strict_with_the_browser(sam: Visitor) -> None:
    headers = sam.get("/portal")["headers"]

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"


def test_members_see_no_settings_and_the_storefronts_people_only_the_storefront(
    sam: Visitor, member: Visitor, shopper: Visitor
) -> None:
    assert 'href="/portal/settings"' in sam.get("/portal")["body"]
    assert 'href="/portal/settings"' not in member.get("/portal")["body"]
    rail = shopper.get("/portal/preferences")["body"].partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert re.findall('href="([^"]+)"', rail) == [
        "/portal/storefront",
        "/portal/storefront/orders",
        "/portal/preferences",
    ]


def test_preferences_are_kept_and_spoken_at_once(sam: Visitor) -> None:
    answer = sam.post("/portal/preferences", {"language": "sv", "date_format": "dd.MM.yyyy"})

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/portal")
    home = sam.get("/portal")["body"]
    assert "Dina val är sparade." in home
    assert "Hej, Sam" in home
    assert "Dina val är sparade." not in sam.get("/portal")["body"]
    assert '<option value="dd.MM.yyyy" selected>' in sam.get("/portal/preferences")["body"]


@pytest.mark.parametrize("form", [{"language": "xx"}, {"date_format": "%Y"}, {"language": "sv", "role": "admin"}])
def test_no_other_preferences_are_taken(sam: Visitor, form: dict[str, str]) -> None:
    sent = {"language": "en", "date_format": "yyyy-MM-dd", **form}

    assert sam.post("/portal/preferences", sent)["statusCode"] == 422
    assert "Hello, Sam" in sam.get("/portal")["body"]


@pytest.mark.parametrize(
    ("form", "headers"),
    [({"csrf": ""}, {}), ({"csrf": "forged"}, {}), ({}, {"origin": "null"}), ({}, {"origin": "https://evil.example"})],
)
def test_a_form_that_isnt_ours_changes_nothing(sam: Visitor, form: dict[str, str], headers: dict[str, str]) -> None:
    sent = {"language": "sv", "date_format": "dd.MM.yyyy", **form}
    answer = sam.post("/portal/preferences", sent, **headers)

    assert answer["statusCode"] == 403
    assert "Nothing was saved" in answer["body"]
    assert "Hello, Sam" in sam.get("/portal")["body"]


def test_the_token_of_another_session_is_not_taken(sam: Visitor, member: Visitor) -> None:
    member.session, kept = sam.session, member.session

    assert member.post("/portal/sign-out")["statusCode"] == 403
    member.session = kept
    assert member.post("/portal/sign-out")["statusCode"] == 303


def test_an_address_without_a_page_is_said_so(sam: Visitor) -> None:
    event_answer = portal.resolve(
        {
            "routeKey": "GET /portal/{path+}",
            "rawPath": "/portal/x",
            "rawQueryString": "",
            "headers": {},
            "cookies": [f"{name}={value}" for name, value in sam.cookies.items()],
            "requestContext": {"requestId": "x", "http": {"method": "GET", "sourceIp": "192.0.2.7"}},
        }
    )

    assert event_answer["statusCode"] == 404
    assert "There is nothing at this address" in event_answer["body"]


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (NotFound(), 404, "There is nothing at this address"),
        (Conflict("No."), 409, "That isn’t possible as things stand"),
        (Stale(3), 412, "Somebody else changed this"),
        (TooManyRequests("Slow down.", 30), 429, "a little too often"),
        (Unavailable("Busy."), 503, "We’re busy right now"),
        (RuntimeError("a secret of ours"), 500, "Something went wrong on our side"),
    ],
)
def test_a_refusal_is_a_page_in_words(
    sam: Visitor, page_that_does: Any, refusal: Exception, status: int, words: str
) -> None:
    def page(_: PortalRequest) -> WebAnswer:
        raise refusal

    page_that_does(page)
    answer = sam.get("/portal/preferences")

    assert answer["statusCode"] == status
    assert words in answer["body"]
    assert "a secret of ours" not in answer["body"]
    assert 'aria-label="Main menu"' in answer["body"]
    assert ("Retry-After" in answer["headers"]) == (status in {429, 503})


def test_a_page_for_administrators_is_for_them_alone(sam: Visitor, member: Visitor, page_that_does: Any) -> None:
    page_that_does(lambda request: request.page("home.html", **NOTHING_YET), admin=True)

    assert sam.get("/portal/preferences")["statusCode"] == 200
    refused = member.get("/portal/preferences")
    assert (refused["statusCode"], "Only administrators" in refused["body"]) == (403, True)


def test_a_page_of_the_partner_is_not_for_the_storefronts_people(
    sam: Visitor, shopper: Visitor, page_that_does: Any
) -> None:
    page_that_does(lambda request: request.page("home.html", **NOTHING_YET))

    assert sam.get("/portal/preferences")["statusCode"] == 200
    assert shopper.get("/portal/preferences")["statusCode"] == 403


def test_a_page_works_for_the_tenant_of_the_session(sam: Visitor, page_that_does: Any) -> None:
    seen: list[PortalRequest] = []

    def page(request: PortalRequest) -> WebAnswer:
        seen.append(request)
        return WebAnswer()

    page_that_does(page)
    sam.get("/portal/preferences", {"partner_id": OTHER_PARTNER_ID}, x_partner=OTHER_PARTNER_ID)

    assert seen[0].caller.partner_id == seen[0].partner.id == a_user().partner_id
    assert seen[0].caller.is_admin


def test_htmx_gets_the_content_without_the_frame(sam: Visitor) -> None:
    part = sam.get("/portal/preferences", hx_request="true")["body"]

    assert "<html" not in part
    assert '<h1 id="title">Preferences</h1>' in part
    assert part.startswith("<title>Preferences")


def test_htmx_gets_a_dialog_where_it_asks_for_one(sam: Visitor) -> None:
    part = sam.get("/portal/preferences", hx_request="true", hx_target="dialog")["body"]

    assert '<dialog class="window" aria-label="Preferences">' in part
    assert '<h1 id="title">' in part


def test_htmx_lets_the_browser_go_where_a_form_leads(sam: Visitor, page_that_does: Any) -> None:
    page_that_does(lambda request: request.redirect("/portal/customers", flash="Saved."))
    answer = sam.post("/portal/preferences", hx_request="true")

    assert (answer["statusCode"], answer["headers"]["HX-Redirect"]) == (200, "/portal/customers")


def test_htmx_lets_the_browser_go_to_sign_in(user_pool: Any) -> None:
    answer = Visitor(handler).get("/portal", hx_request="true")

    assert answer["headers"]["HX-Redirect"] == "/portal/sign-in"


def test_a_link_from_another_site_is_followed_once_more_from_here(sam: Visitor) -> None:
    stranger = Visitor(handler)
    answer = stranger.get("/portal/preferences", {"a": '"><script>'}, sec_fetch_site="cross-site")

    assert answer["statusCode"] == 200
    assert 'http-equiv="refresh" content="0; url=/portal/preferences?a=%22%3E%3Cscript%3E"' in answer["body"]
    assert sam.get("/portal/preferences", sec_fetch_site="cross-site")["statusCode"] == 200
