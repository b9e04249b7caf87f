"""A mail's blocks as HTML: Jinja2 makes MJML of them, mrml makes of that what mailboxes can show."""

import re
from functools import cache
from pathlib import Path

import mrml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.deliver_messages.mail import Mail, Record
from shared.domain.locale import Locale
from shared.markdown import to_html

TEMPLATES = Path(__file__).parent / "templates"
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_WEB_FONTS = mrml.RenderOptions(fonts={})


def mail_html(mail: Mail, locale: Locale) -> str:
    source = _environment().get_template("mail.mjml").render(mail=mail, locale=locale)
    return mrml.to_html(NOT_IN_XML.sub("", source), render_options=NO_WEB_FONTS).content


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
