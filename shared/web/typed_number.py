"""Whole numbers as people type them: 12, 1 000."""

import re

_NUMBER = re.compile(r"[0-9]{1,9}")


def whole(typed: str) -> int | str:
    """The number, or what was typed: the model then says what is wrong with it."""
    compact = "".join(typed.replace("\N{NO-BREAK SPACE}", " ").split())
    return int(compact) if _NUMBER.fullmatch(compact) else typed
