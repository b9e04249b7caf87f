"""Partnerships to begin a test with: three partners with their people, and what became of an offer of one to another.

Nordic Resale offers (Sam is its admin, Kim and Lo are members, Dan is deactivated); Fjord Drift is offered (Carla is
its admin, Nils and Olga are members, Dora is deactivated); Third Party (Tim) has no part in it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.partnerships import DynamoPartnerships
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.partnership import (
    Business,
    Contact,
    Environment,
    HistoryEntry,
    Modification,
    Partnership,
    PartnershipChange,
    PartnershipStatus,
    PartnershipStep,
    Person,
    Roles,
    Side,
)
from shared.domain.tenant import Actor, Tenant
from shared.domain.user import Role, User, UserState
from tests.support.builders import A_LOGO, NOON, OTHER_PARTNER_ID, PARTNER_ID, TENANT, a_partner, a_user
from tests.support.events import SELLER_CLAIMS

THIRD_PARTNER_ID = "par_01KAPARTNER00000000000001C"
OTHER_TENANT = Tenant(OTHER_PARTNER_ID)
THIRD_TENANT = Tenant(THIRD_PARTNER_ID)
PRT_TAIL = "PARTNERSH1P00001"
PARTNERSHIP_ID = f"prt_01KAAAAAAP{PRT_TAIL}"
MODIFICATION_ID = f"mod_01KAAAAAAM{PRT_TAIL}"

NORDIC = a_partner(logo=A_LOGO)
FJORD = a_partner(id=OTHER_PARTNER_ID, name="Fjord Drift AS", tenant_name="fjord-drift", locale=Locale.SWEDISH)
THIRD = a_partner(id=THIRD_PARTNER_ID, name="Third Party Ltd", tenant_name="third-party")


def _user(partner: Partner, letter: str, first_name: str, last_name: str, domain: str, **changes: Any) -> User:
    email = f"{first_name}@{domain}".lower()
    return a_user(
        **{
            "id": f"usr_01KAVSER0000000000000000{letter}",
            "partner_id": partner.id,
            "email": email,
            "sign_in_name": email,
            "first_name": first_name,
            "last_name": last_name,
            "role": Role.MEMBER,
            **changes,
        }
    )


SAM = a_user()
KIM = _user(NORDIC, "1K", "Kim", "Konsult", "reseller.example")
LO = _user(NORDIC, "1M", "Lo", "Lind", "reseller.example", language=Locale.SWEDISH)
DAN = _user(NORDIC, "1D", "Dan", "Borta", "reseller.example", state=UserState.DEACTIVATED)
CARLA = _user(FJORD, "2C", "Carla", "Chef", "fjord.example", role=Role.ADMIN, language=Locale.SWEDISH)
NILS = _user(FJORD, "2N", "Nils", "Nord", "fjord.example")
OLGA = _user(FJORD, "2P", "Olga", "Ohm", "fjord.example")
DORA = _user(FJORD, "2D", "Dora", "Borta", "fjord.example", state=UserState.DEACTIVATED)
TIM = _user(THIRD, "3T", "Tim", "Tredje", "third.example", role=Role.ADMIN)
EVERYBODY = (SAM, KIM, LO, DAN, CARLA, NILS, OLGA, DORA, TIM)

MESSAGE = "We look after your backups already: let us work in your projects."
CONSULTANT: Roles = {Environment.PRODUCTION: ("consultant",)}
"""In one environment."""


def claims_of(user: User) -> dict[str, str]:
    """As Cognito signs them when that user signs in."""
    return SELLER_CLAIMS | {
        "custom:partner_id": user.partner_id,
        "custom:user_id": user.id,
        "custom:role": str(user.role),
        "name": user.name,
        "email": user.email,
    }


def actor(user: User) -> Actor:
    return Actor(user_id=user.id, name=user.name, email=user.email)


def person(user: User) -> Person:
    return Person.of(user, Side.PARTNER if user.partner_id == PARTNER_ID else Side.CUSTOMER)


def contact(user: User, roles: Roles = CONSULTANT) -> Contact:
    return Contact(person=person(user), roles=roles)


def an_offer(**changes: Any) -> PartnershipChange:
    """Sam offers Kim and Lo to Carla at noon."""
    offered = Partnership(
        id=PARTNERSHIP_ID,
        partner=Business.of(NORDIC),
        customer=Business.of(FJORD),
        contact_email=CARLA.email,
        message=MESSAGE,
        offered_at=NOON,
        offered_by=actor(SAM),
        managers=(person(SAM), person(CARLA)),
        contacts=(contact(KIM, {}), contact(LO, {})),
        changed_at=NOON,
    )
    made = replace(offered, **changes)
    entry = HistoryEntry(
        number=made.entries,
        at=made.offered_at,
        step=PartnershipStep.OFFER,
        side=Side.PARTNER,
        by=made.offered_by,
        contacts=made.contacts,
        managers=made.managers_of(Side.PARTNER),
    )
    return PartnershipChange(partnership=made, entry=entry)


def accepted(offered: Partnership, at: datetime = NOON + timedelta(hours=1)) -> PartnershipChange:
    """By Carla: everybody offered is a consultant in production."""
    contacts = tuple(replace(one, roles=CONSULTANT) for one in offered.contacts)
    change = offered.taken(PartnershipStep.ACCEPT, Side.CUSTOMER, actor(CARLA), at)
    return PartnershipChange(
        partnership=replace(change.partnership, contacts=contacts), entry=replace(change.entry, contacts=contacts)
    )


def a_modification(**changes: Any) -> Modification:
    """Sam wants Lo released, and Kim to manage it too."""
    return replace(
        Modification(
            id=MODIFICATION_ID,
            proposed_by=Side.PARTNER,
            proposer=actor(SAM),
            proposed_at=NOON + timedelta(hours=2),
            release_contacts=(person(LO),),
            add_managers=(person(KIM),),
            reason="Lo goes on leave.",
        ),
        **changes,
    )


def modified(formed: Partnership, modification: Modification | None = None) -> PartnershipChange:
    """A change of it waits for the other side's answer."""
    wanted = modification or a_modification()
    return formed.taken(
        PartnershipStep.MODIFY,
        wanted.proposed_by,
        wanted.proposer,
        wanted.proposed_at,
        reason=wanted.reason,
        modification=wanted,
    )


def a_story(status: PartnershipStatus, **changes: Any) -> tuple[PartnershipChange, ...]:
    """The steps that lead from the offer there; `changes` are of the offer."""
    offer = an_offer(**changes)
    offered, later = offer.partnership, offer.partnership.offered_at + timedelta(hours=3)
    acceptance = accepted(offered, offer.partnership.offered_at + timedelta(hours=1))
    match status:
        case PartnershipStatus.OPEN:
            return (offer,)
        case PartnershipStatus.ACCEPTED:
            return (offer, acceptance)
        case PartnershipStatus.MODIFIED:
            return (offer, acceptance, modified(acceptance.partnership))
        case PartnershipStatus.DECLINED:
            step, side, by = PartnershipStep.DECLINE, Side.CUSTOMER, actor(CARLA)
            return (offer, offered.taken(step, side, by, later, reason="We have somebody already."))
        case PartnershipStatus.WITHDRAWN:
            step, side, by = PartnershipStep.WITHDRAW, Side.PARTNER, actor(SAM)
            return (offer, offered.taken(step, side, by, later, reason="Sent too early."))
        case PartnershipStatus.ENDED:
            step, side, by = PartnershipStep.END, Side.CUSTOMER, actor(CARLA)
            ended = acceptance.partnership.taken(step, side, by, later, reason="The projects are done.")
            return (offer, acceptance, ended)


def a_partnership(status: PartnershipStatus = PartnershipStatus.OPEN, **changes: Any) -> Partnership:
    """As the last step of its story left it; `changes` are of that."""
    return replace(a_story(status)[-1].partnership, **changes)


def put_partners(table: DynamoTable) -> None:
    """The three of them with all their people, and nothing between them."""
    for partner in (NORDIC, FJORD, THIRD):
        DynamoPartners(table, Tenant(partner.id)).put(partner, None)
    for user in EVERYBODY:
        users = DynamoUsers(table, Tenant(user.partner_id), lambda: NOON)
        users.save(user, None, users.circle(None))


def put_partnership(table: DynamoTable, *story: PartnershipChange) -> Partnership:
    """Step by step, without the mails; an open offer where no story is told."""
    offer, *rest = story or a_story(PartnershipStatus.OPEN)
    partnerships = DynamoPartnerships(table, TENANT, lambda: NOON)
    partnerships.offer(offer, ())
    save_all(partnerships, rest)
    return (rest or [offer])[-1].partnership


def save_all(partnerships: DynamoPartnerships, changes: Iterable[PartnershipChange]) -> None:
    for change in changes:
        partnerships.save(change, ())
