"""The countries' names, in the order of the alphabet of their language."""

import json
from functools import cache
from pathlib import Path

from shared.domain.locale import Locale

FOLDER = Path(__file__).parent / "countries"


@cache
def country_names(locale: Locale) -> dict[str, str]:
    """Code -> name."""
    names: dict[str, str] = json.loads((FOLDER / f"{locale}.json").read_text(encoding="utf-8"))
    return names
