"""The countries whose addresses say more than others."""

from shared.domain.country import has_states
from shared.domain.locale import Locale
from shared.web.country_names import country_names


def countries_with_states(locale: Locale) -> str:
    """Those whose addresses need a state or province, as words."""
    names = country_names(locale)
    return ", ".join(names[code] for code in names if has_states(code))
