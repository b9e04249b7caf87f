"""What the pages behind emailed links share: their form's token and its age, their language, what is wrong in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared import wiring
from shared.dates import time_words
from shared.domain.locale import Locale
from shared.faults import Fault
from shared.texts import Texts
from shared.web.forms import FormAge, age_of_form, issue_form_token


def new_form_token(page: str) -> str:
    """For a form on the page of that name."""
    return issue_form_token(page, keys=wiring.signing_keys(), now=wiring.now(), random_bytes=wiring.random_bytes)


def form_age(form_token: str, page: str) -> FormAge:
    return age_of_form(form_token, page, keys=wiring.signing_keys(), now=wiring.now())


def chosen_locale(sent: Mapping[str, str]) -> Locale | None:
    """The language that was asked for, in the address or in a form."""
    return Locale(sent["lang"]) if sent.get("lang") in set(Locale) else None


def other_locale(locale: Locale) -> Locale:
    return next(other for other in Locale if other is not locale)


def said(faults: Iterable[Fault], t: Texts, anchors: Mapping[str, str]) -> list[dict[str, str]]:
    """For the summary and the fields; each leads to the field of its name, where `anchors` knows no other place."""
    return [
        {"name": fault.name, "anchor": anchors.get(fault.name, fault.name), "text": t(fault.key, **_filled(fault, t))}
        for fault in faults
    ]


def _filled(fault: Fault, t: Texts) -> dict[str, str | int]:
    return {
        name: time_words(value, t.locale) if isinstance(value, datetime) else value
        for name, value in fault.values.items()
    }
