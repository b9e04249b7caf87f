from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from shared.dates import date_words, time_words
from shared.domain.locale import Locale

LATE = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("locale", "words"), [(Locale.ENGLISH, "28 February 2026"), (Locale.SWEDISH, "28 februari 2026")]
)
def test_an_instants_day_is_the_one_in_utc(locale: Locale, words: str) -> None:
    assert date_words(LATE, locale) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [(Locale.ENGLISH, "28 February 2026 at 23:30 UTC"), (Locale.SWEDISH, "28 februari 2026 kl. 23.30 UTC")],
)
def test_a_time_is_in_utc_and_says_so(locale: Locale, words: str) -> None:
    assert time_words(LATE, locale) == words


@pytest.mark.parametrize("locale", Locale)
def test_every_month_has_a_name_of_its_own(locale: Locale) -> None:
    names = {date_words(date(2026, month, 9), locale) for month in range(1, 13)}

    assert len(names) == 12
    assert time_words(datetime(2026, 5, 9, 7, 5, tzinfo=UTC), locale).startswith(("9 May", "9 maj"))
