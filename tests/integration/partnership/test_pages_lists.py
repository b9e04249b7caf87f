"""Partnerships on the home screen and in their list: whose, how they stand, and whose turn it is (E6, E8, E11)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.site import handler as site
from shared import wiring
from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.offer_draft import OfferDraft
from shared.domain.partnership import Business, PartnershipStatus
from tests.integration.partnership.pages_world import CARD, LIST, at, put, visit
from tests.support.builders import NOON, TENANT
from tests.support.clock import SteppingClock
from tests.support.pages import words
from tests.support.partnerships import (
    CARLA,
    KIM,
    PARTNERSHIP_ID,
    PRT_TAIL,
    SAM,
    THIRD,
    a_story,
    an_offer,
    put_partners,
    put_partnership,
)

CLOSED = (PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.ENDED)


@pytest.fixture(autouse=True)
def world(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    put_partners(table)


def put_closed(table: DynamoTable) -> Iterator[str]:
    for number, status in enumerate(CLOSED):
        partnership_id = f"prt_01KAAAAAA{number}{PRT_TAIL}"
        put_partnership(table, *a_story(status, id=partnership_id, offered_at=NOON - timedelta(days=9 - number)))
        yield partnership_id


# --- Home ---------------------------------------------------------------------------------------------------------


def test_without_a_partnership_home_says_what_they_are_for(table: DynamoTable) -> None:
    page = at(visit(table, SAM), site).get("/portal")

    assert "No partnerships yet" in words(page)
    assert '<a class="button" href="/portal/partnerships/new">Add customer</a>' in page["body"]
    assert "Continue the offer" not in words(page)


def test_an_offer_is_a_tile_at_the_receiver_whose_answer_is_awaited(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)

    page = at(visit(table, CARLA), site).get("/portal")

    assert "Nordic Resale AB Vår partner Öppet Ert svar väntas 0 kontakter, 0 aktiva projekt" in words(page)
    assert f'<a href="{CARD}">' in page["body"]


def test_its_sender_sees_no_more_of_the_other_than_the_name_of_the_tenant(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)

    page = at(visit(table, SAM), site).get("/portal")

    assert "fjord-drift Our customer Open 0 contacts, 0 active projects" in words(page)
    assert "Fjord Drift AS" not in page["body"]
    assert "Your answer is awaited" not in words(page)


def test_a_partnership_counts_contacts_and_the_environments_they_work_in(table: DynamoTable) -> None:
    put(table, PartnershipStatus.ACCEPTED)

    assert "Fjord Drift AS Our customer Accepted 2 contacts, 1 active project" in words(
        at(visit(table, SAM), site).get("/portal")
    )


def test_only_managers_have_tiles(table: DynamoTable) -> None:
    put(table, PartnershipStatus.ACCEPTED)

    assert "No partnerships yet" in words(at(visit(table, KIM), site).get("/portal"))


def test_what_is_over_has_no_tile_on_the_home_screen_but_one_in_the_list(table: DynamoTable) -> None:
    closed = list(put_closed(table))
    sam = visit(table, SAM)

    home, listed = at(sam, site).get("/portal"), sam.get(LIST)

    assert "No partnerships yet" in words(home)
    assert 'href="/portal/partnerships">All partnerships</a>' in home["body"]
    assert all(f'href="{LIST}/{partnership_id}"' in listed["body"] for partnership_id in closed)
    assert "Ended" in words(listed)


def test_what_waits_for_an_answer_comes_first(table: DynamoTable) -> None:
    third = Business.of(THIRD)
    put_partnership(table, an_offer(id=f"prt_01KAAAAAAZ{PRT_TAIL}", customer=third))
    to_us = an_offer(id=f"prt_01KAAAAAAA{PRT_TAIL}")
    other_way = replace(to_us.partnership, partner=third, customer=to_us.partnership.partner)
    managers = (replace(to_us.partnership.managers[0], side=to_us.partnership.managers[1].side),)
    put_partnership(table, replace(to_us, partnership=replace(other_way, managers=managers)))

    page = words(at(visit(table, SAM), site).get("/portal"))

    assert page.index("Third Party Ltd Our partner Open Your answer is awaited") < page.index("third-party Our cust")


def test_an_offer_begun_can_be_continued(table: DynamoTable) -> None:
    draft = OfferDraft(id=PARTNERSHIP_ID, user_id=SAM.id, tenant_name="fjord-drift")
    DynamoOfferDrafts(table, TENANT).save(draft)

    assert "Continue the offer Add customer" in words(at(visit(table, SAM), site).get("/portal"))


# --- The list -----------------------------------------------------------------------------------------------------


def test_the_list_says_what_it_is_for_while_it_is_empty(table: DynamoTable) -> None:
    page = visit(table, SAM).get(LIST)

    assert "No partnerships yet Offer your people to another company" in words(page)
    assert words(page).count("Add customer") == 2


def test_the_list_is_filtered_by_side_and_status(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)
    sam = visit(table, SAM)

    ours = sam.get(LIST, {"side": "partner", "status": "open"})

    assert f'href="{CARD}"' in ours["body"]
    assert '<a href="/portal/partnerships?side=partner&amp;status=open" aria-current="page">Open</a>' in ours["body"]
    assert '<a href="/portal/partnerships?side=customer&amp;status=open">Our partners</a>' in ours["body"]
    assert "<title>Partnerships: Our customers, Open" in ours["body"]
    for query in ({"side": "customer"}, {"status": "ended"}):
        other = sam.get(LIST, query)
        assert f'href="{CARD}"' not in other["body"]
        assert "None like that" in words(other)


def test_a_filter_that_is_not_offered_leads_nowhere(table: DynamoTable) -> None:
    sam = visit(table, SAM)

    assert sam.get(LIST, {"side": "both"})["statusCode"] == 404
    assert sam.get(LIST, {"status": "lost"})["statusCode"] == 404


def test_a_long_list_goes_on_on_a_second_page(table: DynamoTable) -> None:
    for number in range(25):
        story = a_story(PartnershipStatus.WITHDRAWN, id=f"prt_01KAAAAA{number:02}{PRT_TAIL}")
        put_partnership(table, *story)
    sam = visit(table, SAM)

    first = sam.get(LIST, {"status": "withdrawn"})
    cursor = first["body"].partition("cursor=")[2].partition('"')[0]
    second = sam.get(LIST, {"status": "withdrawn", "cursor": cursor})

    assert first["body"].count('class="stands"') == 24
    assert second["body"].count('class="stands"') == 1
    assert 'href="/portal/partnerships?status=withdrawn">First page</a>' in second["body"]


def test_the_rail_leads_to_the_list(table: DynamoTable) -> None:
    page = visit(table, SAM).get(LIST)["body"]

    assert '<a href="/portal/partnerships" aria-current="page">Partnerships</a>' in page
