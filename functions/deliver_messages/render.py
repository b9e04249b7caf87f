"""A mail's blocks as HTML (Jinja2 makes MJML, mrml makes HTML of it), as plain text, and as a file to keep."""

import textwrap
from functools import cache
from pathlib import Path

import mrml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.deliver_messages.mail import (
    Block,
    Button,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Mail,
    Notice,
    Paragraph,
    Quotation,
)
from shared.domain.locale import Locale
from shared.markdown import to_html

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = 76


def html(mail: Mail, locale: Locale) -> str:
    source = _environment().get_template("mail.mjml").render(mail=mail, locale=locale)
    return mrml.to_html(source).content


def record(mail: Mail, locale: Locale) -> str | None:
    """The attached file, complete in itself."""
    if mail.record is None:
        return None
    return _environment().get_template("record.html").render(record=mail.record, brand=mail.brand, locale=locale)


def text(mail: Mail) -> str:
    parts = [_underlined(mail.title, "="), *(_block_text(block) for block in mail.blocks), "-- ", _wrapped(mail.footer)]
    return "\n\n".join(parts) + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = to_html
    return environment


def _block_text(block: Block) -> str:
    match block:
        case Heading(text):
            return _underlined(text, "-")
        case Paragraph(text):
            return _wrapped(text)
        case Notice(text):
            return _wrapped(text, first="*** ", then="    ")
        case Quotation(text):
            return "\n".join(_wrapped(line, first="> ", then="> ") or ">" for line in text.splitlines())
        case Items(rows):
            return "\n".join(
                _wrapped(f"{what} ({note})" if note else what, first="- ", then="  ") for what, note in rows
            )
        case Facts(rows):
            return "\n".join(_wrapped(f"{label}: {value}", then="  ") for label, value in rows)
        case Code(digits):
            return f"    {digits}"
        case Button(label, address, _):
            return f"{_wrapped(label)}:\n{address}"
        case Document(markdown):
            return "\n".join(_wrapped_line(line) for line in markdown.strip().splitlines())


def _wrapped_line(line: str) -> str:
    """A line of Markdown, its continuation indented as far as itself."""
    indent = line[: len(line) - len(line.lstrip())]
    return _wrapped(line.strip(), first=indent, then=indent)


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        text, COLUMNS, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )


def _underlined(text: str, line: str) -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{line * max(map(len, wrapped.splitlines()), default=0)}"
