"""A partnership as whoever manages it sees it: what every page of one begins with (E6, E12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.partnership.portal.routes import partnership_path
from functions.partnership.read_partnership import read_partnership
from shared import wiring
from shared.domain.errors import NotFound
from shared.domain.partnership import (
    Business,
    HistoryEntry,
    Partnership,
    PartnershipStep,
    Person,
    Side,
)
from shared.ports import Partnerships
from shared.web.portal import PortalRequest

LOOKED_BACK = 50


class NoLongerManager(NotFound):
    """Somebody who managed it, until a change released them: it is no secret to them that it is there."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`side` is that of whoever sits at it."""

    request: PortalRequest
    partnership: Partnership
    side: Side

    @property
    def path(self) -> str:
        return partnership_path(self.partnership.id)

    @property
    def other(self) -> Business:
        return self.businesses[self.side.other]

    @property
    def businesses(self) -> Mapping[Side, Business]:
        return {side: self.partnership.business_seen_by(self.side, side) for side in Side}

    @property
    def managers(self) -> Mapping[Side, tuple[Person, ...]]:
        seen = self.partnership.managers_seen_by(self.side)
        return {side: tuple(person for person in seen if person.side is side) for side in Side}

    @property
    def is_awaited(self) -> bool:
        """Whether one's own side is asked for an answer."""
        return self.partnership.awaits(self.side)

    @property
    def steps(self) -> tuple[PartnershipStep, ...]:
        return self.partnership.steps_of(self.side)

    @property
    def after(self) -> Partnership:
        """As it would be with the change that waits for an answer."""
        pending = self.partnership.modification
        return self.partnership.with_modification_applied(pending, {}) if pending else self.partnership

    def allows(self, step: PartnershipStep) -> bool:
        """Whether that can be done now, to the change that the address names where it names one."""
        pending, named = self.partnership.modification, self.request.path.get("modification_id")
        return step in self.steps and (named is None or (pending is not None and pending.id == named))

    def newest_entry(self) -> HistoryEntry:
        return partnerships_of(self.request).entry(self.partnership.id, self.partnership.entries)


def read_desk(request: PortalRequest) -> Desk:
    """Raises NotFound, NoLongerManager."""
    partnership_id, partnerships = request.path["partnership_id"], partnerships_of(request)
    try:
        seen = read_partnership(partnership_id, request.user.id, partnerships=partnerships)
    except NotFound:
        if was_released(partnership_id, request.user.id, partnerships=partnerships):
            raise NoLongerManager from None
        raise
    return Desk(request, seen.partnership, seen.side)


def was_released(partnership_id: str, user_id: str, *, partnerships: Partnerships) -> bool:
    """Whether a change that was accepted lately took that user from the managers."""
    history = partnerships.history(partnership_id, limit=LOOKED_BACK, after=None)
    return any(
        person.user_id == user_id
        for entry in history.items
        if entry.step is PartnershipStep.ACCEPT_MODIFICATION and entry.modification
        for person in entry.modification.release_managers
    )


def partnerships_of(request: PortalRequest) -> Partnerships:
    return wiring.partnerships(request.caller.tenant)
