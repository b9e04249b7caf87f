"""The portal: every page behind sign-in, whichever function serves it.

    portal = Portal(Path(__file__).parent)            # the folder that holds templates/ and texts/{en,sv}.json

    @portal.route("GET /portal/customers/{customer_id}")
    def get_customer_page(request: PortalRequest) -> WebAnswer:
        return request.page("customer.html", customer=...)

    @portal.route("POST /portal/users", admin=True)
    def post_user(request: PortalRequest) -> WebAnswer:
        try:
            ...
        except Invalid as refusal:
            return request.page("new_user.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, faults=request.faults(refusal))
        return request.redirect("/portal/users", flash=request.t("user_invited"))

A `lambda_handler` answers `portal.resolve(event)` where `portal.serves(event)`. A page function only ever sees a live
session, and a POST only with the session's CSRF token and from our own origin. What it raises becomes a page: for a
DomainError one that says what to do, in the words `refusal_<code>` of the function's own texts where it has them.

A template begins with `{% extends layout %}` and fills the blocks `title` and `content`: `layout` is the whole page,
or for htmx only what is to be put into it (`hx-select` takes a part), or for `hx-target="#dialog"` a dialog. Besides
its own values it gets `t`, `request`, `user`, `partner`, `csrf` (into each form), `day`, `moment`, `money`, `number`,
`asset_url`, and the macros of "portal/macros.html".
"""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from shared import wiring
from shared.domain.errors import DomainError, Forbidden, TooManyRequests
from shared.domain.tenant import Actor
from shared.domain.user import Role, User
from shared.limits import MAX_BODY
from shared.ports import SignedIn
from shared.problems import AdminOnly, status_of
from shared.requests import Caller, Group
from shared.web.edge import STATUS, Edge, Handler, WebAnswer, WebRequest, failed
from shared.web.formats import Formats
from shared.web.forms import MAX_FIELDS_SIGNED_IN, read_pairs
from shared.web.guards import check_csrf, check_origin, go_to
from shared.web.portal_request import FLASH, PortalHandler, PortalRequest
from shared.web.render import create_templates, page_texts
from shared.web.sealed import open_cookie
from shared.web.tickets import COOKIE, Ticket, no_ticket_cookie, open_ticket, ticket_cookie
from shared.web.uploads import MAX_SENT, carries_files, read_upload

__all__ = ["Portal", "PortalRequest", "WebAnswer"]

SIGN_IN = "/portal/sign-in"

# `same-origin` lets browsers tell the Origin of a form, which `no-referrer` would make `null`.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Vary": "HX-Request",
}


class Portal:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates = create_templates(folder)
        self._edge = Edge()

    def serves(self, event: dict[str, Any]) -> bool:
        return self._edge.serves(event)

    def resolve(self, event: dict[str, Any]) -> dict[str, Any]:
        return self._edge.resolve(event)

    def route(
        self, *keys: str, admin: bool = False, group: Group | None = Group.PARTNER, takes_files: bool = False
    ) -> Callable[[PortalHandler], PortalHandler]:
        """For users of that group (None: of any); `admin`: for administrators of the partner only."""
        max_body = MAX_SENT if takes_files else MAX_BODY

        def register(handler: PortalHandler) -> PortalHandler:
            def checked(request: PortalRequest) -> WebAnswer:
                if group is not None and request.caller.group is not group:
                    raise Forbidden("This page is not for this kind of user.")
                if admin and not request.is_admin:
                    raise AdminOnly("Only an administrator of the partner can do this.")
                return handler(request)

            self._edge.route(*keys, max_body=max_body)(lambda web: self._answer(web, checked, takes_files=takes_files))
            return handler

        return register

    def open_route(self, *keys: str) -> Callable[[Handler], Handler]:
        """For whoever comes, signed in or not."""

        def register(handler: Handler) -> Handler:
            self._edge.route(*keys)(lambda web: _with_headers(handler(web)))
            return handler

        return register

    def _answer(self, web: WebRequest, handler: PortalHandler, *, takes_files: bool) -> WebAnswer:
        ticket = read_ticket(web)
        signed_in = find_session(ticket)
        if ticket is None or signed_in is None:
            return _with_headers(self._ask_to_sign_in(web))
        answer = answer_or_refuse(self._request(web, signed_in), handler, takes_files=takes_files)
        renewed = ticket.seen(wiring.now())
        cookies = () if renewed is ticket else (ticket_cookie(renewed, wiring.signing_keys()),)
        log = {**answer.log, "partner_id": signed_in.partner.id, "user_id": signed_in.user.id}
        # Of two cookies of one name the later counts: the page's own word on the session is the last.
        return _with_headers(replace(answer, cookies=(*cookies, *answer.cookies), log=log))

    def _request(self, web: WebRequest, signed_in: SignedIn) -> PortalRequest:
        user = signed_in.user
        return PortalRequest(
            caller=caller_of(user),
            user=user,
            partner=signed_in.partner,
            session=signed_in.session,
            folder=self._folder,
            t=page_texts(self._folder, user.language),
            formats=Formats(user.language, user.date_format),
            web=web,
            templates=self._templates,
            flash=open_cookie(FLASH, web.cookies, keys=wiring.signing_keys(), now=wiring.now()),
        )

    def _ask_to_sign_in(self, web: WebRequest) -> WebAnswer:
        # A browser keeps a Strict cookie back when a link on another site leads here; from a page of ours it sends it.
        if web.method == "GET" and web.headers.get("sec-fetch-site") == "cross-site":
            return WebAnswer(body=self._templates.get_template("portal/again.html").render(address=web.address))
        to = f"?{urlencode({'to': web.address})}" if web.method == "GET" and web.address != "/portal" else ""
        return go_to(SIGN_IN + to, web, (no_ticket_cookie(),) if COOKIE in web.cookies else ())


def read_ticket(web: WebRequest) -> Ticket | None:
    cookie = web.cookies.get(COOKIE)
    return open_ticket(cookie, keys=wiring.signing_keys(), now=wiring.now()) if cookie else None


def find_session(ticket: Ticket | None) -> SignedIn | None:
    if ticket is None:
        return None
    return wiring.sessions().read(
        digest=ticket.digest,
        partner_id=ticket.partner_id,
        user_id=ticket.user_id,
        of_storefront=ticket.of_storefront,
        now=wiring.now(),
    )


def caller_of(user: User) -> Caller:
    """The same as the claims of the user's ID token make."""
    return Caller(
        group=Group.STOREFRONT if user.customer_id else Group.PARTNER,
        actor=Actor(user_id=user.id, name=user.name, email=user.email),
        partner_id=user.partner_id,
        is_admin=user.role is Role.ADMIN,
        customer_id=user.customer_id,
    )


def answer_or_refuse(request: PortalRequest, handler: PortalHandler, *, takes_files: bool) -> WebAnswer:
    try:
        if request.web.method == "POST":
            check_origin(request.web)
            request = _with_form(request, takes_files=takes_files)
            check_csrf(request.form.get("csrf", ""), request.session, wiring.signing_keys())
        return handler(request)
    except DomainError as refusal:
        return refusal_answer(request, refusal)
    except Exception as error:  # noqa: BLE001 - the reader gets a page, the log gets where, neither which data
        return replace(error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR), log=failed(error).log)


def _with_form(request: PortalRequest, *, takes_files: bool) -> PortalRequest:
    """Raises NotAForm, Malformed."""
    if takes_files and carries_files(request.web):
        pairs, files = read_upload(request.web)
        return replace(request, pairs=pairs, files=files)
    return replace(request, pairs=read_pairs(request.web, MAX_FIELDS_SIGNED_IN))


def refusal_answer(request: PortalRequest, refusal: DomainError) -> WebAnswer:
    kinds = type(refusal).__mro__
    status = next((STATUS[kind] for kind in kinds if kind in STATUS), None) or status_of(type(refusal))
    headers = {}
    if isinstance(refusal, TooManyRequests):
        headers = {"Retry-After": str(refusal.retry_after)}
    elif status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers = {"Retry-After": "5"}
    return replace(error_page(request, status, refusal.code), headers=headers, log={"code": refusal.code})


def error_page(request: PortalRequest, status: HTTPStatus, code: str = "") -> WebAnswer:
    """Says what is the matter: by the function's own words for the code, else by those for the status."""
    words = request.t.words
    about = next(key for key in (f"refusal_{code}", f"error_{status}") if f"{key}_title" in words)
    return request.page("portal/error.html", status=status, about=about)


def _with_headers(answer: WebAnswer) -> WebAnswer:
    return replace(answer, headers={**HEADERS, **answer.headers})
