"""The wizard of an offer, page by page, as a browser without scripts meets it (E2-E7)."""

import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.partnership import handler
from shared import wiring
from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts
from shared.adapters.dynamodb.partnerships import DynamoPartnerships
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import Unavailable
from shared.domain.locale import Locale
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import Partnership, Side
from shared.domain.user import User, UserState
from tests.support.builders import NOON, TENANT
from tests.support.clock import SteppingClock
from tests.support.partnerships import CARLA, DAN, FJORD, KIM, LO, NORDIC, SAM, an_offer, put_partners, put_partnership
from tests.support.portal import Visitor

WIZARD = "/portal/partnerships/new"
CUSTOMER = {"tenant_name": FJORD.tenant_name, "contact_email": CARLA.email, "message": "Shall we?"}


@pytest.fixture(autouse=True)
def world(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    put_partners(table)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, SAM, handler)


@pytest.fixture
def drafts(table: DynamoTable) -> DynamoOfferDrafts:
    return DynamoOfferDrafts(table, TENANT)


@pytest.fixture
def partnerships(table: DynamoTable) -> DynamoPartnerships:
    return DynamoPartnerships(table, TENANT, lambda: NOON)


@pytest.fixture
def users(table: DynamoTable) -> DynamoUsers:
    return DynamoUsers(table, TENANT, lambda: NOON)


def text(page: dict[str, Any]) -> str:
    return unescape(re.sub(r"(?:<[^>]+>|\s)+", " ", page["body"]))


def title(page: dict[str, Any]) -> str:
    found = re.search(r"<title>(.*?)</title>", page["body"])
    assert found
    return unescape(found[1])


def whereto(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 303, text(answer)
    return str(answer["headers"]["Location"])


def hidden(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(offer|version)" value="([^"]*)"', page["body"]))


def get(visitor: Visitor, location: str) -> dict[str, Any]:
    path, _, query = location.partition("?")
    return visitor.get(path, dict(pair.split("=") for pair in query.split("&")) if query else None)


def fill(visitor: Visitor, step: str, form: dict[str, Any], go: str = "next") -> dict[str, Any]:
    """What whoever sees the screen now sends from it."""
    shown = hidden(visitor.get(f"{WIZARD}/{step}"))
    return visitor.post(f"{WIZARD}/{step}", {**shown, **form, "go": go})


def come_to(visitor: Visitor, step: str, **customer: str) -> None:
    """By way of the screens before."""
    assert whereto(fill(visitor, "customer", CUSTOMER | customer)) == f"{WIZARD}/contacts"
    if step == "managers":
        assert whereto(fill(visitor, "contacts", {"contact_user_ids": [KIM.id]})) == f"{WIZARD}/managers"


def offers(partnerships: DynamoPartnerships) -> list[Partnership]:
    return list(partnerships.page(limit=20, before=None).items)


def draft_of(drafts: DynamoOfferDrafts, user: User = SAM) -> OfferDraft:
    found = drafts.find(user.id)
    assert found is not None
    return found


# --- Where it begins ----------------------------------------------------------------------------------------------


def test_it_begins_with_the_introduction_until_that_is_switched_off(sam: Visitor, users: DynamoUsers) -> None:
    assert whereto(sam.get(WIZARD)) == f"{WIZARD}/introduction"
    page = sam.get(f"{WIZARD}/introduction")
    assert title(page).startswith("Introduction (1/5)")
    assert page["body"].count("<li><strong>") + page["body"].count('<li aria-current="step"><strong>') == 5
    assert re.search(r'role="switch"[^>]* checked', page["body"])
    assert "Completed (0)" in text(page)

    assert whereto(fill(sam, "introduction", {})) == f"{WIZARD}/customer"
    assert not users.get(SAM.id, None).user.show_offer_introduction
    assert whereto(fill(sam, "cancel", {}, go="")) == "/portal"

    assert whereto(sam.get(WIZARD)) == f"{WIZARD}/customer"
    assert title(sam.get(f"{WIZARD}/customer")).startswith("Customer details (2/5)")
    assert whereto(fill(sam, "customer", {}, go="previous")) == f"{WIZARD}/introduction"
    assert whereto(fill(sam, "introduction", {"show_introduction": "yes"})) == f"{WIZARD}/customer"
    assert users.get(SAM.id, None).user.show_offer_introduction


def test_looking_at_it_writes_nothing(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    for path in ("", "/introduction", "/customer", "/cancel"):
        sam.get(f"{WIZARD}{path}")

    assert drafts.find(SAM.id) is None


@pytest.mark.parametrize(
    ("completed", "step"),
    [
        ((), "customer"),
        ((WizardStep.INTRODUCTION,), "customer"),
        ((WizardStep.CUSTOMER,), "contacts"),
        ((WizardStep.INTRODUCTION, WizardStep.CUSTOMER, WizardStep.CONTACTS), "managers"),
        ((WizardStep.INTRODUCTION, WizardStep.CONTACTS), "customer"),
    ],
)
def test_it_goes_on_at_the_first_screen_that_is_not_completed(
    sam: Visitor, drafts: DynamoOfferDrafts, completed: tuple[WizardStep, ...], step: str
) -> None:
    drafts.save(OfferDraft(id="prt_01KAAAAAAQPARTNERSH1P00001", user_id=SAM.id, completed=completed))

    assert whereto(sam.get(WIZARD)) == f"{WIZARD}/{step}"
    assert sam.get(f"{WIZARD}/{step}")["statusCode"] == 200
    if step != "managers":
        assert whereto(sam.get(f"{WIZARD}/managers")) == f"{WIZARD}/{step}"


@pytest.mark.parametrize("step", ["nothing", "summary"])
def test_no_other_screen_takes_a_form(sam: Visitor, step: str) -> None:
    assert sam.post(f"{WIZARD}/{step}", {"go": "next"})["statusCode"] == 404
    assert sam.get(f"{WIZARD}/{step}")["statusCode"] == 404


# --- Customer details ---------------------------------------------------------------------------------------------


def test_a_pasted_address_gives_its_first_label(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    typed = CUSTOMER | {"tenant_name": " https://Fjord-Drift.countersign.example/portal?x=1 "}
    assert whereto(fill(sam, "customer", typed)) == f"{WIZARD}/contacts"

    assert draft_of(drafts).tenant_name == "fjord-drift"
    page = fill(sam, "customer", typed, go="look")
    assert 'name="tenant_name" value="fjord-drift"' in page["body"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"tenant_name": " ", "contact_email": "", "message": " \r\n"},
            ["tenant name.", "contact email.", "a message."],
        ),
        ({"tenant_name": "https://"}, ["Write the tenant’s name, or its address."]),
        ({"tenant_name": "a" * 64}, ["at most 63"]),
        ({"tenant_name": f"http://{NORDIC.tenant_name}.example"}, ["This is your own tenant. Name another one."]),
        ({"contact_email": "carla"}, ["Write a whole email address"]),
        ({"message": "å" * 501}, ["at most 500 characters"]),
        ({"message": "👋" * 501}, ["at most 500 characters"]),
        ({"message": "a\r\n" * 250 + "b"}, ["at most 500 characters"]),
        ({"message": " " * 500 + "a"}, ["at most 500 characters"]),
        ({"message": "turned \u202e around"}, ["characters that can’t be shown"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(
    sam: Visitor, drafts: DynamoOfferDrafts, changes: dict[str, str], said: list[str]
) -> None:
    typed = CUSTOMER | changes
    page = fill(sam, "customer", typed)

    assert page["statusCode"] == 422
    assert title(page).startswith("Error: Customer details (2/5)")
    for words in said:
        assert text(page).count(words) == 2, "in the summary, and beside the field"
    assert page["body"].count('aria-invalid="true"') == len(said)
    draft = draft_of(drafts)
    assert WizardStep.CUSTOMER not in draft.completed
    assert draft.message == typed["message"].replace("\r\n", "\n")
    again = sam.get(f"{WIZARD}/customer")
    assert unescape(again["body"]).count(typed["message"].replace("\r\n", "\n")) == 1


@pytest.mark.parametrize(
    "message", ["👩‍👩‍👧‍👦" * 71 + "abc", "e\u0301" * 250, "a\r\n" * 250, "å" * 500, " " * 499 + "a"]
)
def test_five_hundred_code_points_are_taken(sam: Visitor, message: str) -> None:
    assert len(message.replace("\r\n", "\n")) == 500

    assert whereto(fill(sam, "customer", CUSTOMER | {"message": message})) == f"{WIZARD}/contacts"


def test_going_back_keeps_what_is_wrong_and_un_completes_it(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    come_to(sam, "managers")
    assert whereto(fill(sam, "customer", CUSTOMER | {"contact_email": "carla"}, go="previous")).endswith("introduction")

    page = sam.get(f"{WIZARD}/customer")
    assert 'value="carla"' in page["body"]
    assert title(page).startswith("Customer details")
    assert "Completed (1)" in text(page)
    assert draft_of(drafts).completed == (WizardStep.CONTACTS,)


def test_the_menu_leads_back_to_completed_screens_and_keeps_what_was_typed(
    sam: Visitor, drafts: DynamoOfferDrafts
) -> None:
    assert whereto(fill(sam, "introduction", {"show_introduction": "yes"})) == f"{WIZARD}/customer"
    come_to(sam, "managers")
    page = sam.get(f"{WIZARD}/managers")
    menu = re.findall(r'form="wizard" name="go" value="(\w+)" formnovalidate', page["body"])
    assert menu == ["introduction", "customer", "contacts"]
    assert "Completed (3)" in text(page)

    assert whereto(fill(sam, "managers", {"manager_user_ids": [LO.id]}, go="customer")) == f"{WIZARD}/customer"

    assert draft_of(drafts).manager_user_ids == (LO.id,)
    assert whereto(fill(sam, "customer", CUSTOMER, go="contacts")) == f"{WIZARD}/contacts"
    refused = fill(sam, "customer", CUSTOMER | {"message": ""}, go="contacts")
    assert refused["statusCode"] == 422


# --- People -------------------------------------------------------------------------------------------------------


def bands(page: dict[str, Any]) -> list[tuple[str, bool]]:
    """Names, and whether they are chosen, in the order of the page."""
    found = re.findall(r'<label class="choice band[^"]*"><input ([^>]*)><span><strong>(.*?)</strong>', page["body"])
    return [(unescape(name), " checked" in attributes) for attributes, name in found]


def test_colleagues_who_may_sign_in_stand_there_by_name(sam: Visitor) -> None:
    come_to(sam, "contacts")

    page = sam.get(f"{WIZARD}/contacts")

    assert title(page).startswith("Assign contacts (3/5)")
    assert bands(page) == [(KIM.name, False), (LO.name, False), (SAM.name, False)]
    assert DAN.name not in page["body"]


def test_at_least_one_contact_is_chosen(sam: Visitor) -> None:
    come_to(sam, "contacts")

    for chosen in ([], [DAN.id], [CARLA.id], ["usr_nobody"]):
        page = fill(sam, "contacts", {"contact_user_ids": chosen})
        assert page["statusCode"] == 422
        assert title(page).startswith("Error: Assign contacts")
        assert text(page).count("Choose at least one contact.") == 2
        assert 'href="#contact_user_ids"' in page["body"]
        assert 'id="contact_user_ids"' in page["body"]


def test_a_search_finds_beginnings_of_names_and_shows_those_chosen_first(
    sam: Visitor, drafts: DynamoOfferDrafts
) -> None:
    come_to(sam, "contacts")

    led = whereto(fill(sam, "contacts", {"contact_user_ids": [SAM.id], "q": "LÍ"}, go="search"))

    assert led == f"{WIZARD}/contacts?{urlencode({'q': 'LÍ'})}"
    assert draft_of(drafts).contact_user_ids == (SAM.id,)
    page = sam.get(f"{WIZARD}/contacts", {"q": "LÍ"})
    assert bands(page) == [(SAM.name, True), (LO.name, False)]
    assert 'data-announce="1 person found. Chosen: 1."' in page["body"]
    page = sam.get(f"{WIZARD}/contacts", {"q": "reseller"})
    assert bands(page) == [(SAM.name, True)]
    assert "has a name that begins with “reseller”" in text(page)


def test_a_live_search_keeps_ticks_and_writes_nothing(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    come_to(sam, "contacts")
    before = draft_of(drafts)

    page = fill(sam, "contacts", {"contact_user_ids": [KIM.id, SAM.id], "q": "lo"}, go="look")

    assert page["statusCode"] == 200
    assert bands(page) == [(KIM.name, True), (SAM.name, True), (LO.name, False)]
    assert draft_of(drafts) == before


def test_of_many_the_first_are_shown_and_how_many_more_there_are(sam: Visitor, users: DynamoUsers) -> None:
    for number in range(40):
        identifier = f"usr_01KAMANY0000000000000000{number:02d}"
        extra = replace(KIM, id=identifier, first_name=f"Extra {number:02d}", sign_in_name=f"{number}@reseller.example")
        users.save(extra, None, users.circle(None))
    come_to(sam, "contacts")

    page = fill(sam, "contacts", {"contact_user_ids": [SAM.id]}, go="look")

    assert bands(page)[0] == (SAM.name, True)
    assert len(bands(page)) == 31
    assert "12 more are not shown" in text(page)
    everyone = [user.id for user in users.all(None)]
    page = fill(sam, "contacts", {"contact_user_ids": [*everyone, *everyone]})
    assert whereto(page) == f"{WIZARD}/managers"
    page = fill(sam, "managers", {"manager_user_ids": everyone})
    assert page["statusCode"] == 422
    assert text(page).count("Choose at most 19 others") == 2


def test_whoever_offers_is_a_manager_and_cant_be_taken_out(sam: Visitor, partnerships: DynamoPartnerships) -> None:
    come_to(sam, "managers")
    page = sam.get(f"{WIZARD}/managers", {"q": "nobody at all"})
    assert bands(page) == [(SAM.name, True)]
    assert re.search(r'id="manager_user_ids_\w+" checked disabled>', page["body"])
    assert "you can’t be removed" in text(page)

    whereto(fill(sam, "managers", {"manager_user_ids": [SAM.id, LO.id]}))

    (made,) = offers(partnerships)
    assert [person.user_id for person in made.managers_of(Side.PARTNER)] == [SAM.id, LO.id]


# --- Sending ------------------------------------------------------------------------------------------------------


def test_next_sends_and_the_summary_says_what(
    sam: Visitor, drafts: DynamoOfferDrafts, partnerships: DynamoPartnerships
) -> None:
    come_to(sam, "managers", message="  Shall we?\r\nWith <love>  ")
    reserved = draft_of(drafts).id
    assert f"sends the offer to {CARLA.email} at {FJORD.tenant_name}" in text(sam.get(f"{WIZARD}/managers"))

    led = whereto(fill(sam, "managers", {"manager_user_ids": [LO.id]}))

    assert led == f"{WIZARD}/summary?offer={reserved}"
    (made,) = offers(partnerships)
    assert (made.id, made.message, made.offered_by.user_id) == (reserved, "Shall we?\nWith <love>", SAM.id)
    assert [contact.user_id for contact in made.contacts] == [KIM.id]
    assert drafts.find(SAM.id) is None
    page = get(sam, led)
    assert title(page).startswith("Summary (5/5)")
    for said in (CARLA.email, FJORD.tenant_name, "With <love>", KIM.name, LO.name, SAM.name, "Completed (4)", "Close"):
        assert said in text(page)
    assert FJORD.name not in page["body"]
    assert CARLA.name not in page["body"]
    assert whereto(sam.get(WIZARD)) == f"{WIZARD}/introduction"


def test_the_same_form_twice_makes_one_offer_and_shows_the_same_summary(
    sam: Visitor, partnerships: DynamoPartnerships
) -> None:
    come_to(sam, "managers")
    form = hidden(sam.get(f"{WIZARD}/managers")) | {"go": "next"}

    led = {whereto(sam.post(f"{WIZARD}/managers", form)) for _ in range(3)}

    assert len(led) == 1
    assert len(offers(partnerships)) == 1


def test_a_page_of_an_offer_that_was_sent_leads_to_its_summary(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    come_to(sam, "managers")
    old = {step: hidden(sam.get(f"{WIZARD}/{step}")) for step in ("customer", "contacts", "cancel")}
    summary = whereto(fill(sam, "managers", {}))

    for step, form in old.items():
        assert whereto(sam.post(f"{WIZARD}/{step}", {**form, **CUSTOMER, "go": "next"})) == summary
        assert "It was sent once." in text(get(sam, summary))
    assert drafts.find(SAM.id) is None


@pytest.mark.parametrize(
    "customer", [{"tenant_name": "nobody"}, {"contact_email": "nobody@fjord.example"}, {"contact_email": KIM.email}]
)
def test_an_unknown_recipient_leads_back_with_all_that_was_typed(
    sam: Visitor, drafts: DynamoOfferDrafts, partnerships: DynamoPartnerships, customer: dict[str, str]
) -> None:
    come_to(sam, "managers", **customer)

    led = whereto(fill(sam, "managers", {"manager_user_ids": [LO.id]}))

    assert led == f"{WIZARD}/customer?problem=recipient_not_found"
    page = get(sam, led)
    assert title(page).startswith("Error: Customer details")
    assert "No user with this email address signs in to a tenant of this name." in text(page)
    assert "aria-invalid" not in page["body"]
    for typed in (CUSTOMER | customer).values():
        assert typed in page["body"]
    draft = draft_of(drafts)
    assert (draft.contact_user_ids, draft.manager_user_ids) == ((KIM.id,), (LO.id,))
    assert offers(partnerships) == []
    assert whereto(sam.get(WIZARD)) == f"{WIZARD}/customer"
    assert whereto(fill(sam, "customer", CUSTOMER)) == f"{WIZARD}/contacts"
    assert whereto(fill(sam, "contacts", {"contact_user_ids": [KIM.id]})) == f"{WIZARD}/managers"
    assert bands(sam.get(f"{WIZARD}/managers"))[:2] == [(SAM.name, True), (LO.name, True)]


def test_one_that_exists_is_linked_to_for_whoever_sees_it(
    sam: Visitor, table: DynamoTable, partnerships: DynamoPartnerships
) -> None:
    present = put_partnership(table, an_offer())
    come_to(sam, "managers")
    led = whereto(fill(sam, "managers", {}))
    assert led == f"{WIZARD}/customer?problem=partnership_exists"
    page = get(sam, led)
    assert f'href="/portal/partnerships/{present.id}"' in page["body"]
    assert "Shall we?" in page["body"]
    assert len(offers(partnerships)) == 1

    lo = Visitor.signed_in(table, LO, handler)
    come_to(lo, "managers")
    page = get(lo, whereto(fill(lo, "managers", {})))
    assert "Ni har redan ett samarbete" in text(page)
    assert present.id not in page["body"]


def test_a_contact_who_left_meanwhile_is_chosen_anew(
    sam: Visitor, users: DynamoUsers, partnerships: DynamoPartnerships
) -> None:
    come_to(sam, "managers")
    member = users.get(KIM.id, None)
    users.save(replace(KIM, state=UserState.DEACTIVATED, version=KIM.version + 1), member.user, member.circle)

    led = whereto(fill(sam, "managers", {}))

    assert led == f"{WIZARD}/contacts?problem=unknown_user"
    page = get(sam, led)
    assert "can’t sign in any more" in text(page)
    assert bands(page) == [(LO.name, False), (SAM.name, False)]
    assert whereto(fill(sam, "contacts", {"contact_user_ids": [LO.id]})) == f"{WIZARD}/managers"
    assert "/summary?offer=" in whereto(fill(sam, "managers", {}))
    assert len(offers(partnerships)) == 1


def test_only_what_was_seen_is_sent(sam: Visitor, partnerships: DynamoPartnerships) -> None:
    """Another window changed to whom it goes."""
    come_to(sam, "managers")
    old = hidden(sam.get(f"{WIZARD}/managers"))
    come_to(sam, "managers", contact_email="olga@fjord.example")

    page = sam.post(f"{WIZARD}/managers", {**old, "manager_user_ids": LO.id, "go": "next"})

    assert page["statusCode"] == 409
    assert title(page).startswith("Error: Assign partner manager")
    assert "sends the offer to olga@fjord.example" in text(page)
    assert bands(page)[1] == (LO.name, True)
    assert offers(partnerships) == []
    assert "/summary?" in whereto(sam.post(f"{WIZARD}/managers", {**hidden(page), "manager_user_ids": LO.id}))


def test_a_table_that_is_busy_leaves_the_wizard_open(
    sam: Visitor, partnerships: DynamoPartnerships, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_to(sam, "managers")
    shown = hidden(sam.get(f"{WIZARD}/managers"))

    def refuse(*_: Any) -> None:
        raise Unavailable("The table can't take a change now.")

    with monkeypatch.context() as patched:
        patched.setattr(DynamoPartnerships, "offer", refuse)
        page = sam.post(f"{WIZARD}/managers", {**shown, "manager_user_ids": LO.id, "go": "next"})

    assert page["statusCode"] == 503
    assert "Press Next again in a moment." in text(page)
    assert bands(page)[1] == (LO.name, True)
    assert offers(partnerships) == []
    assert "/summary?" in whereto(sam.post(f"{WIZARD}/managers", {**hidden(page), "manager_user_ids": LO.id}))


# --- Two windows, and the way out ---------------------------------------------------------------------------------


def test_two_windows_that_begin_at_once_dont_overwrite_each_other_unasked(
    sam: Visitor, drafts: DynamoOfferDrafts
) -> None:
    begun = {"offer": "", "version": "0", "go": "next"}
    first, second = CUSTOMER | {"message": "First"}, CUSTOMER | {"message": "Second"}
    whereto(sam.post(f"{WIZARD}/customer", begun | first))
    assert whereto(sam.post(f"{WIZARD}/customer", begun | first)) == f"{WIZARD}/contacts"

    page = sam.post(f"{WIZARD}/customer", begun | second)

    assert page["statusCode"] == 409
    assert "begun an offer in another window" in text(page)
    assert "Second" in page["body"]
    assert draft_of(drafts).message == "First"
    assert whereto(sam.post(f"{WIZARD}/customer", second | hidden(page))) == f"{WIZARD}/contacts"
    assert draft_of(drafts).message == "Second"


def test_cancel_asks_and_then_nothing_is_saved(
    sam: Visitor, drafts: DynamoOfferDrafts, partnerships: DynamoPartnerships
) -> None:
    come_to(sam, "contacts")
    old = hidden(sam.get(f"{WIZARD}/contacts"))
    led = whereto(fill(sam, "contacts", {"contact_user_ids": [KIM.id]}, go="cancel"))
    assert led == f"{WIZARD}/cancel?at=contacts"
    page = get(sam, led)
    assert "What you have typed and chosen will be lost." in text(page)
    assert f'href="{WIZARD}/contacts"' in page["body"]
    assert draft_of(drafts).contact_user_ids == (KIM.id,)

    assert whereto(sam.post(f"{WIZARD}/cancel", hidden(page))) == "/portal"

    assert drafts.find(SAM.id) is None
    assert whereto(sam.post(f"{WIZARD}/cancel", hidden(page))) == "/portal"
    assert whereto(sam.post(f"{WIZARD}/contacts", {**old, "contact_user_ids": KIM.id})) == WIZARD
    assert drafts.find(SAM.id) is None
    assert offers(partnerships) == []


def test_cancelling_before_anything_was_typed_leaves_nothing_either(sam: Visitor, drafts: DynamoOfferDrafts) -> None:
    assert whereto(fill(sam, "customer", dict.fromkeys(CUSTOMER, ""), go="cancel")) == f"{WIZARD}/cancel?at=customer"
    assert drafts.find(SAM.id) is None
    assert whereto(fill(sam, "cancel", {})) == "/portal"


def test_a_draft_and_a_summary_are_ones_own(sam: Visitor, table: DynamoTable) -> None:
    come_to(sam, "managers")
    draft = hidden(sam.get(f"{WIZARD}/managers"))
    kim, carla = (Visitor.signed_in(table, user, handler) for user in (KIM, CARLA))
    assert whereto(kim.get(WIZARD)) == f"{WIZARD}/introduction"
    assert whereto(kim.post(f"{WIZARD}/managers", draft | {"go": "next"})) == WIZARD
    summary = whereto(fill(sam, "managers", {}))

    assert get(sam, summary)["statusCode"] == 200
    for other in (kim, carla):
        assert get(other, summary)["statusCode"] == 404
        assert whereto(other.post(f"{WIZARD}/managers", draft | {"go": "next"})) == WIZARD


def test_it_speaks_swedish_too(table: DynamoTable) -> None:
    lo = Visitor.signed_in(table, LO, handler)
    assert LO.language is Locale.SWEDISH
    come_to(lo, "managers")

    page = lo.get(f"{WIZARD}/managers")

    assert title(page).startswith("Välj samarbetsansvariga (4/5)")
    assert "Klara steg (2)" in text(page)
    assert f"Nästa skickar erbjudandet till {CARLA.email}" in text(page)
    assert "Sammanfattning (5/5)" in title(get(lo, whereto(fill(lo, "managers", {}))))
