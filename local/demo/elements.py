"""A page as a tree of elements: enough of HTML to find what a person sees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WITHOUT_END = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """All text within, on one line."""
        return " ".join(self.text.split())

    def all(self, *tags: str, **attributes: str) -> Iterator["Element"]:
        """Those within, in the order of the page; of any tag when none is named."""
        for child in self.children:
            if isinstance(child, Element):
                if (not tags or child.tag in tags) and attributes.items() <= child.attributes.items():
                    yield child
                yield from child.all(*tags, **attributes)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in WITHOUT_END:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_elements(page: str) -> Element:
    reader = _Reader()
    reader.feed(page)
    return reader.root
