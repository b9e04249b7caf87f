"""What a page showed, without its looks: the headings, lines and tables of HTML that our templates made."""

from html.parser import HTMLParser
from typing import Any

type Block = dict[str, Any]
type Blocks = tuple[Block, ...]

HEADINGS = frozenset({"h1", "h2", "h3"})
CELLS = frozenset({"th", "td"})
LINES = frozenset({"p", "li", "dt", "dd"})


def shown_blocks(html: str) -> Blocks:
    """Each with its `kind`, as certificate.typ names them. The first row of a table is its head; marks stand in
    brackets."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._rows: list[list[str]] = []
        self._text = ""
        self._marked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span" and ("class", "mark") in attrs:
            self._text += "("
            self._marked = True
        elif tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._marked:
            self._text += ")"
            self._marked = False
        elif tag in CELLS:
            self._rows[-1].append(self._taken())
        elif tag == "table":
            widest = max(map(len, self._rows))
            self.blocks.append({"kind": "table", "rows": [row + [""] * (widest - len(row)) for row in self._rows]})
        elif tag in HEADINGS:
            self.blocks.append({"kind": "heading", "text": self._taken()})
        elif tag in LINES:
            self.blocks.append({"kind": "line", "text": self._taken()})

    def close(self) -> None:
        super().close()
        if rest := self._taken():
            self.blocks.append({"kind": "line", "text": rest})

    def _taken(self) -> str:
        text, self._text = " ".join(self._text.split()), ""
        return text
