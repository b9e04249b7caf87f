"""Partnerships as tiles: on the home screen, and in their list (E8, E11)."""

from dataclasses import dataclass

from shared.domain.partnership import Business, Partnership, Side


@dataclass(frozen=True, slots=True)
class PartnershipTile:
    """`side` is that of whoever looks at it."""

    partnership: Partnership
    side: Side

    @classmethod
    def of(cls, partnership: Partnership, partner_id: str) -> "PartnershipTile":
        return cls(partnership, partnership.side_of(partner_id))

    @property
    def path(self) -> str:
        return f"/portal/partnerships/{self.partnership.id}"

    @property
    def other(self) -> Business:
        return self.partnership.business_seen_by(self.side, self.side.other)

    @property
    def is_awaited(self) -> bool:
        """Whether one's own side is asked for an answer."""
        return self.partnership.awaits(self.side)

    @property
    def contacts(self) -> int:
        return len(self.partnership.active_contacts)

    @property
    def projects(self) -> int:
        return len(self.partnership.active_environments)
