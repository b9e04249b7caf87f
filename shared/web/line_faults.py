"""Faults of forms with lines: each field of each line has a place of its own."""

from collections.abc import Mapping

from shared.domain.errors import Invalid
from shared.web.portal_request import PortalRequest


def line_faults(request: PortalRequest, refusal: Invalid, places: Mapping[str, str] = {}) -> dict[str, str]:
    """As `request.faults`, with `lines.2.quantity` for a field of a line: its words begin with its number
    (`fault_in_line`). `places` are fields that go by another name on the page.
    """
    found: dict[str, str] = {}
    for error in refusal.errors:
        names = error.field.split(".")
        of_line = names[0] == "lines" and len(names) > 2
        field = names[2] if of_line else names[-1]
        known = (f"fault_{field}_{error.code}", f"fault_{field}", f"fault_{error.code}", "fault_other")
        words = request.t(next(key for key in known if key in request.t.words))
        if of_line:
            words = request.t("fault_in_line", number=int(names[1]) + 1, fault=words)
        place = ".".join(names[:3]) if of_line else places.get(field, field)
        found.setdefault(place, words)
    return found
