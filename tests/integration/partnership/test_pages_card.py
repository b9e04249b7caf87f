"""The card of a partnership: who, what waits for an answer, and its history (E8-E14)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.message import MessageStep
from shared.domain.partnership import Environment, PartnershipStatus, PartnershipStep, Side
from shared.domain.partnership_messages import announced
from shared.domain.tenant import Tenant
from shared.domain.user import User, UserState
from tests.integration.partnership.pages_world import CARD, CHANGE, LIST, put, visit
from tests.support.builders import LOGO_PATH, NOON, TENANT
from tests.support.clock import SteppingClock
from tests.support.pages import words
from tests.support.partnerships import (
    CARLA,
    KIM,
    LO,
    NILS,
    OLGA,
    SAM,
    TIM,
    a_modification,
    a_story,
    accepted,
    actor,
    an_offer,
    contact,
    modified,
    person,
    put_partners,
    put_partnership,
)

STEPS = {
    (PartnershipStatus.OPEN, Side.PARTNER): {"withdraw"},
    (PartnershipStatus.OPEN, Side.CUSTOMER): {"accept", "decline"},
    (PartnershipStatus.ACCEPTED, Side.PARTNER): {"change", "end"},
    (PartnershipStatus.ACCEPTED, Side.CUSTOMER): {"change", "end"},
    (PartnershipStatus.MODIFIED, Side.PARTNER): {"end", "modifications/withdraw"},
    (PartnershipStatus.MODIFIED, Side.CUSTOMER): {
        "end",
        "modifications/accept",
        "modifications/counter",
        "modifications/decline",
    },
    **{
        (status, side): set()
        for status in (PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.ENDED)
        for side in Side
    },
}
MANAGERS = {Side.PARTNER: SAM, Side.CUSTOMER: replace(CARLA, language=SAM.language)}


@pytest.fixture(autouse=True)
def world(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    put_partners(table)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("status", list(PartnershipStatus))
def test_each_side_is_offered_what_it_may_do_now(table: DynamoTable, status: PartnershipStatus, side: Side) -> None:
    put(table, status)

    page = visit(table, MANAGERS[side]).get(CARD)["body"]

    ways = {f"{CARD}/{step}": step for step in ("accept", "decline", "withdraw", "end", "change")}
    ways |= {f"{CHANGE}/{step}": f"modifications/{step}" for step in ("accept", "decline", "withdraw", "counter")}
    assert {step for path, step in ways.items() if f'href="{path}"' in page} == STEPS[status, side]


def test_whoever_offered_sees_only_what_they_typed_until_it_is_accepted(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)

    page = visit(table, SAM).get(CARD)

    assert "Partnership with fjord-drift Open" in words(page)
    assert "The offer is with carla@fjord.example, tenant fjord-drift." in words(page)
    assert "You see who they are once the offer is accepted." in words(page)
    for hidden in ("Fjord Drift AS", "Carla Chef"):
        assert hidden not in page["body"]


def test_the_receiver_sees_who_offers_what(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)

    page = visit(table, CARLA).get(CARD)

    assert "Ert svar väntas Sam Seller på Nordic Resale AB erbjuder er ett samarbete." in words(page)
    assert "Den andra sidan Nordic Resale AB nordic-resale Ansvariga Sam Seller" in words(page)
    assert "We look after your backups already: let us work in your projects." in words(page)
    assert "Kim Konsult Nordic Resale AB – – – erbjuden" in words(page)
    assert f'<img class="logo" src="{LOGO_PATH}" alt="" width="160" height="40">' in page["body"]


def test_once_formed_each_side_sees_the_others_tile_and_what_contacts_may_do(table: DynamoTable) -> None:
    put(table, PartnershipStatus.ACCEPTED)

    page = words(visit(table, SAM).get(CARD))

    assert "The other side Fjord Drift AS fjord-drift Managers Carla Chef Your side Nordic Resale AB" in page
    assert "Kim Konsult Nordic Resale AB consultant – – –" in page
    assert "2 contacts, 1 active project." in page


def test_a_change_that_waits_stands_before_and_after_side_by_side(table: DynamoTable) -> None:
    put(table, PartnershipStatus.MODIFIED)

    page = words(visit(table, SAM).get(CARD))

    before, after = "Now Contacts Kim Konsult Nordic Resale AB Lo Lind", "With the change Contacts Kim Konsult Nordic"
    assert f"{before} Nordic Resale AB released by partner Managers Sam Seller Nordic Resale AB Carla" in page
    assert f"{after} Resale AB Managers Sam Seller Nordic Resale AB Carla Chef Fjord Drift AS Kim Konsult" in page
    assert "Kim Konsult Nordic Resale AB offered Asked for by Sam Seller, Nordic Resale AB 2026-11-22 14:00" in page
    assert "You have asked for a change. What was before holds until Fjord Drift AS has answered." in page
    assert "Reason Lo goes on leave." in page


def test_what_the_customer_side_wants_released_is_to_be_released(table: DynamoTable) -> None:
    formed = a_story(PartnershipStatus.ACCEPTED)
    wanted = a_modification(proposed_by=Side.CUSTOMER, proposer=actor(CARLA), add_managers=())
    put_partnership(table, *formed, modified(formed[-1].partnership, wanted))

    page = words(visit(table, SAM).get(CARD))

    assert "Lo Lind Nordic Resale AB to be released" in page
    assert "Fjord Drift AS asks for a change." in page


def test_a_role_given_over_the_api_is_shown_as_it_was_given(table: DynamoTable) -> None:
    offer = an_offer()
    acceptance = accepted(offer.partnership)
    roles = {Environment.QUALITY: ("on call", "reader")}
    contacts = (contact(KIM, roles), contact(LO))
    put_partnership(table, offer, replace(acceptance, partnership=replace(acceptance.partnership, contacts=contacts)))

    assert "Kim Konsult Nordic Resale AB – on call, reader – –" in words(visit(table, SAM).get(CARD))


def test_the_history_tells_who_did_what_when_and_why_newest_first(table: DynamoTable) -> None:
    put(table, PartnershipStatus.MODIFIED)

    history = words(visit(table, SAM).get(CARD)).partition(" History ")[2]

    assert history == (
        "2026-11-22 14:00 Sam Seller, Nordic Resale AB, asked for a change. Lo goes on leave."
        " Released contacts: Lo Lind (Nordic Resale AB) New managers: Kim Konsult (Nordic Resale AB)"
        " 2026-11-22 13:00 Carla Chef, Fjord Drift AS, accepted the offer."
        " Roles of Kim Konsult: Production: consultant Roles of Lo Lind: Production: consultant"
        " 2026-11-22 12:00 Sam Seller, Nordic Resale AB, offered the partnership."
        " Contacts: Kim Konsult (Nordic Resale AB), Lo Lind (Nordic Resale AB) Managers: Sam Seller (Nordic Resale AB)"
    )


def test_a_long_history_goes_on_on_another_page(table: DynamoTable) -> None:
    story = list(a_story(PartnershipStatus.ACCEPTED))
    for number in range(5):
        asked = modified(story[-1].partnership, a_modification(id=f"mod_01KAAAAAB{number}PARTNERSH1P00001"))
        later = NOON + timedelta(hours=3)
        step, by = PartnershipStep.DECLINE_MODIFICATION, actor(CARLA)
        answer = asked.partnership.taken(
            step, Side.CUSTOMER, by, later, reason="Not yet.", modification=asked.modification
        )
        story += [asked, answer]
    put_partnership(table, *story)
    sam = visit(table, SAM)

    first = sam.get(CARD)
    cursor = first["body"].partition("cursor=")[2].partition("#history")[0]
    second = sam.get(CARD, {"cursor": cursor})

    assert "offered the partnership" not in words(first)
    assert words(second).endswith("Managers: Sam Seller (Nordic Resale AB) First page")


def test_what_became_of_a_declined_offer_stands_at_its_top(table: DynamoTable) -> None:
    put(table, PartnershipStatus.DECLINED)

    page = words(visit(table, SAM).get(CARD))

    told = "Carla Chef, fjord-drift, declined the offer. 2026-11-22 15:00 We have somebody already. The other side"
    assert told in page
    assert "Who they are stayed hidden, since the offer was not accepted." in page


@pytest.mark.parametrize("user", [KIM, NILS, TIM], ids=lambda user: user.first_name)
@pytest.mark.parametrize("path", [CARD, f"{CARD}/end", f"{CARD}/change", f"{CHANGE}/accept"])
def test_to_everybody_but_its_managers_it_is_not_there(table: DynamoTable, user: User, path: str) -> None:
    put(table, PartnershipStatus.MODIFIED)
    visitor = visit(table, user)

    page = visitor.get(path)

    assert "There is nothing at this address" in words(page, 404)
    if path != CARD:
        assert visitor.post(path)["statusCode"] == 404


def test_where_no_manager_is_left_the_administrator_stands_in(table: DynamoTable) -> None:
    offer = an_offer(managers=(person(SAM), person(OLGA)))
    put_partnership(table, offer)
    carla = visit(table, CARLA)
    assert carla.get(CARD)["statusCode"] == 404

    deactivate(OLGA)

    assert "Ert svar väntas" in words(carla.get(CARD))


def deactivate(user: User) -> None:
    users = wiring.users(Tenant(user.partner_id))
    member = users.get(user.id, None)
    gone = replace(member.user, state=UserState.DEACTIVATED, version=member.user.version + 1)
    users.save(gone, member.user, member.circle)


def test_whoever_was_released_is_told_so_instead_of_nothing(table: DynamoTable) -> None:
    story = list(a_story(PartnershipStatus.ACCEPTED))
    formed = story[-1].partnership
    both = replace(formed, managers=(*formed.managers, person(NILS)))
    story[-1] = replace(story[-1], partnership=both)
    wanted = a_modification(release_managers=(person(NILS),), release_contacts=(), add_managers=())
    asked = modified(both, wanted)
    step = PartnershipStep.ACCEPT_MODIFICATION
    taken = asked.partnership.taken(
        step, Side.CUSTOMER, actor(CARLA), NOON + timedelta(hours=3), modification=asked.modification
    )
    released = taken.partnership.with_modification_applied(asked.modification, {})
    put_partnership(table, *story, asked, replace(taken, partnership=released))
    nils = visit(table, NILS)

    assert "You no longer manage this partnership" in words(nils.get(CARD), 404)
    assert "Nothing you sent afterwards was saved." in words(nils.post(f"{CARD}/change", {"reason": "?"}), 404)
    assert "There is nothing at this address" in words(visit(table, OLGA).get(CARD), 404)


def test_an_impossible_address_is_answered_as_an_unknown_one(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)
    sam = visit(table, SAM)

    for path in (f"{LIST}/prt_nothing", f"{CARD}/nothing", f"{CARD}/modifications/mod_nothing/accept"):
        assert sam.get(path)["statusCode"] == 404


def test_an_offer_whose_mail_bounced_says_so_to_whoever_sent_it(table: DynamoTable) -> None:
    change, (mail,) = announced(an_offer())
    wiring.partnerships(TENANT).offer(change, (mail,))
    sam = visit(table, SAM)
    assert "did not arrive" not in words(sam.get(CARD))

    wiring.outbox().save(mail.moved(MessageStep.BOUNCE, NOON))

    page = sam.get(CARD)
    assert "The email to carla@fjord.example did not arrive. Check the address." in words(page)
    assert words(page).count("The email to carla@fjord.example did not arrive.") == 2, "on the card, and in the history"
    assert "kom inte fram" not in words(visit(table, CARLA).get(CARD))


def test_a_mail_about_a_change_that_bounced_names_whom_it_was_for(table: DynamoTable) -> None:
    *before, formed = a_story(PartnershipStatus.ACCEPTED)
    put_partnership(table, *before, formed)
    change, mails = announced(modified(formed.partnership))
    wiring.partnerships(TENANT).save(change, mails)
    wiring.outbox().save(mails[0].moved(MessageStep.BOUNCE, NOON))

    assert "The email to Carla Chef did not arrive. They see it when they sign in." in words(
        visit(table, SAM).get(CARD)
    )
