"""Who and what a fresh local stack holds: three partners with their customers, products, terms and proposals."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

type Json = dict[str, Any]


class Outcome(StrEnum):
    """What becomes of a proposal."""

    DRAFT = "draft"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    ACCEPTED_BY_ANOTHER = "accepted by another"
    DECLINED = "declined"
    CHANGE_REQUESTED = "change requested"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    first_name: str
    last_name: str
    email: str
    role: Literal["admin", "member"] = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`to` counts in the customer's contacts; `sku`s with quantities are the lines."""

    title: str
    skus: dict[str, int]
    outcome: Outcome
    kind: str = "solution"
    permitted_users: int | None = None
    to: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """`skus` with quantities are the lines; one without an order number stays a draft."""

    skus: dict[str, int]
    order_number: str | None = None
    permitted_users: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStory:
    account: Json
    contacts: tuple[Json, ...]
    proposals: tuple[Proposal, ...]
    purchases: tuple[Purchase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStory:
    """`fed` is what the distributor tells of accounts, by its own ids; some are accounts that the partner made."""

    contract: Json
    settings: Json
    users: tuple[Person, Person]
    products: dict[str, Json]
    terms: tuple[Json, ...]
    customers: tuple[CustomerStory, ...]
    fed: dict[str, Json]


DISTRIBUTOR = Person(first_name="Ingrid", last_name="Falk", email="ingrid.falk@nordmoln.example", role="admin")
STOREFRONT = Person(first_name="Anna", last_name="Ek", email="anna.ek@hamnlogistik.example")
SHOPPED = ({"MAIL-SKYDD": 5}, {"KONTOR-PLUS": 2, "INFORANDE": 1})
"""What she orders: the first waits for approval, the second is cancelled."""
NOT_SOLD = "Kontorspaketet byts ut i januari. Vi återkommer med ett nytt förslag."

TERMS_SV = """\
## 1. Vad avtalet gäller

Leverantören tillhandahåller de produkter och tjänster som står i förslaget. Andra avtal mellan parterna gäller inte
för dem.

## 2. Leverans och support

- Tjänsterna är tillgängliga dygnet runt, utom vid planerat underhåll, som aviseras minst fem arbetsdagar i förväg.
- Supporten svarar helgfria vardagar 08.00-17.00, senast inom fyra timmar.

## 3. Personuppgifter

Leverantören behandlar personuppgifter för kundens räkning och enligt kundens instruktioner. Ett
personuppgiftsbiträdesavtal är en del av dessa villkor.

## 4. Ansvar

Ansvaret är begränsat till **direkt skada**. Ingen part svarar för händelser utanför sin kontroll.

## 5. Avtalstid

Avtalet gäller tills vidare med tre månaders ömsesidig uppsägningstid. Svensk rätt gäller.
"""

TERMS_EN = """\
## 1. What this covers

The supplier provides the products and services listed in the proposal. No other agreement between the parties
applies to them.

## 2. Delivery and support

- The services are available around the clock, except for planned maintenance announced five working days ahead.
- Support answers on working days from 08:00 to 17:00, within four hours.

## 3. Personal data

The supplier processes personal data on the customer's behalf and on its instructions. A data processing agreement
is part of these terms.

## 4. Liability

Liability is limited to **direct loss**. Neither party answers for events beyond its control.

## 5. Term

The agreement runs until either party ends it with three months' notice.
"""

WORKSHOP_TERMS_SV = """\
## Arbetet

Verkstaden utför det arbete som står i förslaget. Behövs mer arbete frågar vi först.

## Delar och garanti

- Vi använder delar av originalkvalitet.
- Garantin gäller i tolv månader eller 2 000 mil, det som inträffar först.

## Uthämtning

Bilen hämtas senast två arbetsdagar efter att den är klar. Därefter tas en uppställningsavgift ut.

## Reklamation

Konsumenttjänstlagen gäller. Allmänna reklamationsnämnden prövar tvister.
"""


def _product(name: str, billing: str, cost: int, currency: str, provisioning: str = "automatic") -> Json:
    return {
        "name": name,
        "billing": billing,
        "cost": {"amount": cost, "currency": currency},
        "provisioning": provisioning,
        "active": True,
    }


def _subscription(number: str, sku: str, quantity: int, monthly: int, currency: str, status: str = "active") -> Json:
    return {
        "id": number,
        "sku": sku,
        "quantity": quantity,
        "status": status,
        "monthly_amount": {"amount": monthly, "currency": currency},
    }


def _asset(number: str, kind: str, name: str, quantity: int, status: str = "active") -> Json:
    return {"id": number, "kind": kind, "name": name, "quantity": quantity, "status": status}


def _contact(first_name: str, last_name: str, email: str, title: str, language: str, *roles: str) -> Json:
    return {
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "job_title": title,
        "language": language,
        "roles": list(roles),
    }


def _account(name: str, email: str, phone: str, address: str, postcode: str, city: str, country: str) -> Json:
    return {
        "name": name,
        "email": email,
        "phone": phone,
        "address": address,
        "postcode": postcode,
        "city": city,
        "country": country,
    }


GOTA = PartnerStory(
    contract={
        "name": "Göta IT-partner AB",
        "tenant_name": "gota-it",
        "country": "SE",
        "currency": "SEK",
        "payment_method": "cash",
        "payment_token": False,
        "workspace_url": "https://workspace.nordmoln.example/gota-it",
    },
    settings={"locale": "sv", "markup_percent": 18, "notification_email": "order@gota-it.example"},
    users=(
        Person(first_name="Elin", last_name="Sandberg", email="elin.sandberg@gota-it.example", role="admin"),
        Person(first_name="Oskar", last_name="Lind", email="oskar.lind@gota-it.example"),
    ),
    products={
        "MAIL-SKYDD": _product("E-postskydd, per användare", "monthly", 2900, "SEK"),
        "BACKUP-1TB": _product("Säkerhetskopiering, 1 TB", "monthly", 24900, "SEK"),
        "KONTOR-PLUS": _product("Kontorspaket Plus, per användare", "monthly", 11900, "SEK"),
        "INFORANDE": _product("Införande och utbildning, per dag", "one_time", 890000, "SEK", "manual"),
        "BRANDVAGG": _product("Brandvägg, installerad", "one_time", 1495000, "SEK", "manual"),
    },
    terms=(
        {"title": "Allmänna villkor", "locale": "sv", "body_markdown": TERMS_SV},
        {"title": "General terms", "locale": "en", "body_markdown": TERMS_EN},
    ),
    customers=(
        CustomerStory(
            account=_account(
                "Hamnlogistik i Göteborg AB",
                "info@hamnlogistik.example",
                "+46 31 711 40 00",
                "Indiska Oceanen 12",
                "418 34",
                "Göteborg",
                "SE",
            ),
            contacts=(
                _contact("Anna", "Ek", "anna.ek@hamnlogistik.example", "IT-chef", "sv", "implementation_lead"),
                _contact("Björn", "Åkesson", "bjorn.akesson@hamnlogistik.example", "VD", "sv"),
                _contact("Chloe", "Martin", "chloe.martin@hamnlogistik.example", "Head of Operations", "en"),
            ),
            proposals=(
                Proposal(
                    title="Säker e-post för 120 användare",
                    skus={"MAIL-SKYDD": 120, "INFORANDE": 2},
                    permitted_users=120,
                    outcome=Outcome.ACCEPTED,
                ),
                Proposal(
                    title="Säkerhetskopiering av terminalens servrar",
                    skus={"BACKUP-1TB": 8, "INFORANDE": 1},
                    outcome=Outcome.ACCEPTED_BY_ANOTHER,
                ),
                Proposal(
                    title="New office package for the night shift",
                    skus={"KONTOR-PLUS": 35},
                    outcome=Outcome.VIEWED,
                    to=2,
                ),
            ),
        ),
        CustomerStory(
            account=_account(
                "Räksmörgåsen Catering AB",
                "bokning@räksmörgåsen.example",
                "+46 31 20 55 10",
                "Feskekörka 3",
                "411 20",
                "Göteborg",
                "SE",
            ),
            contacts=(
                _contact("Gunilla", "Öhrn", "gunilla@räksmörgåsen.example", "Ägare", "sv", "implementation_lead"),
                _contact("Studs", "Svensson", "bounce+studs@räksmörgåsen.example", "Kökschef", "sv"),
            ),
            proposals=(
                Proposal(title="Kontorspaket för festvåningen", skus={"KONTOR-PLUS": 12}, outcome=Outcome.SENT),
                Proposal(title="E-postskydd i köket", skus={"MAIL-SKYDD": 6}, outcome=Outcome.SENT, to=1),
                Proposal(
                    title="Brandvägg och nytt nät",
                    skus={"BRANDVAGG": 1, "INFORANDE": 3},
                    outcome=Outcome.DECLINED,
                    reason="Vi bygger om först och väntar till hösten.",
                ),
                Proposal(
                    title="Säkerhetskopiering av bokningar",
                    skus={"BACKUP-1TB": 2},
                    outcome=Outcome.CHANGE_REQUESTED,
                    reason="Kan vi börja med en terabyte och bygga ut när det behövs?",
                ),
            ),
            purchases=(
                Purchase(skus={"KONTOR-PLUS": 4}, order_number="2026-118", permitted_users=4),
                Purchase(skus={"BRANDVAGG": 1, "INFORANDE": 1}, order_number="2026-131"),
            ),
        ),
        CustomerStory(
            account=_account(
                "Västkustens Båtklubb",
                "kansli@vastkustensbatklubb.example",
                "+46 303 22 81 90",
                "Småbåtshamnen 1",
                "444 30",
                "Stenungsund",
                "SE",
            ),
            contacts=(
                _contact(
                    "Märta", "Holm", "marta.holm@vastkustensbatklubb.example", "Kassör", "sv", "implementation_lead"
                ),
            ),
            proposals=(
                Proposal(title="E-post till styrelsen", skus={"MAIL-SKYDD": 9}, outcome=Outcome.DRAFT),
                Proposal(
                    title="Bokningssystem i molnet",
                    skus={"KONTOR-PLUS": 4, "BACKUP-1TB": 1},
                    outcome=Outcome.REVOKED,
                    reason="Fel antal användare; ett nytt förslag kommer.",
                ),
                Proposal(title="Nät i klubbhuset", skus={"BRANDVAGG": 1}, outcome=Outcome.SUPERSEDED),
            ),
            purchases=(Purchase(skus={"MAIL-SKYDD": 9}, permitted_users=9),),
        ),
    ),
    fed={
        "NM-20417": {
            "name": "Hamnlogistik i Göteborg AB",
            "email": "info@hamnlogistik.example",
            "subscriptions": [
                _subscription("NM-S-8801", "MAIL-SKYDD", 120, 410640, "SEK"),
                _subscription("NM-S-8802", "BACKUP-1TB", 8, 235056, "SEK"),
                _subscription("NM-S-7344", "KONTOR-PLUS", 20, 280840, "SEK", "canceled"),
            ],
            "assets": [
                _asset("NM-A-310", "license", "Serverlicens, 16 kärnor", 2),
                _asset("NM-A-311", "reservation", "Beräkningskapacitet, tre år", 4),
                _asset("NM-A-190", "license", "Databaslicens", 1, "expired"),
            ],
        },
        "NM-20588": {
            "name": "Lindholmens Mekaniska Verkstad AB",
            "email": "kontor@lindholmensmek.example",
            "phone": "+46 31 22 60 15",
            "city": "Göteborg",
            "country": "SE",
            "subscriptions": [_subscription("NM-S-9120", "KONTOR-PLUS", 42, 589764, "SEK")],
        },
        "NM-20601": {"name": "Änggårdens Trädgård AB", "email": "hej@anggardenstradgard.example"},
    },
)

NORTHGATE = PartnerStory(
    contract={
        "name": "Northgate Managed Services Ltd",
        "tenant_name": "northgate",
        "country": "GB",
        "currency": "GBP",
        "payment_method": "deposit",
        "payment_token": False,
        "workspace_url": "https://workspace.nordmoln.example/northgate",
    },
    settings={
        "locale": "en",
        "markup_percent": 22.5,
        "notification_email": "sales@northgate.example",
        "reminder_days": 3,
    },
    users=(
        Person(first_name="Priya", last_name="Nair", email="priya.nair@northgate.example", role="admin"),
        Person(first_name="Tom", last_name="Whitfield", email="tom.whitfield@northgate.example"),
    ),
    products={
        "EP-GUARD": _product("Endpoint Guard, per device", "monthly", 240, "GBP"),
        "MAIL-ARC": _product("Mail archive, per mailbox", "monthly", 175, "GBP"),
        "DESK-247": _product("Service desk, around the clock", "monthly", 89000, "GBP", "manual"),
        "ONBOARD": _product("Onboarding, per site", "one_time", 120000, "GBP", "manual"),
    },
    terms=(
        {"title": "Terms of service", "locale": "en", "body_markdown": TERMS_EN},
        {"title": "Tjänstevillkor", "locale": "sv", "body_markdown": TERMS_SV},
    ),
    customers=(
        CustomerStory(
            account=_account(
                "Castlefield Dental Group",
                "office@castlefielddental.example",
                "+44 161 496 0120",
                "14 Liverpool Road",
                "M3 4JN",
                "Manchester",
                "GB",
            ),
            contacts=(
                _contact(
                    "Hannah",
                    "Boyle",
                    "hannah.boyle@castlefielddental.example",
                    "Practice manager",
                    "en",
                    "implementation_lead",
                ),
                _contact("Samir", "Patel", "samir.patel@castlefielddental.example", "Principal dentist", "en"),
            ),
            proposals=(
                Proposal(
                    title="Protection for 46 workstations",
                    skus={"EP-GUARD": 46, "ONBOARD": 2},
                    permitted_users=60,
                    outcome=Outcome.ACCEPTED,
                ),
                Proposal(title="Mail archive for both practices", skus={"MAIL-ARC": 60}, outcome=Outcome.VIEWED),
            ),
            purchases=(Purchase(skus={"EP-GUARD": 46, "DESK-247": 1}, order_number="CDG-5501"),),
        ),
        CustomerStory(
            account=_account(
                "Pennine Freight Ltd",
                "it@penninefreight.example",
                "+44 161 496 0777",
                "Unit 7, Trafford Park",
                "M17 1DB",
                "Manchester",
                "GB",
            ),
            contacts=(
                _contact(
                    "Grace",
                    "Okafor",
                    "grace.okafor@penninefreight.example",
                    "Finance director",
                    "en",
                    "implementation_lead",
                ),
                _contact("Lars", "Nyberg", "lars.nyberg@penninefreight.example", "Warehouse lead", "sv"),
            ),
            proposals=(
                Proposal(
                    title="Service desk around the clock", skus={"DESK-247": 1, "ONBOARD": 1}, outcome=Outcome.SENT
                ),
                Proposal(
                    title="Endpoint Guard for the depots",
                    skus={"EP-GUARD": 120},
                    outcome=Outcome.DECLINED,
                    reason="We have just renewed with our present supplier.",
                ),
                Proposal(title="Mejlarkiv till lagret", skus={"MAIL-ARC": 18}, outcome=Outcome.SENT, to=1),
            ),
            purchases=(Purchase(skus={"MAIL-ARC": 30}),),
        ),
    ),
    fed={
        "NM-31002": {
            "name": "Castlefield Dental Group",
            "email": "office@castlefielddental.example",
            "subscriptions": [_subscription("NM-S-5510", "EP-GUARD", 46, 13524, "GBP")],
            "assets": [_asset("NM-A-720", "license", "Imaging suite, per chair", 9)],
        },
        "NM-31040": {
            "name": "Saltburn Surveyors LLP",
            "email": "hello@saltburnsurveyors.example",
            "address": "3 Marine Parade",
            "city": "Saltburn",
            "postcode": "TS12 1DP",
            "country": "GB",
            "assets": [_asset("NM-A-733", "reservation", "Compute, one year", 2)],
        },
    },
)

UMEA = PartnerStory(
    contract={
        "name": "Umeå Bilservice AB",
        "tenant_name": "umea-bilservice",
        "country": "SE",
        "currency": "SEK",
        "payment_method": "credit_card",
        "payment_token": False,
    },
    settings={"locale": "sv", "markup_percent": 35, "require_code": "off", "confirmation_validity_days": 14},
    users=(
        Person(first_name="Maja", last_name="Öberg", email="maja.oberg@umeabilservice.example", role="admin"),
        Person(first_name="Johan", last_name="Norberg", email="johan.norberg@umeabilservice.example"),
    ),
    products={
        "SERVICE-STOR": _product("Stor service", "one_time", 310000, "SEK", "manual"),
        "BROMSAR-FRAM": _product("Bromsbelägg och skivor fram", "one_time", 265000, "SEK", "manual"),
        "DACKHOTELL": _product("Däckhotell, per bil", "monthly", 6500, "SEK", "manual"),
        "FLEETKOLL": _product("Fleetkoll, per fordon", "monthly", 9900, "SEK"),
    },
    terms=({"title": "Verkstadens villkor", "locale": "sv", "body_markdown": WORKSHOP_TERMS_SV},),
    customers=(
        CustomerStory(
            account=_account(
                "Västerbottens Hemtjänst AB",
                "fordon@vbhemtjanst.example",
                "+46 90 16 20 00",
                "Storgatan 61",
                "903 30",
                "Umeå",
                "SE",
            ),
            contacts=(
                _contact(
                    "Stina",
                    "Lundmark",
                    "stina.lundmark@vbhemtjanst.example",
                    "Fordonsansvarig",
                    "sv",
                    "implementation_lead",
                ),
            ),
            proposals=(
                Proposal(
                    title="Stor service, Volvo V60 ABC 12D",
                    skus={"SERVICE-STOR": 1, "BROMSAR-FRAM": 1},
                    kind="service",
                    outcome=Outcome.ACCEPTED,
                ),
                Proposal(title="Fleetkoll för 22 bilar", skus={"FLEETKOLL": 22}, outcome=Outcome.SENT),
                Proposal(title="Däckhotell vintern 2026", skus={"DACKHOTELL": 22}, kind="quick", outcome=Outcome.DRAFT),
            ),
            purchases=(Purchase(skus={"FLEETKOLL": 14}, order_number="VH-77"), Purchase(skus={"DACKHOTELL": 14})),
        ),
    ),
    fed={
        "NM-40007": {
            "name": "Västerbottens Hemtjänst AB",
            "email": "fordon@vbhemtjanst.example",
            "subscriptions": [_subscription("NM-S-6001", "DACKHOTELL", 22, 193050, "SEK")],
        },
    },
)

PARTNERS = (GOTA, NORTHGATE, UMEA)
