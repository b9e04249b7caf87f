"""What stands between a form and what it does: where it comes from, which session it belongs to, where it leads."""

from base64 import urlsafe_b64encode
from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import urlsplit

from shared.domain.errors import Forbidden
from shared.domain.session import Session
from shared.domain.signing_keys import SigningKeys
from shared.web.edge import WebAnswer, WebRequest


class FormNotOurs(Forbidden):
    """A form that wasn't sent from a page of ours, or not from one of this session."""


def check_origin(web: WebRequest) -> None:
    """Browsers say with every POST where it comes from; `null` says nothing.

    Raises FormNotOurs.
    """
    origin = urlsplit(web.headers.get("origin", ""))
    is_ours = origin.scheme in {"https", "http"} and origin.netloc == web.headers.get("host")
    if not is_ours or web.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise FormNotOurs("This form was not sent from a page of ours.")


def csrf_token(session: Session, keys: SigningKeys) -> str:
    """One for the whole session: nothing is stored, and nobody else can make it."""
    return _token(session, keys, keys.newest)


def check_csrf(shown: str, session: Session, keys: SigningKeys) -> None:
    """Raises FormNotOurs."""
    tokens = [_token(session, keys, number) for number in keys.keys]
    if not any(compare_digest(shown.encode(), token.encode()) for token in tokens):
        raise FormNotOurs("This form belongs to another session.")


def local_path(path: str, *, otherwise: str) -> str:
    """The path itself when it can lead nowhere but to a page of the portal."""
    is_plain = path.isascii() and path.isprintable() and "\\" not in path
    is_ours = path == "/portal" or path.startswith(("/portal/", "/portal?"))
    return path if is_plain and is_ours else otherwise


def go_to(path: str, web: WebRequest, cookies: tuple[str, ...] = ()) -> WebAnswer:
    """See other; htmx, which would follow that itself, is told to let the browser go there."""
    if web.headers.get("hx-request") == "true":
        headers = {"HX-Redirect": path}
        if _is_within(path, web.headers.get("hx-current-url", "")):
            # To another place of the page that it shows, a browser would only scroll.
            headers["HX-Refresh"] = "true"
        return WebAnswer(headers=headers, cookies=cookies)
    return WebAnswer(status=HTTPStatus.SEE_OTHER, headers={"Location": path}, cookies=cookies)


def _is_within(path: str, shown: str) -> bool:
    to, at = urlsplit(path), urlsplit(shown)
    return bool(to.fragment) and (to.path, to.query) == (at.path, at.query)


def _token(session: Session, keys: SigningKeys, number: int) -> str:
    return urlsafe_b64encode(keys.seal("csrf", session.digest.encode(), number)).decode().rstrip("=")
