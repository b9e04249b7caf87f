"""A message about a partnership, looked at when it is delivered: to a manager of the side that hears of it (E15)."""

from functions.deliver_messages.compose_of_partnership import PartnershipOccasion
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.still_wanted import reason_to_drop_for_manager, reason_to_drop_for_partnership
from shared.domain.message import Message
from shared.domain.partnership import Partnership, Side
from shared.domain.partnership_messages import KINDS
from shared.domain.tenant import Tenant
from shared.ports import Partnerships

OF_PARTNERSHIPS = frozenset(KINDS.values())


def read_partnership_errand(message: Message, office: PostOffice) -> tuple[str | None, PartnershipOccasion]:
    """Why nobody needs it any more, and what it is made from. Raises NotFound."""
    partnerships = office.partnerships(Tenant(message.partner_id))
    partnership = partnerships.read(message.about).partnership
    entry = partnerships.entry(message.about, message.number)
    side = entry.side.other
    receiving = office.partnerships(Tenant(partnership.business(side).partner_id))
    obsolete = reason_to_drop_for_partnership(message, partnership, entry) or _unreachable(
        message, partnership, side, receiving
    )
    return obsolete, PartnershipOccasion(
        message=message,
        partnership=partnership,
        entry=entry,
        side=side,
        link=f"{office.public_url}/portal/partnerships/{partnership.id}",
    )


def _unreachable(message: Message, partnership: Partnership, side: Side, partnerships: Partnerships) -> str | None:
    managing = (one.user_id for one in partnership.managers_of(side) if one.email == message.to_address)
    return reason_to_drop_for_manager(tuple(partnerships.colleagues(managing).values()))
