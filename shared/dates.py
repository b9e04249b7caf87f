"""Dates and times as people write them, in either language; always in UTC, and saying so (F4)."""

from datetime import UTC, date, datetime

from shared.domain.locale import Locale

MONTHS = {
    Locale.ENGLISH: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    Locale.SWEDISH: (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
}  # fmt: skip


def date_words(day: date, locale: Locale) -> str:
    """22 November 2026, 22 november 2026. An instant is taken as its day in UTC."""
    if isinstance(day, datetime):
        day = day.astimezone(UTC)
    return f"{day.day} {MONTHS[locale][day.month - 1]} {day.year}"


def time_words(at: datetime, locale: Locale) -> str:
    """22 November 2026 at 12:05 UTC, 22 november 2026 kl. 12.05 UTC."""
    utc = at.astimezone(UTC)
    match locale:
        case Locale.ENGLISH:
            return f"{date_words(utc, locale)} at {utc:%H:%M} UTC"
        case Locale.SWEDISH:
            return f"{date_words(utc, locale)} kl. {utc:%H.%M} UTC"
