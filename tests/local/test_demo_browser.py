"""The demo's browser uses what is on a page, and nothing else."""

import httpx
import pytest

from local.demo.browser import Browser, Page

FORM = """
<h2 id="switch">Order approval</h2>
<form method="post" action="/save">
  <input type="hidden" name="csrf" value="token">
  <label>Name<input name="name" value="Ek &amp; Co"></label>
  <input type="checkbox" name="ticked" value="yes" checked><input type="checkbox" name="unticked" value="yes">
  <select name="country"><option value="GB">Britain</option><option value="SE" selected>Sweden</option></select>
  <select name="language"><option value="en">English</option><option value="sv">Swedish</option></select>
  <textarea name="note">two
lines</textarea>
  <button>Save
  it</button>
</form>
<form method="post" action="/switch"><button aria-labelledby="switch" disabled></button></form>
"""
LIST = """
<section class="notice problem"><h2>Look again</h2><ul><li>Fill in the name.<br></li></ul></section>
<table><thead><tr><th scope="col">Name</th></tr></thead>
<tr><th scope="row">Anna Ek</th><td data-label="State">Invited</td><td><a href="/anna">Edit <b>Anna</b></a></td></tr>
<tr><th scope="row">Bo Berg</th><td data-label="State">Active</td><td><a href="/bo">Edit <b>Bo</b></a></td></tr>
</table>
"""


class Recorder(Browser):
    """Sends nothing, but keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1")
        self.sent: list[tuple[str, str, dict[str, str]]] = []

    def send(self, method: str, address: str, fields: dict[str, str]) -> Page:
        self.sent.append((method, address, fields))
        return page_of(self, "")

    def open(self, address: str) -> Page:
        return self.send("get", address, {})


def page_of(browser: Browser, content: str) -> Page:
    request = httpx.Request("GET", "http://127.0.0.1/portal/x")
    return Page.of(browser, httpx.Response(200, text=content, request=request))


def test_a_form_is_sent_as_it_is_shown_with_what_was_typed() -> None:
    browser = Recorder()
    page_of(browser, FORM).press("Save it", name="Åse", unticked="yes")

    fields = {"csrf": "token", "name": "Åse", "ticked": "yes", "unticked": "yes"}
    fields |= {"country": "SE", "language": "en", "note": "two\nlines"}
    assert browser.sent == [("post", "http://127.0.0.1/save", fields)]


@pytest.mark.parametrize(
    ("button", "typed", "missing"),
    [
        ("Delete", {}, "no button 'Delete'"),
        ("Save it", {"phone": "1"}, "no field phone"),
        ("Order approval", {}, "can't be pressed"),
    ],
)
def test_what_is_not_there_can_t_be_used(button: str, typed: dict[str, str], missing: str) -> None:
    browser = Recorder()
    with pytest.raises(LookupError, match=missing):
        page_of(browser, FORM).press(button, **typed)

    assert browser.sent == []


def test_a_row_has_its_own_cells_and_links() -> None:
    browser = Recorder()
    page = page_of(browser, LIST)
    bo = page.row("Bo")
    bo.follow("Edit")

    assert [row.name for row in page.rows] == ["Anna Ek", "Bo Berg"]
    assert (bo.cell("State"), browser.sent) == ("Active", [("get", "http://127.0.0.1/bo", {})])
    assert (page.problem, page.faults) == ("Look again", ["Fill in the name."])
    with pytest.raises(LookupError, match="no row 'Cia'"):
        page.row("Cia")
