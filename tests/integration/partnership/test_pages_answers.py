"""An offer is accepted with roles, declined, withdrawn; a partnership is ended: each page asks first (E9, E11)."""

from dataclasses import replace

import pytest

from functions.partnership.portal.roles_form import STANDARD_ROLES
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.partnership import MAX_CONTACTS, Contact, Environment, PartnershipStatus, PartnershipStep
from tests.integration.partnership.pages_world import CARD, mails, newest_entry, put, stored, visit
from tests.support.clock import SteppingClock
from tests.support.pages import leads_to, words
from tests.support.partnerships import (
    CARLA,
    DORA,
    KIM,
    LO,
    NILS,
    OLGA,
    OTHER_TENANT,
    SAM,
    an_offer,
    person,
    put_partners,
    put_partnership,
)
from tests.support.portal import Visitor

ACCEPT = f"{CARD}/accept"
REASON = "We have nothing to do for them."


@pytest.fixture(autouse=True)
def world(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    put_partners(table)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return visit(table, SAM)


@pytest.fixture
def carla(table: DynamoTable) -> Visitor:
    """Of the receiver, who reads Swedish."""
    return visit(table, CARLA)


@pytest.fixture
def offered(table: DynamoTable) -> None:
    put(table, PartnershipStatus.OPEN)


@pytest.fixture
def formed(table: DynamoTable) -> None:
    put(table, PartnershipStatus.ACCEPTED)


def told(visitor: Visitor) -> str:
    """The card as it is, with what the page before has to say."""
    return words(visitor.get(CARD))


# --- Accepting ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("offered")
def test_roles_for_all_and_for_one_add_up(carla: Visitor) -> None:
    words(carla.get(ACCEPT))
    ticked = {
        "all.production": ["support", "reader"],
        f"role.{KIM.id}.production": ["administrator", "reader"],
        f"role.{LO.id}.development": "developer",
    }

    to = leads_to(carla.post(ACCEPT, {"version": carla.hidden["version"], **ticked}))

    assert to == CARD
    assert "Samarbetet med Nordic Resale AB har börjat." in told(carla)
    present = stored(OTHER_TENANT)
    assert present.status is PartnershipStatus.ACCEPTED
    assert {contact.user_id: contact.roles for contact in present.contacts} == {
        KIM.id: {Environment.PRODUCTION: ("administrator", "support", "reader")},
        LO.id: {Environment.PRODUCTION: ("support", "reader"), Environment.DEVELOPMENT: ("developer",)},
    }


@pytest.mark.usefixtures("offered")
def test_each_contact_without_a_role_is_named_and_what_was_ticked_stays(carla: Visitor) -> None:
    ticked = {f"role.{KIM.id}.quality": "reader", "manager_user_ids": NILS.id}

    page = carla.post(ACCEPT, ticked)

    assert "Ge Lo Lind minst en roll i någon miljö." in words(page, 422)
    assert "Ge Kim Konsult" not in words(page, 422)
    assert f'href="#roles.{LO.id}"' in page["body"]
    assert f'id="role.{KIM.id}.quality.reader" name="role.{KIM.id}.quality" value="reader" checked' in page["body"]
    assert f'name="manager_user_ids" value="{NILS.id}" checked' in page["body"]
    assert page["body"].startswith("<!doctype html>")
    assert "<title>Fel: Tacka ja" in page["body"]
    assert stored().status is PartnershipStatus.OPEN


@pytest.mark.usefixtures("offered")
def test_colleagues_become_managers_and_see_it(table: DynamoTable, carla: Visitor) -> None:
    olga = visit(table, OLGA)
    assert olga.get(CARD)["statusCode"] == 404

    leads_to(carla.post(ACCEPT, {"all.production": "reader", "manager_user_ids": [OLGA.id, NILS.id]}))

    assert "Partnership with Nordic Resale AB Accepted" in words(olga.get(CARD))


@pytest.mark.usefixtures("offered")
def test_only_colleagues_who_can_sign_in_are_offered_as_managers(carla: Visitor) -> None:
    page = carla.get(ACCEPT)["body"]

    for user, is_offered in ((NILS, True), (OLGA, True), (CARLA, False), (DORA, False), (KIM, False)):
        assert (f'name="manager_user_ids" value="{user.id}"' in page) is is_offered


@pytest.mark.usefixtures("offered")
def test_somebody_elses_user_is_refused_as_a_manager(carla: Visitor) -> None:
    page = carla.post(ACCEPT, {"all.production": "reader", "manager_user_ids": KIM.id})

    assert "Någon du valde går inte att välja längre." in words(page, 422)
    assert stored().status is PartnershipStatus.OPEN


@pytest.mark.usefixtures("offered")
def test_a_role_that_the_page_does_not_offer_is_no_role(carla: Visitor) -> None:
    page = carla.post(ACCEPT, {"all.production": "<owner>", "all.moon": "reader"})

    assert "Ge Kim Konsult minst en roll" in words(page, 422)


@pytest.mark.usefixtures("offered")
def test_a_search_keeps_what_is_ticked(carla: Visitor) -> None:
    form = {"go": "search", "q": "ohm", "all.quality": "support", "manager_user_ids": NILS.id}

    page = carla.post(ACCEPT, form)

    assert words(page).index("Nils Nord") < words(page).index("Olga Ohm")
    assert 'id="all.quality.support" name="all.quality" value="support" checked' in page["body"]
    assert stored().status is PartnershipStatus.OPEN


@pytest.mark.usefixtures("offered")
def test_accepting_twice_is_accepting_once(carla: Visitor) -> None:
    form = {"version": "1", "all.production": "reader"}
    leads_to(carla.post(ACCEPT, form))
    sent = mails()

    assert leads_to(carla.post(ACCEPT, form)) == CARD

    assert "Samarbetet med Nordic Resale AB har börjat." in told(carla)
    assert mails() == sent
    assert stored().version == 2


@pytest.mark.usefixtures("offered")
def test_an_offer_withdrawn_meanwhile_is_shown_as_it_is_now(sam: Visitor, carla: Visitor) -> None:
    words(carla.get(ACCEPT))
    leads_to(sam.post(f"{CARD}/withdraw", {"reason": "Sent too early."}))

    for form in ({"version": "1", "all.production": "reader"}, {"version": "1"}, {"go": "search", "q": "n"}):
        assert leads_to(carla.post(ACCEPT, form)) == CARD
        page = told(carla)
        assert "Sam Seller, Nordic Resale AB, drog tillbaka erbjudandet." in page
        assert "Samarbete med Nordic Resale AB Återkallat" in page


def test_all_roles_of_as_many_contacts_as_there_can_be_fit_into_one_form(table: DynamoTable, carla: Visitor) -> None:
    kim = person(KIM)
    people = tuple(replace(kim, user_id=f"usr_01KAVSER00000000000000{number:02}9K") for number in range(MAX_CONTACTS))
    put_partnership(table, an_offer(contacts=tuple(Contact(person=one, roles={}) for one in people)))
    own = {f"role.{one.user_id}.{environment}": STANDARD_ROLES for environment in Environment for one in people}

    leads_to(carla.post(ACCEPT, {"version": "1", **own}))

    assert all(contact.roles == dict.fromkeys(Environment, STANDARD_ROLES) for contact in stored(OTHER_TENANT).contacts)


# --- Declining, withdrawing, ending -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "status", "becomes"),
    [
        ("decline", PartnershipStatus.OPEN, PartnershipStatus.DECLINED),
        ("withdraw", PartnershipStatus.OPEN, PartnershipStatus.WITHDRAWN),
        ("end", PartnershipStatus.ACCEPTED, PartnershipStatus.ENDED),
        ("end", PartnershipStatus.MODIFIED, PartnershipStatus.ENDED),
    ],
)
def test_it_is_closed_with_a_reason(
    table: DynamoTable, step: str, status: PartnershipStatus, becomes: PartnershipStatus
) -> None:
    put(table, status)
    visitor = visit(table, CARLA if step == "decline" else SAM)
    words(visitor.get(f"{CARD}/{step}"))

    leads_to(visitor.post(f"{CARD}/{step}", {"version": visitor.hidden["version"], "reason": f" {REASON}\r\nSorry. "}))

    assert stored().status is becomes
    assert newest_entry().reason == f"{REASON}\nSorry."
    assert REASON in told(visitor)


@pytest.mark.usefixtures("offered")
def test_without_a_reason_nothing_is_declined(carla: Visitor) -> None:
    for reason in ("", "  \r\n "):
        page = carla.post(f"{CARD}/decline", {"version": "1", "reason": reason})
        assert "Skriv skälet." in words(page, 422)
        assert "<title>Fel: Tacka nej till erbjudandet från Nordic Resale AB" in page["body"]
    assert stored().status is PartnershipStatus.OPEN


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(("reason", "fault"), [("x" * 1001, "1 000 tecken"), ("a\x00b", "inte går att visa")])
def test_a_reason_that_cant_be_taken_stays_to_be_mended(carla: Visitor, reason: str, fault: str) -> None:
    page = carla.post(f"{CARD}/decline", {"reason": reason})

    assert fault in words(page, 422)
    assert reason[:5] in page["body"]


@pytest.mark.usefixtures("formed")
def test_ending_says_what_is_lost(sam: Visitor) -> None:
    page = words(sam.get(f"{CARD}/end"))

    assert "All contacts lose their roles, on both sides, and the partnership is closed for good." in page
    assert "End partnership Leave it as it is" in page


@pytest.mark.usefixtures("formed")
def test_an_end_meant_for_something_else_is_told(table: DynamoTable, sam: Visitor) -> None:
    """The partnership has changed since the page was shown: what is ended would be another than was seen."""
    words(sam.get(f"{CARD}/end"))
    shown = sam.hidden["version"]
    change = {"version": shown, "form_id": "1", "add_contact_user_ids": NILS.id}
    leads_to(visit(table, CARLA).post(f"{CARD}/change", change))

    leads_to(sam.post(f"{CARD}/end", {"version": shown, "reason": REASON}))

    assert "something else came first: Carla Chef, Fjord Drift AS, asked for a change." in told(sam)
    assert stored().status is PartnershipStatus.MODIFIED


@pytest.mark.usefixtures("formed")
def test_the_other_side_ending_first_is_told(sam: Visitor, carla: Visitor) -> None:
    leads_to(carla.post(f"{CARD}/end", {"reason": "The projects are done."}))

    leads_to(sam.post(f"{CARD}/end", {"reason": REASON}))

    assert "Carla Chef, Fjord Drift AS, ended the partnership." in told(sam)
    assert newest_entry().step is PartnershipStep.END
    assert newest_entry().by.user_id == CARLA.id


@pytest.mark.usefixtures("formed")
@pytest.mark.parametrize("step", ["accept", "decline", "withdraw"])
def test_what_cant_be_done_any_more_is_said_before_it_is_asked(sam: Visitor, carla: Visitor, step: str) -> None:
    visitor = sam if step == "withdraw" else carla

    assert leads_to(visitor.get(f"{CARD}/{step}")) == CARD
    assert visitor.get(CARD)["body"].count("notice problem") == 1


@pytest.mark.usefixtures("offered")
def test_whoever_offered_cant_answer_it(sam: Visitor) -> None:
    for step, form in (("accept", {"all.production": "reader"}), ("decline", {"reason": "?"})):
        assert leads_to(sam.post(f"{CARD}/{step}", form)) == CARD
    assert stored().status is PartnershipStatus.OPEN


@pytest.mark.usefixtures("offered")
def test_a_dialog_goes_to_the_card_when_it_is_done(carla: Visitor) -> None:
    asked = carla.get(f"{CARD}/decline", hx_request="true", hx_target="dialog")
    assert '<dialog class="window"' in asked["body"]

    answer = carla.post(f"{CARD}/decline", {"reason": REASON}, hx_request="true", hx_target="dialog")

    assert answer["headers"]["HX-Redirect"] == CARD
