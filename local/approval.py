"""The pages behind mailed links, used as their visitors would: open the link, fill in the form, press a button."""

import re
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import httpx

# A form younger than three seconds is refused: people read first.
READING = 3.2
VISITOR = {"User-Agent": "Mozilla/5.0 (a demo visitor)"}


class HiddenFields(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") == "hidden":
            self.found[attributes["name"] or ""] = attributes.get("value") or ""


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """The page behind a link, as somebody sees it who has just opened it."""

    response: httpx.Response
    opened_at: float

    @property
    def text(self) -> str:
        return self.response.text

    def submit(self, **fields: str) -> httpx.Response:
        """Sends the form after the time that reading takes; gives the page that follows."""
        time.sleep(max(0, self.opened_at + READING - time.monotonic()))
        content = {**HiddenFields(self.text).found, **fields}
        return httpx.post(self.response.url, data=content, headers=VISITOR, follow_redirects=True, timeout=30)


def approval_link(mail: dict[str, Any]) -> str:
    return _link(mail, "approve")


def activation_link(mail: dict[str, Any]) -> str:
    return _link(mail, "activate")


def rfi_link(mail: dict[str, Any]) -> str:
    return _link(mail, "rfi")


def signing_link(message: dict[str, Any]) -> str:
    """Of a mail, or of a text."""
    return _link(message, "sign")


def _link(mail: dict[str, Any], page: str) -> str:
    found = re.search(rf"https?://\S+/{page}/[\w.~-]+", mail["text"])
    if found is None:
        raise LookupError(f"The mail {mail['subject']!r} holds no link to /{page}.")
    return found.group()


def open_link(link: str) -> OpenedPage:
    return OpenedPage(httpx.get(link, headers=VISITOR, follow_redirects=True, timeout=30), time.monotonic())
