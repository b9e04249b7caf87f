"""What the pages that ask before something is done have in common: whether it can be done, and what happened else."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.partnership.portal.desk import Desk, read_desk
from shared.domain.errors import Conflict, Invalid, NotFound, Stale
from shared.domain.partnership import HistoryEntry, PartnershipStep
from shared.web.portal import PortalRequest, WebAnswer

SEARCH = "search"
"""What the button beside a search sends: the page again, with what is found."""

PROPOSALS = frozenset({PartnershipStep.MODIFY, PartnershipStep.COUNTER_MODIFICATION})
"""Of which one needn't be like the other; a form of them that comes twice is known by its id."""

type Ask = Callable[[Desk, Invalid | None], WebAnswer]
"""The page with its form; as it was typed, where that is refused."""
type Take = Callable[[Desk], WebAnswer]
"""Raises Invalid, Conflict, Stale."""


@dataclass(frozen=True, slots=True)
class Action:
    step: PartnershipStep
    ask: Ask
    take: Take


def find_action(actions: dict[str, Action], request: PortalRequest) -> Action:
    """Raises NotFound."""
    try:
        return actions[request.path["action"]]
    except KeyError:
        raise NotFound from None


def ask_first(desk: Desk, action: Action) -> WebAnswer:
    if not desk.allows(action.step):
        return show_as_it_is(desk, "no_more")
    return action.ask(desk, None)


def take_or_tell(desk: Desk, action: Action) -> WebAnswer:
    """Where it came too late, the partnership as it is now, and in words what happened."""
    if desk.request.form.get("go") == SEARCH:
        return ask_first(desk, action)
    try:
        return action.take(desk)
    except Invalid as refusal:
        if desk.allows(action.step):
            return action.ask(desk, refusal)
    except (Conflict, Stale):
        pass
    present = read_desk(desk.request)
    newest = present.newest_entry()
    if newest.step is action.step and newest.by.user_id == desk.request.user.id and action.step not in PROPOSALS:
        return done(present, action.step)  # the button was pressed twice
    return show_as_it_is(present, "meanwhile")


def done(desk: Desk, step: PartnershipStep) -> WebAnswer:
    request = desk.request
    return request.redirect(desk.path, flash=request.t(f"done_{step}", other=desk.other.name))


def show_as_it_is(desk: Desk, text: str) -> WebAnswer:
    request = desk.request
    flash = request.t(text, what=told(desk, desk.newest_entry()))
    return request.redirect(desk.path, flash=flash, kind="problem")


def told(desk: Desk, entry: HistoryEntry) -> str:
    """Who did what, in a sentence."""
    organisation = desk.businesses[entry.side].name
    return desk.request.t(f"history_{entry.step}", name=entry.by.name, organisation=organisation)
