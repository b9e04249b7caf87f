"""The language of a page for somebody whom we don't know yet."""

from collections.abc import Mapping

from shared.domain.locale import Locale


def wanted_locale(chosen: str | None, headers: Mapping[str, str]) -> Locale:
    """The one chosen on the page, else the first of the browser's that we speak, else English."""
    spoken = [part.partition(";")[0].strip()[:2].lower() for part in headers.get("accept-language", "").split(",")]
    wanted = [chosen, *spoken]
    return next((Locale(one) for one in wanted if one in set(Locale)), Locale.ENGLISH)
