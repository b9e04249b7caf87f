"""Every page of the portal, by the template: what is foreign is as unknown, and no form counts that isn't our own."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.digital_documents.portal.acting_pages import ACTS
from functions.partnership.portal.action_pages import ACTIONS, MODIFICATION_ACTIONS
from shared import wiring
from shared.adapters.dynamodb.sessions import DynamoSessions
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.session import Session
from shared.domain.signing_keys import SigningKeys
from shared.domain.user import User, UserAction, UserState
from shared.web.guards import csrf_token
from shared.web.tickets import COOKIE, Ticket, seal_ticket
from tests.abuse.anything import NASTY
from tests.abuse.conftest import ABUSE
from tests.abuse.routes import deployed, filled, handle, parameters, rows
from tests.support.builders import KEYS, NOON, OTHER_PARTNER_ID, SELLER, SHOPPER_ID, a_shopper, a_user
from tests.support.events import page_event
from tests.support.portal import HOST, ORIGIN, put_user
from tests.support.template import ROOT
from tests.support.two_resellers import OWN, PLACED, unknown

STRANGER = a_user(
    id="usr_01KAAAAAAH0THER0000000001B",
    partner_id=OTHER_PARTNER_ID,
    email="strange@other.example",
    sign_in_name="strange@other.example",
)
OPEN = {"/portal/sign-in", "/portal/sign-in/code", "/portal/sign-in/new-password"}
PAGES = [route for route in sorted(deployed()) if route.partition(" ")[2].startswith("/portal")]
BEHIND = [route for route in PAGES if route.partition(" ")[2] not in OPEN]
POSTS = [route for route in BEHIND if route.startswith("POST ")]
WITH_IDS = [route for route in BEHIND if OWN.keys() & set(parameters(route))]

REST = {
    "attachment_id": "att_01KAAAAAAACVST0MER00000001",
    "kind": "order-confirmations",
    "step": "customer",
    "locale": "en",
    "version": "1",
    "target": "services",
    "path": "nowhere",
}
ACTIONS_OF = {
    "functions.digital_documents.handler": tuple(ACTS),
    "functions.partnership.handler": (*ACTIONS, *MODIFICATION_ACTIONS),
    "functions.users.handler": tuple(UserAction),
}
OF_A_STOREFRONT = "/portal/storefront"


def own(route: str) -> dict[str, str]:
    if OF_A_STOREFRONT in route:
        return OWN | REST | {"order_id": PLACED.id}
    return OWN | REST | ({"user_id": SHOPPER_ID} if "storefront-users" in route else {})


def user_for(route: str, mine: User) -> User:
    return a_shopper(state=UserState.ACTIVE) if OF_A_STOREFRONT in route else mine


@cache
def fields_of(module: str) -> tuple[str, ...]:
    """The names of all fields of the function's forms."""
    folder = ROOT / module.replace(".", "/").removesuffix("/handler")
    named = {name for file in folder.rglob("*.html") for name in re.findall(r'name="([\w.-]+)"', file.read_text())}
    return tuple(sorted(named - {"viewport", "csrf"})) or ("name",)


def session_of(user: User) -> tuple[Session, Ticket]:
    ticket = Ticket(
        partner_id=user.partner_id,
        user_id=user.id,
        of_storefront=bool(user.customer_id),
        secret=user.id.encode().ljust(32)[:32],
        seen_at=NOON,
    )
    session = Session(
        digest=ticket.digest,
        partner_id=user.partner_id,
        user_id=user.id,
        customer_id=user.customer_id,
        created_at=NOON,
    )
    return session, ticket


@pytest.fixture(scope="module")
def portal(resellers: DynamoTable) -> Iterator[DynamoTable]:
    """With a session for each who asks here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "now", lambda: NOON)
        put_user(resellers, STRANGER)
        for user in (a_user(), STRANGER, a_shopper(state=UserState.ACTIVE)):
            DynamoSessions(resellers).start(session_of(user)[0])
        yield resellers


type Form = dict[str, str]


def ask(
    route: str,
    values: dict[str, str],
    user: User,
    form: Form | None = None,
    headers: dict[str, str] | None = None,
    cookie: str | None = None,
) -> tuple[int, dict[str, str], str]:
    """As a browser does: with the ticket, and with the session's token in a form, unless these say otherwise."""
    method, _, path = route.partition(" ")
    session, ticket = session_of(user)
    sent = {"csrf": csrf_token(session, KEYS)} | (form or {}) if method == "POST" else None
    event = page_event("GET", "/portal") if sent is None else page_event("POST", "/portal/sign-in", sent)
    event["headers"] |= {"host": HOST, "origin": ORIGIN} | (headers or {})
    event["rawPath"], event["routeKey"] = filled(path, values), route
    event["pathParameters"] = {name: values[name] for name in parameters(path)}
    event["cookies"] = [f"{COOKIE}={seal_ticket(ticket, KEYS) if cookie is None else cookie}"]
    answer = handle(route, event)
    return answer["statusCode"], answer["headers"], answer["body"]


def actions(route: str) -> tuple[str, ...]:
    return ACTIONS_OF[deployed()[route]] if "{action}" in route else ("",)


def test_there_are_pages_to_try() -> None:
    assert len(POSTS) > 40
    assert len(WITH_IDS) > 60
    assert {name for route in PAGES for name in parameters(route)} <= OWN.keys() | REST.keys() | {"action"}
    assert all(len(actions(route)) > 1 for route in PAGES if "{action}" in route)


# --- What is foreign (T8) ---------------------------------------------------------------------------------------


def test_a_foreign_id_is_answered_as_an_unknown_one_and_changes_nothing(portal: DynamoTable) -> None:
    before = rows(portal)
    for route in WITH_IDS:
        for action in actions(route):
            given_ids = own(route) | {"action": action}
            others = {name: unknown(one) if name in OWN else one for name, one in given_ids.items()}

            foreign, missing = (ask(route, values, STRANGER) for values in (given_ids, others))

            assert foreign == missing, (route, action)
            assert foreign[0] in {403, 404} or OF_A_STOREFRONT in route, (route, action, foreign[0])
    assert rows(portal) == before


def test_one_s_own_is_reached(portal: DynamoTable) -> None:
    for route in WITH_IDS:
        if route.startswith("GET ") and "{attachment_id}" not in route:
            values = own(route)
            found = {ask(route, values | {"action": action}, user_for(route, a_user()))[0] for action in actions(route)}

            assert found & {200, 302, 303, 409}, (route, found)


# --- Forms that aren't ours -------------------------------------------------------------------------------------

NOT_OURS: dict[str, tuple[Form, dict[str, str]]] = {
    "no-token": ({"csrf": ""}, {}),
    "a-guess": ({"csrf": "A" * 43}, {}),
    "not-ascii": ({"csrf": "é\ud7ff\x00"}, {}),
    "of-another-session": ({"csrf": csrf_token(session_of(STRANGER)[0], KEYS)}, {}),
    "of-another-key": ({"csrf": csrf_token(session_of(a_user())[0], SigningKeys({1: b"another"}))}, {}),
    "from-elsewhere": ({}, {"origin": "https://elsewhere.example"}),
    "from-a-sandbox": ({}, {"origin": "null"}),
    "from-nowhere": ({}, {"origin": ""}),
    "from-a-name-like-ours": ({}, {"origin": f"{ORIGIN}.elsewhere.example"}),
    "from-a-user-of-ours": ({}, {"origin": f"https://{HOST}@elsewhere.example"}),
    "from-another-port": ({}, {"origin": f"{ORIGIN}:8443"}),
    "from-a-neighbour": ({}, {"sec-fetch-site": "same-site"}),
    "across-sites": ({}, {"sec-fetch-site": "cross-site"}),
}


@pytest.mark.parametrize(("form", "headers"), NOT_OURS.values(), ids=NOT_OURS)
def test_a_form_that_is_not_ours_does_nothing(form: Form, headers: dict[str, str], portal: DynamoTable) -> None:
    before = rows(portal)
    for route in POSTS:
        user = user_for(route, a_user())

        assert ask(route, own(route) | {"action": actions(route)[0]}, user, form, headers)[0] == 403, route
    assert rows(portal) == before


# --- Cookies ----------------------------------------------------------------------------------------------------

TICKET = seal_ticket(session_of(a_user())[1], KEYS)


@pytest.mark.usefixtures("portal")
@ABUSE
@given(at=st.integers(0, len(TICKET) - 1), sign=st.sampled_from("AZaz09-_=é;, "))
def test_a_ticket_with_another_sign_in_it_opens_nothing(at: int, sign: str) -> None:
    changed = TICKET[:at] + sign + TICKET[at + 1 :]

    status, headers, _ = ask("GET /portal/customers", {}, a_user(), cookie=changed)

    assert changed == TICKET or (status, headers["Location"][:15]) == (303, "/portal/sign-in")


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize(
    "cookie",
    [
        seal_ticket(session_of(a_user())[1], SigningKeys({1: b"another"})),
        seal_ticket(session_of(a_user(partner_id=STRANGER.partner_id))[1], KEYS),
        seal_ticket(session_of(a_shopper(id=SELLER.user_id))[1], KEYS),
        csrf_token(session_of(a_user())[0], KEYS),
        TICKET[:-1],
        TICKET + "A",
        TICKET * 100,
        "",
    ],
    ids=["another-key", "another-partner", "another-kind", "csrf-token", "shorter", "longer", "endless", "empty"],
)
def test_a_ticket_that_was_not_given_out_opens_nothing(cookie: str) -> None:
    assert ask("GET /portal/customers", {}, a_user(), cookie=cookie)[0] == 303


@pytest.mark.usefixtures("portal")
def test_the_ticket_that_was_given_out_opens_it() -> None:
    assert ask("GET /portal/customers", {}, a_user(), cookie=TICKET)[0] == 200


# --- What is typed ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("route", [route for route in POSTS if "sign-out" not in route])
@ABUSE
@given(data=st.data())
def test_whatever_is_typed_into_a_form_it_answers_with_a_page(route: str, data: st.DataObject) -> None:
    names = st.sampled_from(fields_of(deployed()[route]))
    typed = st.sampled_from([word.encode(errors="replace").decode()[:2000] for word in NASTY])
    form = data.draw(st.dictionaries(names, typed, max_size=6))
    action = data.draw(st.sampled_from(actions(route)))

    status, headers, body = ask(route, own(route) | {"action": action}, user_for(route, a_user()), form)

    assert status < 500, (route, action, status)
    assert "<script>alert" not in body
    assert "14949" not in body.replace(",", "")
    assert "\r" not in headers.get("Location", "")
