"""What every PDF of ours says, whatever it is about: plain texts in the reader's language, nothing of its looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.domain.locale import Locale


@dataclass(frozen=True, slots=True)
class Attached:
    """A file within the PDF, of text."""

    name: str
    media_type: str
    description: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`at` is the time that the file carries. `facts` are labels and values. `page` and `of` stand around the numbers
    of the page and of all pages. `unshown` explains the mark in place of a sign that no font has. `attached` is
    what the file holds beside its pages, byte for byte."""

    template: ClassVar[str]

    locale: Locale
    file_name: str
    author: str
    at: datetime
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    foot: str
    page: str
    of: str
    unshown: str
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A line is what it is about, what stands beneath that, and four more columns. The last sum is the one to look
    at."""

    title: str
    note: str | None
    columns: tuple[str, ...]
    lines: tuple[tuple[str | None, ...], ...]
    sums: tuple[tuple[str, str], ...]
