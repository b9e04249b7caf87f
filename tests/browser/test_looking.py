"""The look that every screen is given sees what is wrong with one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from shared.domain.locale import Locale
from tests.browser.looking import listen, look, view_of

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>A page</h1>
<form><label for="name">Name</label> <input id="name" autocomplete="name"><button>Save</button></form>
<ul><li>One</li></ul><table><tr><th scope="row">A</th><td>1</td></tr></table>%s</main></body></html>"""

WRONG = {
    "label": "<input id='nameless'>",
    "color-contrast": "<p style='color: #aaa; background: #fff'>Hardly to be read</p>",
    "wide, 320 pixels": "<p style='width: 500px'>Wider than a phone</p>",
    "wide, 1024 pixels": "<style>@media (min-width: 61rem) { .wide { width: 1100px } }</style><p class='wide'>Wide</p>",
    "beside, 320 pixels": "<dialog open style='width: 10rem; overflow: auto'><p style='width: 20rem'>Cut</p></dialog>",
    "'name'": "<p id='name'>A second one</p>",
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_a_good_page_passes_without_a_picture(page: Page) -> None:
    complaints = listen(page)
    page.set_content(GOOD % "")

    look(page, "good", Locale.ENGLISH, None)

    assert complaints == []


@pytest.mark.parametrize("said", WRONG)
def test_a_page_with_a_fault_fails_for_it(said: str, page: Page) -> None:
    page.set_content(GOOD % WRONG[said])

    with pytest.raises(AssertionError, match=said):
        look(page, said.partition(",")[0], Locale.ENGLISH, None)


@pytest.mark.parametrize("script", ["console.error('oh')", "null.nothing"])
def test_what_the_browser_complains_of_is_heard(script: str, page: Page) -> None:
    complaints = listen(page)
    page.set_content(GOOD % f"<script>{script}</script>")

    assert len(complaints) == 1


def test_screens_take_turns_with_the_four_ways_and_keep_theirs() -> None:
    names = [f"screen {number}" for number in range(20)]

    assert len({(view.size["width"], view.scheme) for view in map(view_of, names)}) == 4
    assert [view_of(name) for name in names] == [view_of(name) for name in names]


def test_every_view_is_pictured_where_pictures_are_asked_for(page: Page, tmp_path: Path) -> None:
    page.set_content(GOOD % "")

    look(page, "good", Locale.SWEDISH, tmp_path)

    assert sorted(picture.name for picture in tmp_path.iterdir()) == [
        "good-sv-1280-dark.png",
        "good-sv-1280-light.png",
        "good-sv-360-dark.png",
        "good-sv-360-light.png",
    ]
