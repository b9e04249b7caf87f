"""What verifying shows, as HTML: the form, what is kept under a number, and what a certificate turned out to be."""

from datetime import datetime
from pathlib import Path
from typing import Any

from functions.verify_evidence.look_up_record import LookedUp
from shared.dates import time_words
from shared.domain.locale import Locale
from shared.evidence.findings import Verification
from shared.evidence.words import details, headline, not_proven, words
from shared.limits import MAX_FILE
from shared.web.linked_pages import other_locale
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent
MEGABYTE = 1024 * 1024

_templates = create_templates(FOLDER)


def form_page(locale: Locale, fault: str | None = None) -> str:
    return _render("form.html", locale, path="/verify", fault=fault)


def fault_words(fault: str, locale: Locale) -> str:
    return page_texts(FOLDER, locale)(fault, most=MAX_FILE // MEGABYTE)


def record_page(looked_up: LookedUp, locale: Locale) -> str:
    """One of an unknown number doesn't repeat it."""
    verification, record = looked_up.verification, looked_up.record
    checkpoint = looked_up.checkpoint.checkpoint if looked_up.checkpoint else None
    path = f"/verify/{verification.record_id}" if verification.record_id else "/verify"
    return _render(
        "record.html",
        locale,
        path=path,
        **_found(verification, locale),
        record=record,
        recorded_at=datetime.fromisoformat(record.content["recorded_at"]) if record else None,
        checkpoint=checkpoint,
    )


def certificate_page(verification: Verification, locale: Locale) -> str:
    return _render("certificate.html", locale, path="/verify", **_found(verification, locale))


def _found(verification: Verification, locale: Locale) -> dict[str, Any]:
    t = words(locale)
    return {
        "verification": verification,
        "headline": headline(verification, t),
        "details": [*details(verification, t)],
        "not_proven": not_proven(t),
    }


def _render(template: str, locale: Locale, **values: Any) -> str:
    return _templates.get_template(template).render(
        t=page_texts(FOLDER, locale),
        in_other=page_texts(FOLDER, other_locale(locale)),
        when=lambda at: time_words(at, locale),
        most=MAX_FILE // MEGABYTE,
        **{"fault": None, **values},
    )
