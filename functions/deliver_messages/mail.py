"""What a mail says, as blocks in one column; `render` turns them into HTML and into plain text."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at twice."""

    kind: ClassVar[str] = "notice"
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's own words, line by line as they were typed."""

    kind: ClassVar[str] = "quotation"
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """What it is, and a word about it."""

    kind: ClassVar[str] = "items"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    kind: ClassVar[str] = "code"
    digits: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do; `beneath` introduces the same address in plain text."""

    kind: ClassVar[str] = "button"
    label: str
    address: str
    beneath: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text in Markdown."""

    kind: ClassVar[str] = "document"
    markdown: str


type Block = Heading | Paragraph | Notice | Quotation | Items | Facts | Code | Button | Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The attached file: complete in itself, to be kept."""

    name: str
    title: str
    blocks: tuple[Block, ...]


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
