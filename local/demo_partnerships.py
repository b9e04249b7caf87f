"""How the partners of the demo data work together: a partnership in each state that both sides can bring it to."""

from dataclasses import dataclass, field
from enum import StrEnum


class PartnershipOutcome(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MODIFIED = "modified"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipStory:
    """By tenant names. `roles` are those of each contact, by environment; `reason` is why it was declined, is to be
    changed, or was ended."""

    partner: str
    customer: str
    message: str
    outcome: PartnershipOutcome
    roles: dict[str, list[str]] = field(default_factory=dict)
    reason: str = ""


PARTNERSHIPS = (
    PartnershipStory(
        partner="northgate",
        customer="gota-it",
        message="We look after endpoints around the clock. Our night desk would take your alarms from ten to six.",
        outcome=PartnershipOutcome.ACCEPTED,
        roles={"production": ["support", "reader"], "quality": ["consultant"]},
    ),
    PartnershipStory(
        partner="gota-it",
        customer="umea-bilservice",
        message="Vi sköter gärna nät och e-post i verkstaden, som vi kom överens om på telefon.",
        outcome=PartnershipOutcome.MODIFIED,
        roles={"production": ["administrator"]},
        reason="Vi har bara dagliga frågor, en kontakt räcker.",
    ),
    PartnershipStory(
        partner="umea-bilservice",
        customer="gota-it",
        message="Vi tar hand om era servicebilar i Norrland.",
        outcome=PartnershipOutcome.ENDED,
        roles={"development": ["reader"]},
        reason="Bilarna är sålda.",
    ),
    PartnershipStory(
        partner="northgate",
        customer="umea-bilservice",
        message="Would you like our service desk to answer for you at weekends?",
        outcome=PartnershipOutcome.DECLINED,
        reason="Vi har stängt på helgerna.",
    ),
    PartnershipStory(
        partner="umea-bilservice",
        customer="northgate",
        message="We fit cameras and trackers in vans, and would like to do so for your customers in Sweden.",
        outcome=PartnershipOutcome.OPEN,
    ),
)
