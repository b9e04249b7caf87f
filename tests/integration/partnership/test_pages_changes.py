"""A change of contacts and managers is asked for, answered with another, accepted, declined, taken back (E10)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.partnership import Contact, Environment, PartnershipStatus, PartnershipStep, Side
from shared.domain.user import User
from tests.integration.partnership.pages_world import CARD, CHANGE, mails, newest_entry, put, stored, visit
from tests.support.clock import SteppingClock
from tests.support.pages import leads_to, words
from tests.support.partnerships import (
    CARLA,
    DAN,
    KIM,
    LO,
    MODIFICATION_ID,
    NILS,
    OLGA,
    OTHER_TENANT,
    SAM,
    a_modification,
    a_story,
    modified,
    person,
    put_partners,
    put_partnership,
)
from tests.support.portal import Visitor

ASK = f"{CARD}/change"
FIELDS = ("add_contact_user_ids", "release_contact_user_ids", "add_manager_user_ids", "release_manager_user_ids")


@pytest.fixture(autouse=True)
def world(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    put_partners(table)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return visit(table, SAM)


@pytest.fixture
def carla(table: DynamoTable) -> Visitor:
    return visit(table, CARLA)


@pytest.fixture
def formed(table: DynamoTable) -> None:
    put(table, PartnershipStatus.ACCEPTED)


@pytest.fixture
def asked(table: DynamoTable) -> None:
    """Sam wants Lo released, Sam as a contact, and Kim to manage it too."""
    story = a_story(PartnershipStatus.ACCEPTED)
    wanted = a_modification(add_contacts=(Contact(person=person(SAM), roles={}),))
    put_partnership(table, *story, modified(story[-1].partnership, wanted))


def ask(visitor: Visitor, path: str, **form: str | Sequence[str]) -> str:
    """The form as its page gave it, with that ticked."""
    words(visitor.get(path))
    hidden = {name: visitor.hidden[name] for name in ("form_id", "version")}
    return leads_to(visitor.post(path, {**hidden, **form}))


def told(visitor: Visitor) -> str:
    return words(visitor.get(CARD))


def ticked(page: str) -> set[tuple[str, str]]:
    return {
        (field, user.id)
        for field in FIELDS
        for user in (SAM, KIM, LO, CARLA, NILS, OLGA)
        if f'name="{field}" value="{user.id}" checked' in page
    }


# --- Asking -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("formed")
def test_who_can_come_and_who_can_go_is_offered(sam: Visitor) -> None:
    page = sam.get(ASK)["body"]

    offered = {
        field: {user.id for user in (SAM, KIM, LO, DAN, CARLA, NILS) if f'name="{field}" value="{user.id}"' in page}
        for field in FIELDS
    }
    assert offered == {
        "add_contact_user_ids": {SAM.id},
        "release_contact_user_ids": {KIM.id, LO.id},
        "add_manager_user_ids": {KIM.id, LO.id},
        "release_manager_user_ids": {SAM.id, CARLA.id},
    }


@pytest.mark.usefixtures("formed")
def test_a_change_is_asked_for_and_the_old_state_holds(sam: Visitor) -> None:
    to = ask(
        sam,
        ASK,
        add_contact_user_ids=SAM.id,
        release_contact_user_ids=LO.id,
        add_manager_user_ids=[KIM.id, LO.id],
        reason="Lo goes on leave.",
    )

    assert to == CARD
    assert "Fjord Drift AS has been asked for the change." in told(sam)
    present = stored(OTHER_TENANT)
    assert present.status is PartnershipStatus.MODIFIED
    assert [contact.user_id for contact in present.contacts] == [KIM.id, LO.id]
    pending = present.modification
    assert pending is not None
    assert [contact.user_id for contact in pending.add_contacts] == [SAM.id]
    assert [one.user_id for one in pending.add_managers] == [KIM.id, LO.id]
    assert pending.reason == "Lo goes on leave."


@pytest.mark.usefixtures("formed")
def test_the_same_form_twice_asks_once(sam: Visitor) -> None:
    words(sam.get(ASK))
    form = {name: sam.hidden[name] for name in ("form_id", "version")} | {"add_contact_user_ids": SAM.id}
    leads_to(sam.post(ASK, form))
    before, sent = stored(), mails()

    assert leads_to(sam.post(ASK, form)) == CARD

    assert "Fjord Drift AS has been asked for the change." in told(sam)
    assert (stored(), mails()) == (before, sent)


@pytest.mark.usefixtures("formed")
def test_two_tabs_ask_for_one_change_and_the_second_is_told(sam: Visitor) -> None:
    words(sam.get(ASK))
    first = dict(sam.hidden)
    words(sam.get(ASK))
    second = dict(sam.hidden)
    common = {"version": first["version"]}
    leads_to(sam.post(ASK, common | {"form_id": first["form_id"], "add_contact_user_ids": SAM.id}))
    told(sam)

    leads_to(sam.post(ASK, common | {"form_id": second["form_id"], "add_manager_user_ids": KIM.id}))

    assert "Nothing of yours was saved" in told(sam)
    pending = stored().modification
    assert pending is not None
    assert pending.add_managers == ()


@pytest.mark.usefixtures("formed")
def test_nothing_ticked_is_nothing_to_change(sam: Visitor) -> None:
    page = sam.post(ASK, {"form_id": "1", "version": "2", "reason": "Because."})

    assert "Choose somebody to add, or somebody to release." in words(page, 422)
    assert 'href="#add_contact_user_ids"' in page["body"]
    assert ">Because.</textarea>" in page["body"]


@pytest.mark.usefixtures("formed")
def test_a_release_needs_a_reason_and_what_was_ticked_stays(sam: Visitor) -> None:
    form = {"form_id": "1", "version": "2", "release_contact_user_ids": LO.id, "add_manager_user_ids": KIM.id}

    page = sam.post(ASK, form)

    assert "Write the reason." in words(page, 422)
    assert ticked(page["body"]) == {("release_contact_user_ids", LO.id), ("add_manager_user_ids", KIM.id)}
    assert "<title>Error: Change the partnership with Fjord Drift AS" in page["body"]


@pytest.mark.usefixtures("formed")
def test_the_last_manager_of_a_side_stays(sam: Visitor) -> None:
    page = sam.post(ASK, {"release_manager_user_ids": CARLA.id, "reason": "She left."})

    assert "Each side keeps at least one manager. Add another one to release this one." in words(page, 422)


@pytest.mark.usefixtures("formed")
@pytest.mark.parametrize("field", FIELDS)
def test_somebody_who_has_no_part_in_it_is_refused(sam: Visitor, field: str) -> None:
    page = sam.post(ASK, {field: OLGA.id, "reason": "?"})

    assert "Somebody you chose can’t be chosen any more." in words(page, 422)
    assert stored().status is PartnershipStatus.ACCEPTED


@pytest.mark.usefixtures("formed")
def test_a_form_that_others_overtook_is_shown_once_more(sam: Visitor, carla: Visitor) -> None:
    words(sam.get(ASK))
    shown = dict(sam.hidden)
    ask(carla, ASK, release_contact_user_ids=LO.id, reason="Too many.")
    modification = stored().modification
    assert modification is not None
    leads_to(visit_and_accept(sam, modification.id))

    form = {"form_id": shown["form_id"], "version": shown["version"], "release_contact_user_ids": [KIM.id, LO.id]}
    page = sam.post(ASK, form | {"reason": "Both."})

    text = words(page, 409)
    assert "Something happened in the meantime. Look at your change once more, then send it." in text
    assert "Sam Seller, Nordic Resale AB, accepted the change." in text
    assert ticked(page["body"]) == {("release_contact_user_ids", KIM.id)}
    assert stored().status is PartnershipStatus.ACCEPTED


def visit_and_accept(visitor: Visitor, modification_id: str) -> dict[str, object]:
    return visitor.post(f"{CARD}/modifications/{modification_id}/accept", {})


@pytest.mark.usefixtures("formed")
def test_a_search_finds_colleagues_by_name(sam: Visitor) -> None:
    form = {"go": "search", "q": "lin", "add_contact_user_ids": SAM.id}

    page = sam.post(ASK, form)

    managers = page["body"].partition('id="add_manager_user_ids"')[2].partition("</fieldset>")[0]
    assert f'value="{LO.id}"' in managers
    assert f'value="{KIM.id}"' not in managers
    assert ticked(page["body"]) == {("add_contact_user_ids", SAM.id)}


# --- Answering ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
def test_a_change_is_accepted_with_the_roles_of_whom_it_adds(table: DynamoTable, carla: Visitor) -> None:
    page = carla.get(f"{CHANGE}/accept")
    assert "Nu Kontakter Kim Konsult" in words(page)
    assert "Med ändringen Kontakter Kim Konsult Nordic Resale AB Sam Seller" in words(page)

    form = {"version": carla.hidden["version"], f"role.{SAM.id}.quality": ["support", "reader"]}
    leads_to(carla.post(f"{CHANGE}/accept", form))

    present = stored()
    assert present.status is PartnershipStatus.ACCEPTED
    assert {contact.user_id: contact.roles for contact in present.contacts}[SAM.id] == {
        Environment.QUALITY: ("support", "reader")
    }
    assert LO.id not in {contact.user_id for contact in present.contacts}
    assert "Partnership with Fjord Drift AS Accepted" in words(visit(table, KIM).get(CARD))
    history = told(carla).partition(" Historik ")[2]
    assert "Nya kontakter: Sam Seller (Nordic Resale AB) Släppta kontakter: Lo Lind (Nordic Resale AB)" in history
    assert "Roller för Sam Seller: Kvalitet: support, läsare" in history


@pytest.mark.usefixtures("asked")
def test_whom_it_adds_must_get_a_role(carla: Visitor) -> None:
    page = carla.post(f"{CHANGE}/accept", {"version": "3"})

    assert "Ge Sam Seller minst en roll i någon miljö." in words(page, 422)
    assert stored().status is PartnershipStatus.MODIFIED


def test_where_nobody_is_added_accepting_takes_one_press(table: DynamoTable, carla: Visitor) -> None:
    put(table, PartnershipStatus.MODIFIED)

    page = carla.get(f"{CHANGE}/accept")
    assert 'type="checkbox"' not in page["body"]
    leads_to(carla.post(f"{CHANGE}/accept", {"version": carla.hidden["version"]}))

    assert stored().status is PartnershipStatus.ACCEPTED


@pytest.mark.parametrize(("user", "step"), [(CARLA, "decline"), (SAM, "withdraw")], ids=["decline", "withdraw"])
def test_a_change_is_closed_with_a_reason_and_what_was_before_stays(table: DynamoTable, user: User, step: str) -> None:
    put(table, PartnershipStatus.MODIFIED)
    visitor = visit(table, user)
    assert visitor.post(f"{CHANGE}/{step}", {"reason": " "})["statusCode"] == 422

    words(visitor.get(f"{CHANGE}/{step}"))
    leads_to(visitor.post(f"{CHANGE}/{step}", {"version": visitor.hidden["version"], "reason": "Not yet."}))

    present = stored()
    assert present.status is PartnershipStatus.ACCEPTED
    assert [contact.user_id for contact in present.contacts] == [KIM.id, LO.id]
    assert newest_entry().reason == "Not yet."


@pytest.mark.usefixtures("asked")
def test_a_counter_begins_with_what_the_other_side_asked_for(carla: Visitor) -> None:
    page = carla.get(f"{CHANGE}/counter")

    assert ticked(page["body"]) == {
        ("add_contact_user_ids", SAM.id),
        ("release_contact_user_ids", LO.id),
        ("add_manager_user_ids", KIM.id),
    }
    assert "Nordic Resale AB bad om Nya kontakter: Sam Seller (Nordic Resale AB)" in words(page)
    assert "Lo goes on leave." in words(page)


@pytest.mark.usefixtures("asked")
def test_a_counter_keeps_whom_the_other_side_offered_and_gives_them_roles(sam: Visitor, carla: Visitor) -> None:
    kept = {"add_contact_user_ids": [SAM.id, NILS.id], "add_manager_user_ids": KIM.id}
    refused = carla.post(f"{CHANGE}/counter", {"form_id": "1", "version": "3", **kept})
    assert "Ge Sam Seller minst en roll i någon miljö." in words(refused, 422)

    to = ask(carla, f"{CHANGE}/counter", **kept, **{f"role.{SAM.id}.production": "support"})

    assert to == CARD
    pending = stored().modification
    assert pending is not None
    assert pending.proposed_by is Side.CUSTOMER
    assert {contact.user_id: contact.roles for contact in pending.add_contacts} == {
        SAM.id: {Environment.PRODUCTION: ("support",)},
        NILS.id: {},
    }
    assert "Your answer is awaited. Fjord Drift AS asks for a change." in told(sam)
    assert "Ni har bett om en ändring." in told(carla)
    page = sam.get(f"{CARD}/modifications/{pending.id}/accept")
    assert f'name="role.{NILS.id}.production"' in page["body"]
    assert f'name="role.{SAM.id}.production"' not in page["body"]


@pytest.mark.usefixtures("asked")
def test_a_counter_drops_whom_it_leaves_out(carla: Visitor) -> None:
    ask(
        carla,
        f"{CHANGE}/counter",
        release_contact_user_ids=KIM.id,
        reason="Rather Kim.",
        **{f"role.{SAM.id}.production": "support"},
    )

    pending = stored().modification
    assert pending is not None
    assert (pending.add_contacts, pending.add_managers) == ((), ())
    assert [one.user_id for one in pending.release_contacts] == [KIM.id]


@pytest.mark.usefixtures("asked")
def test_the_same_counter_twice_is_one(carla: Visitor) -> None:
    form = {"form_id": "7", "version": "3", "release_contact_user_ids": KIM.id, "reason": "Rather Kim."}
    leads_to(carla.post(f"{CHANGE}/counter", form))
    before = stored()

    leads_to(carla.post(f"{CHANGE}/counter", form))

    assert "Nordic Resale AB har fått ert förslag." in told(carla)
    assert stored() == before


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("step", ["accept", "decline", "counter"])
def test_an_answer_to_a_change_that_was_taken_back_is_told(sam: Visitor, carla: Visitor, step: str) -> None:
    leads_to(sam.post(f"{CHANGE}/withdraw", {"reason": "A mistake."}))
    form = {"version": "3", "reason": "?", "release_contact_user_ids": LO.id}

    for answer in (carla.post(f"{CHANGE}/{step}", form), carla.get(f"{CHANGE}/{step}")):
        assert leads_to(answer) == CARD
        assert "Sam Seller, Nordic Resale AB, tog tillbaka ändringen." in told(carla)
    assert newest_entry().step is PartnershipStep.WITHDRAW_MODIFICATION


@pytest.mark.usefixtures("asked")
def test_whoever_asked_cant_answer_it(sam: Visitor) -> None:
    for step, form in (
        ("accept", {f"role.{SAM.id}.production": "reader"}),
        ("decline", {"reason": "?"}),
        ("counter", {"form_id": "1", "release_contact_user_ids": KIM.id, "reason": "?"}),
    ):
        assert leads_to(sam.post(f"{CHANGE}/{step}", form)) == CARD
    pending = stored().modification
    assert pending is not None
    assert pending.id == MODIFICATION_ID


@pytest.mark.usefixtures("asked")
def test_a_change_of_another_partnership_is_not_there(carla: Visitor) -> None:
    foreign = MODIFICATION_ID[:-1] + "9"

    assert carla.get(f"{CARD}/modifications/{foreign}/accept")["statusCode"] == 404
    assert carla.post(f"{CARD}/modifications/{foreign}/decline", {"reason": "?"})["statusCode"] == 404


def test_whoever_is_released_while_they_write_is_told(table: DynamoTable, sam: Visitor) -> None:
    story = list(a_story(PartnershipStatus.ACCEPTED))
    formed = story[-1].partnership
    both = replace(formed, managers=(*formed.managers, person(NILS)))
    wanted = a_modification(release_managers=(person(NILS),), release_contacts=(), add_managers=())
    put_partnership(table, story[0], replace(story[1], partnership=both), modified(both, wanted))
    nils = visit(table, NILS)
    words(nils.get(f"{CHANGE}/counter"))
    leads_to(visit(table, CARLA).post(f"{CHANGE}/accept", {}))

    page = nils.post(f"{CHANGE}/counter", {"release_contact_user_ids": KIM.id, "reason": "?"})

    assert "You no longer manage this partnership" in words(page, 404)
    assert "There is nothing at this address" in words(visit(table, OLGA).get(CARD), 404)
