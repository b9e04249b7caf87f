"""What a mail says, as blocks in one column. Each block knows itself as plain text; templates/ holds it as HTML."""

import textwrap
from dataclasses import dataclass
from typing import ClassVar, Protocol

COLUMNS = 76


class Block(Protocol):
    @property
    def kind(self) -> str:
        """The name of its macro in the templates."""

    def as_text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str

    def as_text(self) -> str:
        return underlined(self.text, "-")


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str

    def as_text(self) -> str:
        return wrapped(self.text)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at twice."""

    kind: ClassVar[str] = "notice"
    text: str

    def as_text(self) -> str:
        return wrapped(self.text, first="*** ", then="    ")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's own words, line by line as they were typed."""

    kind: ClassVar[str] = "quotation"
    text: str

    def as_text(self) -> str:
        return "\n".join(wrapped(line, first="> ", then="> ") or ">" for line in self.text.splitlines())


@dataclass(frozen=True, slots=True)
class Items:
    """What it is, and a word about it."""

    kind: ClassVar[str] = "items"
    rows: tuple[tuple[str, str], ...]

    def as_text(self) -> str:
        lines = (f"{what} ({note})" if note else what for what, note in self.rows)
        return "\n".join(wrapped(line, first="- ", then="  ") for line in lines)


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]

    def as_text(self) -> str:
        return "\n".join(wrapped(f"{label}: {value}", then="  ") for label, value in self.rows)


@dataclass(frozen=True, slots=True)
class Code:
    kind: ClassVar[str] = "code"
    digits: str

    def as_text(self) -> str:
        return f"    {self.digits}"


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do; `beneath` introduces the same address in plain text."""

    kind: ClassVar[str] = "button"
    label: str
    address: str
    beneath: str

    def as_text(self) -> str:
        return f"{wrapped(self.label)}:\n{self.address}"


@dataclass(frozen=True, slots=True)
class Document:
    """A text in Markdown."""

    kind: ClassVar[str] = "document"
    markdown: str

    def as_text(self) -> str:
        return "\n".join(_wrapped_where_it_stands(line) for line in self.markdown.strip().splitlines())


@dataclass(frozen=True, slots=True)
class TextMessage:
    """What goes to a mobile phone."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The attached file: complete in itself, to be kept."""

    name: str
    brand: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A file that was made elsewhere, attached as it is."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`preview` is what mailboxes show beside the subject; `reply_to` is an address, where replies are wanted."""

    subject: str
    preview: str
    brand: str
    title: str
    blocks: tuple[Block, ...]
    footer: str
    sender_name: str
    reply_to: str | None = None
    record: Record | None = None
    pdf: Pdf | None = None

    def as_text(self) -> str:
        parts = (underlined(self.title, "="), *(block.as_text() for block in self.blocks), "-- ", wrapped(self.footer))
        return "\n\n".join(parts) + "\n"


def wrapped(text: str, first: str = "", then: str = "") -> str:
    """Lines that fit a narrow window; addresses, which have no spaces, stay whole."""
    return textwrap.fill(
        text, COLUMNS, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )


def underlined(text: str, line: str) -> str:
    lines = wrapped(text)
    return f"{lines}\n{line * max(map(len, lines.splitlines()), default=0)}"


def _wrapped_where_it_stands(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return wrapped(line.strip(), first=indent, then=indent)
