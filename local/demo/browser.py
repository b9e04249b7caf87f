"""The portal as somebody uses it whose browser runs no scripts: links are followed, forms filled in, buttons pressed.

What isn't on the page can't be used: a link, field or button is found by its words, or a LookupError says which one
is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from local.demo.elements import Element, read_elements

PATIENCE = 30
MOST_REDIRECTS = 5


class Browser:
    """One person's, with its cookies."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._cookies: dict[str, str] = {}
        # Keeps nothing open, so it needs no closing.
        self._http = httpx.Client(timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0))

    def open(self, address: str) -> "Page":
        return self._request("GET", address)

    def send(self, method: str, address: str, fields: dict[str, str]) -> "Page":
        if method == "get":
            return self.open(f"{address}?{urlencode(fields)}")
        return self._request("POST", address, fields)

    def _request(self, method: str, address: str, fields: dict[str, str] | None = None) -> "Page":
        url = urljoin(self._origin, address)
        for _ in range(MOST_REDIRECTS):
            response = self._http.request(method, url, data=fields, headers=self._headers(method))
            self._keep_cookies(response)
            url = urljoin(url, response.headers.get("location", ""))
            if not response.is_redirect or not self._is_ours(url):
                return Page.of(self, response)
            method, fields = "GET", None
        raise LookupError(f"{address} leads round in a circle.")

    def _headers(self, method: str) -> dict[str, str]:
        """With the cookies: httpx itself wouldn't send Secure ones in clear, as browsers do on this machine."""
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return headers | ({"Origin": self._origin} if method == "POST" else {})

    def _keep_cookies(self, response: httpx.Response) -> None:
        for cookie in response.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
            if "Max-Age=0" in cookie:
                del self._cookies[name]

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(self._origin).netloc


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of a page: what is followed or pressed in it, is found in it."""

    browser: Browser
    address: str
    root: Element

    @property
    def words(self) -> str:
        return self.root.words

    def has_link(self, words: str) -> bool:
        return self._link(words) is not None

    def follow(self, words: str) -> "Page":
        """The first link whose words begin so."""
        link = self._link(words)
        if link is None:
            raise LookupError(f"there is no link {words!r} at {self.address}")
        return self.browser.open(urljoin(self.address, link.attributes["href"]))

    def press(self, words: str, **typed: str) -> "Page":
        """Fills in the form that the button belongs to, and presses it."""
        form = self._form(words)
        shown = dict(_shown_fields(form))
        unknown = typed.keys() - {name for name, _ in _all_fields(form)}
        if unknown:
            raise LookupError(f"the form {words!r} at {self.address} has no field {', '.join(sorted(unknown))}")
        address = urljoin(self.address, form.attributes["action"])
        return self.browser.send(form.attributes["method"], address, shown | typed)

    def can_press(self, words: str) -> bool:
        return "disabled" not in self._button(words).attributes

    @property
    def rows(self) -> list["Part"]:
        """Of all tables, without their headings."""
        return [self._part(row) for row in self.root.all("tr") if any(row.all("th", scope="row"))]

    def row(self, words: str) -> "Part":
        """The first one that begins with these words."""
        found = next((row for row in self.rows if row.words.startswith(words)), None)
        if found is None:
            raise LookupError(f"there is no row {words!r} at {self.address}")
        return found

    @property
    def name(self) -> str:
        """Of a row, what it is called."""
        return next((name.words for name in self.root.all("th", scope="row")), "")

    def cell(self, label: str) -> str:
        """Of a row, what stands under a heading."""
        found = next(self.root.all("td", **{"data-label": label}), None)
        if found is None:
            raise LookupError(f"there is no column {label!r} at {self.address}")
        return found.words

    def _part(self, element: Element) -> "Part":
        return Part(browser=self.browser, address=self.address, root=element)

    def _link(self, words: str) -> Element | None:
        return next((link for link in self.root.all("a") if link.words.startswith(words)), None)

    def _form(self, words: str) -> Element:
        button = self._button(words)
        if "disabled" in button.attributes:
            raise LookupError(f"the button {words!r} at {self.address} can't be pressed")
        return next(form for form in self.root.all("form") if any(one is button for one in form.all("button")))

    def _button(self, words: str) -> Element:
        found = (one for one in self.root.all("button") if words in {one.words, self._label(one)})
        button = next(found, None)
        if button is None:
            raise LookupError(f"there is no button {words!r} at {self.address}")
        return button

    def _label(self, element: Element) -> str:
        """What a screen reader calls it."""
        labels = self.root.all(id=element.attributes.get("aria-labelledby", "-"))
        return " ".join(label.words for label in labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Part):
    """A whole page; `leads_to` is where it sends the browser, when that is another site."""

    status: int
    leads_to: str

    @classmethod
    def of(cls, browser: Browser, response: httpx.Response) -> Self:
        return cls(
            browser=browser,
            address=str(response.url),
            root=read_elements(response.text),
            status=response.status_code,
            leads_to=response.headers.get("location", ""),
        )

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def heading(self) -> str:
        return next((title.words for title in self.root.all("h1")), "")

    @property
    def flash(self) -> str:
        """What the page has to say about what was just done."""
        return self.words_of("flash")

    @property
    def faults(self) -> list[str]:
        """What the summary above a form says is wrong."""
        return [item.words for notice in self._notices("problem") for item in notice.all("li")]

    @property
    def problem(self) -> str:
        return next((title.words for notice in self._notices("problem") for title in notice.all("h2", "h3")), "")

    def items(self, label: str) -> list[str]:
        """Of the list or menu that is called so."""
        return [item.words for one in self.root.all(**{"aria-label": label}) for item in one.all("li")]

    def words_of(self, identifier: str) -> str:
        return next((element.words for element in self.root.all(id=identifier)), "")

    def value_of(self, name: str) -> str:
        """What stands in a field."""
        return next((value for field, value in _shown_fields(self.root) if field == name), "")

    def _notices(self, kind: str) -> Iterator[Element]:
        return (one for one in self.root.all("section") if one.attributes.get("class") == f"notice {kind}")


def _all_fields(form: Element) -> Iterator[tuple[str, Element]]:
    return (
        (one.attributes["name"], one) for one in form.all("input", "select", "textarea") if "name" in one.attributes
    )


def _shown_fields(form: Element) -> Iterator[tuple[str, str]]:
    """As they would be sent untouched."""
    for name, one in _all_fields(form):
        if one.tag == "select":
            options = list(one.all("option"))
            chosen = next((option for option in options if "selected" in option.attributes), options[0])
            yield name, chosen.attributes["value"]
        elif one.tag == "textarea":
            yield name, one.text
        elif one.attributes.get("type") not in {"checkbox", "radio"} or "checked" in one.attributes:
            yield name, one.attributes.get("value", "on")
