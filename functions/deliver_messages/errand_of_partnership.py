"""A message about a partnership, looked at when it is delivered: to a manager of the side that hears of it (E15)."""

from functions.deliver_messages.compose_of_partnership import PartnershipOccasion
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.still_wanted import reason_to_drop_for_manager, reason_to_drop_for_partnership
from shared.domain.message import Message
from shared.domain.partnership import Person
from shared.domain.partnership_messages import KINDS, told_of
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
        message, told_of(entry, partnership), receiving
    )
    return obsolete, PartnershipOccasion(
        message=message,
        partnership=partnership,
        entry=entry,
        side=side,
        link=f"{office.public_url}/portal/partnerships/{partnership.id}",
    )


def _unreachable(message: Message, told: tuple[Person, ...], partnerships: Partnerships) -> str | None:
    wanted = (person.user_id for person in told if person.email == message.to_address)
    return reason_to_drop_for_manager(tuple(partnerships.colleagues(wanted).values()))
