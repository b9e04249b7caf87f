"""What the portals of Nordic Resale and Fjord Drift hold in the tests of partnerships."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.locale import Locale
from shared.domain.partnership import (
    Business,
    Contact,
    Environment,
    Partnership,
    PartnershipChange,
    PartnershipStatus,
    PartnershipStep,
    Person,
    Side,
)
from shared.domain.tenant import Tenant
from shared.domain.user import User
from tests.support.account import create_assets_bucket
from tests.support.builders import LOGO_PATH, NOON, a_partner
from tests.support.partnerships import (
    CARLA,
    EVERYBODY,
    FJORD,
    KIM,
    MODIFICATION_ID,
    NILS,
    NORDIC,
    PARTNERSHIP_ID,
    PRT_TAIL,
    SAM,
    THIRD,
    a_modification,
    a_story,
    accepted,
    actor,
    an_offer,
    contact,
    modified,
    person,
    put_partnership,
)
from tests.support.pictures import a_png
from tests.support.portal import put_user

LIVE = f"/portal/partnerships/{PARTNERSHIP_ID}"
"""Of Nordic Resale with Fjord Drift."""
CHANGE = f"{LIVE}/modifications/{MODIFICATION_ID}"
CLOSED = {
    PartnershipStatus.DECLINED: f"prt_01KAAAAAA1{PRT_TAIL}",
    PartnershipStatus.WITHDRAWN: f"prt_01KAAAAAA2{PRT_TAIL}",
    PartnershipStatus.ENDED: f"prt_01KAAAAAA3{PRT_TAIL}",
}
LONG = "Donaudampfschifffahrtsgesellschaft für Flußschiffahrtsbetriebsangelegenheiten mbH & Co. KG"


def path_of(partnership_id: str) -> str:
    return f"/portal/partnerships/{partnership_id}"


def put_people(table: DynamoTable) -> None:
    """All but Sam and his partner, whom the site has already; his gets its logo."""
    create_assets_bucket()
    wiring.assets().put(LOGO_PATH[1:], a_png(600, 150), content_type="image/png")
    DynamoPartners(table, Tenant(NORDIC.id)).put(replace(NORDIC, version=2), a_partner())
    for partner in (FJORD, THIRD):
        DynamoPartners(table, Tenant(partner.id)).put(partner, None)
    for user in EVERYBODY:
        if user.id != SAM.id:
            put_user(table, user)


def put_live(table: DynamoTable, status: PartnershipStatus) -> Partnership:
    if status is PartnershipStatus.MODIFIED:
        return put_partnership(table, *a_rich_change())
    return put_partnership(table, *a_story(status))


def a_rich_change() -> tuple[PartnershipChange, ...]:
    """Fjord Drift has a contact too, and Nordic Resale asks for one of each."""
    offer = an_offer()
    acceptance = accepted(offer.partnership)
    formed = acceptance.partnership
    roles = {Environment.PRODUCTION: ("administrator", "on call at night"), Environment.QUALITY: ("reader",)}
    with_nils = replace(
        formed,
        contacts=(*formed.contacts, contact(NILS, roles)),
        managers=(*formed.managers, person(NILS)),
    )
    wanted = a_modification(add_contacts=(Contact(person=person(SAM), roles={}),), release_managers=(person(NILS),))
    return (offer, replace(acceptance, partnership=with_nils), modified(with_nils, wanted))


def put_closed(table: DynamoTable) -> None:
    for status, partnership_id in CLOSED.items():
        put_partnership(table, *a_story(status, id=partnership_id, offered_at=NOON - timedelta(days=30)))


def put_neighbours(table: DynamoTable) -> None:
    """What else stands on the tiles: offers to and from others, one with a very long name."""
    unknown = Business(partner_id="par_01KAPARTNER00000000000001D", name=LONG, tenant_name="donau")
    third = Business.of(THIRD)
    tim = Person(
        user_id="usr_01KAVSER00000000000000003T",
        name="Tim Tredje",
        email="tim@third.example",
        locale=Locale.ENGLISH,
        side=Side.PARTNER,
    )
    put_partnership(table, an_offer(id=f"prt_01KAAAAAA4{PRT_TAIL}", customer=third))
    to_carla = an_offer(
        id=f"prt_01KAAAAAA5{PRT_TAIL}",
        partner=third,
        managers=(tim, person(CARLA)),
        contacts=(Contact(person=tim, roles={}),),
    )
    to_sam = an_offer(
        id=f"prt_01KAAAAAA6{PRT_TAIL}",
        partner=unknown,
        customer=Business.of(NORDIC),
        managers=(tim, replace(person(SAM), side=Side.CUSTOMER)),
        contacts=(Contact(person=tim, roles={}),),
    )
    for offer in (to_carla, to_sam):
        put_partnership(table, offer)


def put_story_without_end(table: DynamoTable) -> str:
    """A partnership whose history has more than a page."""
    partnership_id = f"prt_01KAAAAAA7{PRT_TAIL}"
    story = (*a_story(PartnershipStatus.ACCEPTED, id=partnership_id),)
    put_partnership(table, *story, *_back_and_forth(story[-1].partnership))
    return path_of(partnership_id)


def _back_and_forth(partnership: Partnership) -> Iterator[PartnershipChange]:
    for number in range(6):
        asked = modified(partnership, a_modification(id=f"mod_01KAAAAAB{number}{PRT_TAIL}"))
        yield asked
        answer = asked.partnership.taken(
            PartnershipStep.DECLINE_MODIFICATION,
            Side.CUSTOMER,
            actor(CARLA),
            NOON + timedelta(hours=3),
            reason="Not yet.",
            modification=asked.modification,
        )
        yield answer
        partnership = answer.partnership


def put_language(table: DynamoTable, user: User, locale: Locale) -> None:
    """The user as they are, in that language."""
    key = keys.user(Tenant(user.partner_id), user.id, None)
    spoken = replace(user, language=locale, version=2)
    table.commit([Write(key=key, data=user_json.dump_json(spoken).decode(), version=2, replaces=1)])


def put_many_colleagues(table: DynamoTable) -> None:
    """More than are seen at a glance."""
    for number in range(40):
        put_user(
            table,
            replace(
                KIM,
                id=f"usr_01KAVSER00000000000000{number:02}4K",
                first_name=f"Robin{number:02}",
                last_name="Rosén" if number % 2 else "Åberg",
                email=f"robin{number}@reseller.example",
                sign_in_name=f"robin{number}@reseller.example",
            ),
        )
