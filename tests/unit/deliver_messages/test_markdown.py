import pytest

from shared.markdown import to_html


def test_headings_begin_below_the_pages_own_and_leave_no_level_out() -> None:
    assert to_html("# One\n\n#### Four\n\n# Two") == "<h3>One</h3>\n<h4>Four</h4>\n<h3>Two</h3>\n"


@pytest.mark.parametrize("address", ["https://a.example/?b=1", "http://a.example", "mailto:a@b.example"])
def test_links_to_the_web_and_to_mail_work(address: str) -> None:
    assert f'<a href="{address}">here</a>' in to_html(f"[here]({address})")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//a.example", "/approve/x", "ftp://a"])
def test_other_links_stay_text(address: str) -> None:
    assert "<a" not in to_html(f"[here]({address})")


def test_html_stays_text() -> None:
    assert to_html("<b onclick='x'>bold</b>") == "<p>&lt;b onclick='x'&gt;bold&lt;/b&gt;</p>\n"


def test_images_are_not_loaded() -> None:
    assert "<img" not in to_html("![logo](https://a.example/logo.png)")


def test_tables_and_line_breaks_are_well_formed() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | 2 |\n\nline  \nbreak\n\n---\n")

    assert "<td>1</td>" in html
    assert "<br />" in html
    assert "<hr />" in html
