"""A mail's blocks as HTML: Jinja2 makes MJML of them, mrml makes of that what mailboxes can show."""

from functools import cache
from pathlib import Path

import mrml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.deliver_messages.mail import Mail, Record
from shared.domain.locale import Locale
from shared.markdown import to_html

TEMPLATES = Path(__file__).parent / "templates"


def mail_html(mail: Mail, locale: Locale) -> str:
    source = _environment().get_template("mail.mjml").render(mail=mail, locale=locale)
    return mrml.to_html(source).content


def record_html(record: Record, locale: Locale) -> str:
    return _environment().get_template("record.html").render(record=record, locale=locale)


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
