"""How long what is kept of people beside a record is kept."""

from datetime import UTC, datetime

import pytest

from shared.evidence.keeping import kept_until


@pytest.mark.parametrize(
    ("recorded", "years", "until"),
    [
        ((2026, 11, 22), 10, (2036, 11, 22)),
        ((2024, 2, 29), 4, (2028, 2, 29)),
        ((2024, 2, 29), 1, (2025, 3, 1)),
    ],
)
def test_it_is_kept_to_the_day_so_many_years_later(
    recorded: tuple[int, int, int], years: int, until: tuple[int, int, int]
) -> None:
    assert kept_until(datetime(*recorded, 12, tzinfo=UTC), years) == datetime(*until, 12, tzinfo=UTC)
