"""Pages for what can't be answered. They know nothing about the reader, so they speak both languages.

One page for each status, the same bytes whatever was asked: an unknown link looks like a damaged or a foreign one.
"""

from functools import cache
from http import HTTPStatus

from shared.domain.locale import Locale
from shared.texts import load_texts
from shared.web.render import FOLDER, create_templates


@cache
def refusal_page(status: HTTPStatus) -> str:
    texts = [load_texts(FOLDER / "texts", locale) for locale in Locale]
    return create_templates(FOLDER).get_template("refusal.html").render(status=int(status), texts=texts, t=texts[0])
