"""The way in: name and password, then what the user directory asks for besides, each on a screen of its own.

What one screen knows goes to the next in a sealed cookie of a few minutes. A session begins only at the end, with a
secret made then: whatever cookie the browser brought along is worth nothing afterwards.

With `?storefront={tenant_name}` it is the page of a partner's storefront: its people sign in with their email address
alone, which is unique within that storefront (B12). Whoever came in by it finds it again, by a cookie.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from functions.site.portal import FOLDER, portal
from functions.site.sign_in import AnswerChallenge, SignIn, answer_challenge, begin_session, sign_in
from shared import wiring
from shared.domain.errors import DomainError, Invalid, TooManyRequests
from shared.domain.locale import Locale
from shared.domain.sign_in import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    PasswordNotTaken,
    Proven,
    SignInRefused,
    WrongCode,
)
from shared.web.edge import WebAnswer, WebRequest
from shared.web.forms import FormAge, age_of_form, issue_form_token, read_fields
from shared.web.guards import FormNotOurs, check_origin, local_path
from shared.web.locales import wanted_locale
from shared.web.portal import SIGN_IN, find_session, read_ticket
from shared.web.render import create_templates, page_texts
from shared.web.sealed import ATTRIBUTES, dropped_cookie, open_cookie, sealed_cookie
from shared.web.tickets import ticket_cookie

HOME = "/portal"
BROWSER = "__Host-sign-in"
CHALLENGE = "__Host-challenge"
STOREFRONT = "__Host-storefront"
STOREFRONT_LASTS = timedelta(days=365)
TENANT_NAME = re.compile(r"[a-z0-9-]{1,63}")
CHALLENGE_LASTS = timedelta(minutes=3)
"""As long as Cognito keeps its own half."""

SIGN_IN_TEMPLATE = "sign_in.html"
SCREENS = {ChallengeKind.NEW_PASSWORD: f"{SIGN_IN}/new-password", ChallengeKind.CODE: f"{SIGN_IN}/code"}
TEMPLATES = {ChallengeKind.NEW_PASSWORD: "new_password.html", ChallengeKind.CODE: "code.html"}

_templates = create_templates(FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """One look at one of the screens: where it leads afterwards, in which language, for which browser."""

    web: WebRequest
    fields: dict[str, str]
    browser: str

    @property
    def locale(self) -> Locale:
        return wanted_locale(self.fields.get("lang") or self.web.query.get("lang"), self.web.headers)

    @property
    def to(self) -> str:
        return local_path(self.fields.get("to") or self.web.query.get("to", ""), otherwise=HOME)

    @property
    def storefront(self) -> str:
        """The tenant name of the one whose page this is; none for the page of everybody."""
        remembered = self.web.cookies.get(STOREFRONT, "")
        asked = self.fields.get("storefront", self.web.query.get("storefront", remembered))
        return asked if TENANT_NAME.fullmatch(asked) else ""

    @property
    def sign_in_name(self) -> str:
        """Of what was typed; the storefront's people may type the whole of it too."""
        typed = self.fields.get("sign_in_name", "").strip()
        prefix = f"{self.storefront}:"
        return prefix + typed if self.storefront and typed and not typed.lower().startswith(prefix) else typed

    def page(
        self, template: str, *, name: str = "", faults: dict[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> WebAnswer:
        """`faults`: field -> the key of the words for what is wrong with it."""
        t = page_texts(FOLDER, self.locale)
        token = issue_form_token(
            self._form, keys=wiring.signing_keys(), now=wiring.now(), random_bytes=wiring.random_bytes
        )
        other = next(locale for locale in Locale if locale is not self.locale)
        action = self.web.address.partition("?")[0] if template != SIGN_IN_TEMPLATE else SIGN_IN
        of_storefront = {"storefront": self.storefront} if self.storefront else {}
        query = {"lang": other.value, **({"to": self.to} if self.to != HOME else {}), **of_storefront}
        body = _templates.get_template(template).render(
            t=t,
            other=page_texts(FOLDER, other),
            action=action,
            other_address=f"{action}?{urlencode(query)}",
            form_token=token,
            to=self.to,
            storefront=self.storefront,
            partner=wiring.partner_directory().find(self.storefront) if self.storefront else None,
            sign_in_name=name.removeprefix(f"{self.storefront}:") if self.storefront else name,
            faults={field: t(key) for field, key in (faults or {}).items()},
        )
        return WebAnswer(status=status, body=body, cookies=(f"{BROWSER}={self.browser}; {ATTRIBUTES}",))

    def is_own_form(self) -> bool:
        """A form that this browser got from us within a day."""
        token = self.fields.get("form_token", "")
        age = age_of_form(token, self._form, keys=wiring.signing_keys(), now=wiring.now())
        return age is not FormAge.UNKNOWN

    @property
    def _form(self) -> str:
        return f"{SIGN_IN} {self.browser}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where somebody is on the way in: what is asked for now, and whether another password was chosen before."""

    challenge: Challenge
    has_new_password: bool

    @property
    def template(self) -> str:
        return TEMPLATES[self.challenge.kind]

    @property
    def field(self) -> str:
        return "password" if self.challenge.kind is ChallengeKind.NEW_PASSWORD else "code"


def look(web: WebRequest) -> Entrance:
    browser = web.cookies.get(BROWSER) or urlsafe_b64encode(wiring.random_bytes(18)).decode()
    return Entrance(web=web, fields={}, browser=browser)


def receive(web: WebRequest) -> Entrance:
    """Raises FormNotOurs."""
    check_origin(web)
    return replace(look(web), fields=read_fields(web))


# --- Name and password ------------------------------------------------------------------------------------------


@portal.open_route(f"GET {SIGN_IN}")
def get_sign_in(web: WebRequest) -> WebAnswer:
    entrance = look(web)
    if find_session(read_ticket(web)) is not None:
        return _see_other(entrance.to)
    return entrance.page(SIGN_IN_TEMPLATE)


@portal.open_route(f"POST {SIGN_IN}")
def post_sign_in(web: WebRequest) -> WebAnswer:
    try:
        entrance = receive(web)
    except FormNotOurs:
        return look(web).page(SIGN_IN_TEMPLATE, faults={"form": "fault_form"}, status=HTTPStatus.FORBIDDEN)
    name, password = entrance.sign_in_name, entrance.fields.get("password", "")
    name_fault = "fault_email" if entrance.storefront else "fault_sign_in_name"
    asked = {"sign_in_name": (name, name_fault), "password": (password, "fault_password")}
    missing = {field: fault for field, (typed, fault) in asked.items() if not typed}
    faults = missing if entrance.is_own_form() else {"form": "fault_form"}
    if faults:
        return entrance.page(SIGN_IN_TEMPLATE, name=name, faults=faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        outcome = sign_in(
            SignIn(sign_in_name=name, password=password, ip=web.origin.ip),
            service=wiring.sign_in_service(),
            tries=wiring.sign_in_tries(),
            now=wiring.now,
        )
        return _go_on(entrance, outcome)
    except (SignInRefused, TooManyRequests) as refusal:
        return _refused(entrance, SIGN_IN_TEMPLATE, refusal, name)


# --- What else is asked for -------------------------------------------------------------------------------------


@portal.open_route(*(f"GET {path}" for path in SCREENS.values()))
def get_challenge(web: WebRequest) -> WebAnswer:
    step = _step(web)
    return look(web).page(step.template, name=step.challenge.sign_in_name) if step else _see_other(SIGN_IN)


@portal.open_route(*(f"POST {path}" for path in SCREENS.values()))
def post_challenge(web: WebRequest) -> WebAnswer:
    step = _step(web)
    if step is None:
        return _see_other(SIGN_IN)
    name = step.challenge.sign_in_name
    try:
        entrance = receive(web)
    except FormNotOurs:
        return look(web).page(step.template, name=name, faults={"form": "fault_form"}, status=HTTPStatus.FORBIDDEN)
    faults = _faults(entrance, step)
    if faults:
        return entrance.page(step.template, name=name, faults=faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _answered(entrance, step)
    except (Invalid, PasswordNotTaken, SignInRefused, TooManyRequests, WrongCode) as refusal:
        return _refused(entrance, step.template, refusal, name)


def _faults(entrance: Entrance, step: Step) -> dict[str, str]:
    typed = entrance.fields.get(step.field, "")
    if not entrance.is_own_form():
        return {"form": "fault_form"}
    if not typed.strip():
        return {step.field: f"fault_{step.field}"}
    if step.field == "password" and typed != entrance.fields.get("password_again"):
        return {"password_again": "fault_password_again"}
    return {}


def _answered(entrance: Entrance, step: Step) -> WebAnswer:
    typed = entrance.fields[step.field]
    outcome = answer_challenge(
        AnswerChallenge(
            challenge=step.challenge,
            typed="".join(typed.split()) if step.field == "code" else typed,
            ip=entrance.web.origin.ip,
        ),
        service=wiring.sign_in_service(),
        tries=wiring.sign_in_tries(),
        now=wiring.now,
    )
    return _go_on(entrance, outcome, has_new_password=step.has_new_password or step.field == "password")


def _refused(entrance: Entrance, template: str, refusal: DomainError, name: str) -> WebAnswer:
    """The same screen again; or the first one, when the way in leads no further."""
    status, headers = HTTPStatus.UNPROCESSABLE_ENTITY, {}
    cookies: tuple[str, ...] = ()
    match refusal:
        case SignInRefused():
            template, cookies = SIGN_IN_TEMPLATE, (dropped_cookie(CHALLENGE),)
            refused = "fault_refused_email" if entrance.storefront else "fault_refused"
            faults = {"form": "fault_over" if isinstance(refusal, ChallengeOver) else refused}
        case TooManyRequests():
            status, faults = HTTPStatus.TOO_MANY_REQUESTS, {"form": "fault_too_many"}
            headers = {"Retry-After": str(refusal.retry_after)}
        case Invalid():
            faults = {"password": f"fault_{refusal.errors[0].code}"}
        case WrongCode():
            faults = {"code": "fault_code_wrong"}
        case _:
            faults = {"password": "fault_password_too_common"}
    answer = entrance.page(template, name=name, faults=faults, status=status)
    log = {"code": refusal.code}
    return replace(answer, headers=headers, cookies=(*answer.cookies, *cookies), log=log)


# --- On the way -------------------------------------------------------------------------------------------------


def _go_on(entrance: Entrance, outcome: Challenge | Proven, *, has_new_password: bool = False) -> WebAnswer:
    """To the next screen, or into the portal. Raises SignInRefused."""
    if isinstance(outcome, Challenge):
        known = {
            "kind": outcome.kind.value,
            "name": outcome.sign_in_name,
            "state": outcome.state,
            "new_password": has_new_password,
        }
        cookie = sealed_cookie(CHALLENGE, known, lasts=CHALLENGE_LASTS, keys=wiring.signing_keys(), now=wiring.now())
        query = {"to": entrance.to, "lang": entrance.locale.value, "storefront": entrance.storefront}
        return _see_other(f"{SCREENS[outcome.kind]}?{urlencode(query)}", cookie)
    old = read_ticket(entrance.web)
    if old is not None:
        wiring.sessions().end(old.digest)
    ticket = begin_session(
        outcome,
        has_new_password=has_new_password,
        users=wiring.users,
        sessions=wiring.sessions(),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    cookies = (
        ticket_cookie(ticket, wiring.signing_keys()),
        dropped_cookie(CHALLENGE),
        dropped_cookie(BROWSER),
        _way_back(entrance.storefront if ticket.of_storefront else ""),
    )
    log = {"partner_id": ticket.partner_id, "user_id": ticket.user_id}
    return replace(_see_other(entrance.to, *cookies), log=log)


def _way_back(storefront: str) -> str:
    """The cookie by which the storefront's page is found again; whoever came in otherwise finds the page of all."""
    if not storefront:
        return dropped_cookie(STOREFRONT)
    return f"{STOREFRONT}={storefront}; Max-Age={int(STOREFRONT_LASTS.total_seconds())}; {ATTRIBUTES}"


def _step(web: WebRequest) -> Step | None:
    """The one that this screen is for."""
    known = open_cookie(CHALLENGE, web.cookies, keys=wiring.signing_keys(), now=wiring.now())
    if known is None or SCREENS[ChallengeKind(known["kind"])] != web.address.partition("?")[0]:
        return None
    challenge = Challenge(kind=ChallengeKind(known["kind"]), sign_in_name=known["name"], state=known["state"])
    return Step(challenge=challenge, has_new_password=known["new_password"])


def _see_other(path: str, *cookies: str) -> WebAnswer:
    return WebAnswer(status=HTTPStatus.SEE_OTHER, headers={"Location": path}, cookies=cookies)
