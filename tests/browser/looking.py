"""What a screen must pass: no finding of axe, no fault in the console, nothing beside the screen at any width.

In the suite a screen is seen in one language and one way: on a phone or a desk, light or dark, as its name decides; of
every few screens all four ways are seen. With `PICTURES=folder` (`make pictures`) each is seen all four ways in both
languages, and pictured.
"""

from pathlib import Path
from typing import Any, Literal, NamedTuple
from zlib import crc32

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize, expect

from shared.domain.locale import Locale

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
# Only what is told of it leaves the browser: all that axe knows of a page is megabytes.
LOOK = """axe.run({resultTypes: ["violations"]}).then(({passes, violations}) => ({
    passes: passes.length,
    violations: violations.map(({id, nodes}) => ({id, nodes: nodes.map((node) => node.html)})),
}))"""
WIDTHS = (320, 768, 960, 1024, 1200, 1440)


class View(NamedTuple):
    size: ViewportSize
    scheme: Literal["light", "dark"]


VIEWS = (View(PHONE, "light"), View(DESK, "dark"), View(PHONE, "dark"), View(DESK, "light"))


def look(page: Page, name: str, locale: Locale | None, pictures: Path | None) -> None:
    """`locale`: none where the screen is seen in one language alone."""
    for size, scheme in [view_of(name)] if pictures is None else VIEWS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        title = "-".join([name, *([locale] if locale else []), str(size["width"]), scheme])
        if pictures is not None:
            page.screenshot(path=pictures / f"{title}.png", full_page=True)
        assert findings(page) == [], title
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) == 0, f"{name}, {width} pixels wide"
    assert repeated_ids(page) == [], name


def view_of(name: str) -> View:
    """The one that stays the same from run to run."""
    return VIEWS[crc32(name.encode()) % len(VIEWS)]


def listen(page: Page) -> list[str]:
    """What the browser says against the page from now on; a refusal's status is none of that."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: None if "responded with a status of 4" in message.text else complaints.append(message.text),
    )
    return complaints


def wait_until_it_listens(page: Page) -> None:
    """What was put into the page is seen before its scripts listen: by milliseconds, which no hand would use."""
    expect(page.locator(".htmx-added, .htmx-swapping, .htmx-settling")).to_have_count(0)


def findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    report: dict[str, Any] = page.evaluate(LOOK)
    assert report["passes"] > 10, "axe looked at next to nothing"
    return [f"{one['id']}: {one['nodes']}" for one in report["violations"]]


def sideways(page: Page) -> int:
    """By how many pixels the page, or a dialog over it, is wider than it is shown."""
    return int(
        page.evaluate(
            "Math.max(...[document.documentElement, ...document.querySelectorAll('dialog[open]')]"
            ".map((it) => it.scrollWidth - it.clientWidth))"
        )
    )


def repeated_ids(page: Page) -> list[str]:
    """A label, or the link of a fault, would lead to the first of them alone."""
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    return sorted({one for one in ids if ids.count(one) > 1})
