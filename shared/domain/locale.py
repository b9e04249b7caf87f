"""The languages of screens and mails (F4)."""

from enum import StrEnum


class Locale(StrEnum):
    ENGLISH = "en"
    SWEDISH = "sv"
