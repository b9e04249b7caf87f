"""Jinja2 for pages: everything is escaped, and a name that has no value is an error."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.domain.locale import Locale
from shared.texts import Texts, load_texts
from shared.web.assets import asset_url

FOLDER = Path(__file__).parent


def create_templates(folder: Path) -> Environment:
    """The templates of `folder`, which may build on the layout and the macros that all pages share."""
    templates = Environment(
        loader=FileSystemLoader([folder / "templates", FOLDER / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals["asset_url"] = asset_url
    return templates


@cache
def page_texts(folder: Path, locale: Locale) -> Texts:
    """The words of the pages in `folder`, with those that all pages share."""
    return Texts(locale, load_texts(FOLDER / "texts", locale).words | load_texts(folder / "texts", locale).words)
