"""Terms texts: Markdown that a partner wrote, so no HTML of theirs, no images, no odd links get through."""

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

LINKS = ("http://", "https://", "mailto:")
FIRST_HEADING, LAST_HEADING = 3, 6


class _TermsParser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return url.lower().startswith(LINKS)


def to_html(text: str) -> Markup:
    """Well-formed, as MJML needs it."""
    parser = _parser()
    return Markup(parser.renderer.render(to_tokens(text), parser.options, {}))  # noqa: S704 - markdown-it escaped it


def to_tokens(text: str) -> list[Token]:
    """Headings begin at h3, below the two of whatever it becomes a part of, and go down without a gap."""
    tokens = _parser().parse(text)
    _nest_headings(tokens)
    return tokens


def _nest_headings(tokens: Sequence[Token]) -> None:
    """Readers of screens go by the levels: whatever the text begins with, and leaves out, they follow each other."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(FIRST_HEADING + len(above) - 1, LAST_HEADING)}"


@cache
def _parser() -> MarkdownIt:
    return _TermsParser("commonmark", {"html": False, "xhtmlOut": True}).enable("table").disable("image")
