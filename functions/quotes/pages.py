"""The pages of this function: what they share."""

from pathlib import Path

from shared.domain.errors import Invalid
from shared.web.portal import Portal, PortalRequest

portal = Portal(Path(__file__).parent)


def faults_of(request: PortalRequest, refusal: Invalid) -> dict[str, str]:
    """As `request.faults`, with a place of its own for each field of each line: `lines.2.quantity`.

    The field of the title is `heading`: `title` is the id of the page's own.
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
        place = ".".join(names[:3]) if of_line else "heading" if field == "title" else field
        found.setdefault(place, words)
    return found
