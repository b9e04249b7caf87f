"""What the partners of the demo data have out to be signed: a quote in each state that customers can bring it to."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SigningOutcome(StrEnum):
    SENT = "sent"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELED = "canceled"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningStory:
    """`lines` are descriptions and prices in minor units; optional ones begin with a plus. `answer` is what the
    customer fills in on the page."""

    title: str
    lines: dict[str, int]
    channel: str
    address: str
    outcome: SigningOutcome
    answer: dict[str, str] = field(default_factory=dict)

    def quote(self, currency: str, valid_until: str) -> dict[str, Any]:
        return {
            "kind": "service",
            "title": self.title,
            "lines": [
                {
                    "description": name.removeprefix("+"),
                    "quantity": 1,
                    "unit_price": {"amount": amount, "currency": currency},
                    "billing": "one_time",
                    "optional": name.startswith("+"),
                }
                for name, amount in self.lines.items()
            ],
            "valid_until": valid_until,
        }


# By the partner's tenant name; each is of another of its customers, in the order of their names.
SIGNINGS: dict[str, tuple[SigningStory, ...]] = {
    "gota-it": (
        SigningStory(
            title="Nätverksgenomgång på plats",
            lines={"Genomgång av nätverk, en dag": 12_900_00, "Rapport med åtgärder": 4_500_00},
            channel="email",
            address="ekonomi@signering.example",
            outcome=SigningOutcome.SIGNED,
            answer={"decision": "sign"},
        ),
        SigningStory(
            title="Byte av brandvägg",
            lines={"Brandvägg, installerad": 18_400_00, "+Bevakning första året": 6_000_00},
            channel="sms",
            address="070-174 06 11",
            outcome=SigningOutcome.SENT,
        ),
        SigningStory(
            title="Utbildning i lösenordshantering",
            lines={"Halvdag för tio personer": 9_800_00},
            channel="email",
            address="kontor@signering.example",
            outcome=SigningOutcome.VIEWED,
        ),
        SigningStory(
            title="Trådlöst nät i lagret",
            lines={"Sex accesspunkter, monterade": 31_200_00},
            channel="email",
            address="lager@signering.example",
            outcome=SigningOutcome.DECLINED,
            answer={"decision": "decline", "reason": "Vi väntar till efter flytten i april."},
        ),
        SigningStory(
            title="Säkerhetskopiering av gamla servern",
            lines={"Kopiering och kontroll": 7_500_00},
            channel="email",
            address="bounce@signering.example",
            outcome=SigningOutcome.UNDELIVERABLE,
        ),
    ),
    "northgate": (
        SigningStory(
            title="Meeting room refit",
            lines={"Screen and camera, fitted": 2_400_00, "+Second microphone": 310_00},
            channel="email",
            address="facilities@signing.example",
            outcome=SigningOutcome.SENT,
        ),
    ),
    "umea-bilservice": (
        SigningStory(
            title="Stor service",
            lines={"Oljebyte och filter": 1_850_00, "Bromskontroll": 790_00, "+Kupéfilter": 420_00},
            channel="sms",
            address="070-174 06 12",
            outcome=SigningOutcome.SIGNED,
            answer={"decision": "sign", "options": "3"},
        ),
        SigningStory(
            title="Byte av kamrem",
            lines={"Kamrem med vattenpump": 7_900_00},
            channel="sms",
            address="070-174 06 13",
            outcome=SigningOutcome.CANCELED,
        ),
    ),
}
