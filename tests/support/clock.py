"""A clock for tests that make several things: ids are distinct only when time goes on."""

from datetime import datetime, timedelta

from tests.support.builders import NOON


class SteppingClock:
    """Each look is a millisecond later; a test moves it on by setting `at`."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at
