"""What a screen must pass: no finding of axe, no fault in the console, nothing beside the screen at any width.

In the suite a screen is seen in one language, on a phone and on a desk, one light and one dark; those in the other
language the other way round. With `PICTURES=folder` (`make pictures`) it is seen all four ways in both, and pictured.
"""

from pathlib import Path
from typing import Any, Literal, NamedTuple
from zlib import crc32

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from shared.domain.locale import Locale

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
WIDTHS = (320, 768, 960, 1024, 1200, 1440)


class View(NamedTuple):
    size: ViewportSize
    scheme: Literal["light", "dark"]


HALVES = (
    (View(PHONE, "light"), View(DESK, "dark")),
    (View(PHONE, "dark"), View(DESK, "light")),
)


def look(page: Page, name: str, locale: Locale | None, pictures: Path | None) -> None:
    """`locale`: none where the screen is seen in one language alone."""
    for size, scheme in views(name, locale) if pictures is None else (*HALVES[0], *HALVES[1]):
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


def views(name: str, locale: Locale | None) -> tuple[View, View]:
    """A half that stays the same from run to run."""
    return HALVES[crc32(name.encode()) % 2 if locale is None else list(Locale).index(locale)]


def listen(page: Page) -> list[str]:
    """What the browser says against the page from now on; a refusal's status is none of that."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: None if "responded with a status of 4" in message.text else complaints.append(message.text),
    )
    return complaints


def findings(page: Page) -> list[str]:
    report: dict[str, Any] = Axe().run(page).response
    assert len(report["passes"]) > 10, "axe looked at next to nothing"
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in report["violations"]]


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
