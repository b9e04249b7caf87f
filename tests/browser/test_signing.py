"""What a customer does with the signing page, in a browser without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.domain.digital_document import Choices
from shared.domain.envelope import EnvelopeState
from shared.domain.locale import Locale
from tests.browser.keyboard import tab_to
from tests.browser.portal_site import PortalSite
from tests.browser.signing_outcomes import REASON, Visit, a_quote_with_options, prepare, stored
from tests.support.signing import an_upsell

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def page(open_portal: Callable[..., BrowserContext], portal_site: PortalSite) -> Page:
    prepare(portal_site)
    return open_portal(viewport=PHONE, java_script_enabled=False).new_page()


@pytest.fixture(params=list(Locale))
def visit(request: pytest.FixtureRequest, portal_site: PortalSite, page: Page) -> Visit:
    return Visit(portal_site, page, request.param)


@pytest.fixture
def english(portal_site: PortalSite, page: Page) -> Visit:
    return Visit(portal_site, page, Locale.ENGLISH)


def test_a_phone_says_at_once_what_it_is_from_whom_to_whom_and_until_when(visit: Visit) -> None:
    visit.send(an_upsell())

    for words in ("New oven door, Wiring", "Nordic Resale AB", "Bageriet på Hörnet AB", "Anna Ek", "Order", "UTC"):
        box = visit.page.get_by_role("main").get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"], words
    for link in visit.page.locator(".jump a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


def test_lines_come_before_options_those_before_terms_and_the_answer_last(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))

    headings = [heading.text_content() for heading in visit.page.locator("h2").all()]

    assert (
        headings
        == {
            Locale.ENGLISH: ["What is included", "Options", "Terms", "Your answer"],
            Locale.SWEDISH: ["Det här ingår", "Tillval", "Villkor", "Ditt svar"],
        }[visit.locale]
    )
    assert visit.page.locator(".terms h4").count() == 3


def test_choosing_an_option_and_signing_with_the_keyboard_alone(english: Visit) -> None:
    document_id = english.send(a_quote_with_options(english))
    page = english.page

    tab_to(page, "Utbildning på plats, en halv dag")
    page.keyboard.press("Space")
    tab_to(page, "I have read this quote and its terms, and I sign it for Bageriet på Hörnet AB.")
    page.keyboard.press("Space")
    tab_to(page, "Sign")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert stored(document_id).choices == Choices(options=("4",))
    expect(page.locator("#thanks_title")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("31,750.00 SEK")
    expect(page.get_by_role("main")).to_contain_text("Options not chosen")


def test_deciding_on_jobs_with_the_keyboard_alone(english: Visit) -> None:
    document_id = english.send(an_upsell())
    page = english.page

    tab_to(page, "Accept")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Accept")
    page.keyboard.press("Space")
    tab_to(page, "I have read this proposal of additional work, and I sign it for Bageriet på Hörnet AB.")
    page.keyboard.press("Space")
    tab_to(page, "Sign")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert stored(document_id).choices == Choices(accepted_jobs=("2",))


def test_faults_get_the_focus_and_lead_to_their_fields(visit: Visit) -> None:
    visit.send(an_upsell())
    visit.press("#sign")
    page = visit.page

    expect(page.locator(".problem")).to_be_focused()
    links = page.locator(".problem a")
    assert links.count() == 3
    for link, field in zip(links.all(), ("agreed", "job_1_accept", "job_2_accept"), strict=True):
        link.click()
        expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.locator("#agreed")).to_have_accessible_description(links.first.text_content() or "")
    expect(page.get_by_role("group", name="Wiring")).to_have_accessible_description(links.last.text_content() or "")
    assert page.title().startswith({Locale.ENGLISH: "Error: ", Locale.SWEDISH: "Fel: "}[visit.locale])


def test_what_was_chosen_before_a_fault_is_still_chosen(english: Visit) -> None:
    document_id = english.send(an_upsell())
    english.page.check("#job_1_accept")
    english.sign()
    expect(english.page.locator("#job_1_accept")).to_be_checked()
    expect(english.page.locator("#agreed")).to_be_checked()

    english.page.check("#job_2_decline")
    english.press("#sign")

    assert stored(document_id).choices == Choices(accepted_jobs=("1",))


def test_the_box_alone_signs_nothing_and_neither_does_the_button(english: Visit) -> None:
    document_id = english.send()
    english.press("#sign")
    before = stored(document_id).state

    english.sign()

    assert before is EnvelopeState.VIEWED
    assert stored(document_id).state is EnvelopeState.SIGNED


def test_the_thank_you_dialog_closes_and_the_record_stays(english: Visit) -> None:
    document_id = english.send()
    english.sign()
    signed = stored(document_id)

    english.page.get_by_role("button", name="Close").click()
    expect(english.page.locator("dialog")).to_be_hidden()
    english.page.reload()
    expect(english.page.get_by_role("dialog")).to_be_visible()
    english.page.go_back()
    expect(english.page.get_by_role("heading", level=1)).to_contain_text("Signed")
    assert stored(document_id) == signed


def test_a_form_left_open_in_another_window_shows_the_record_and_changes_nothing(english: Visit) -> None:
    document_id = english.send()
    other = Visit(english.site, english.page.context.new_page(), Locale.ENGLISH)
    other.open(document_id)
    english.sign()
    signed = stored(document_id)

    other.page.fill("#reason", "After all, no")
    other.press("#decline")

    expect(other.page.get_by_role("dialog")).to_be_visible()
    assert stored(document_id) == signed


def test_declining_needs_words_and_takes_no_ticked_box_for_a_signature(visit: Visit) -> None:
    document_id = visit.send(a_quote_with_options(visit))
    visit.page.check("[name=options] >> nth=0")
    visit.page.check("#agreed")
    visit.press("#decline")
    visit.page.locator(".problem a").click()
    expect(visit.page.locator("#reason")).to_be_focused()
    expect(visit.page.locator("[name=options] >> nth=0")).to_be_checked()

    visit.page.keyboard.type(REASON)
    visit.press("#decline")

    assert (stored(document_id).state, stored(document_id).reason) == (EnvelopeState.DECLINED, REASON)
    expect(visit.page.locator(".typed")).to_have_text(REASON, use_inner_text=True)


def test_the_language_can_be_switched_and_stays(english: Visit) -> None:
    document_id = english.send()
    page = english.page

    with page.expect_navigation():
        page.get_by_role("link", name="Svenska").click()
    english.site.wait(seconds=20)
    english.press("#sign")
    english.sign()

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("dialog")).to_contain_text("Du har undertecknat offerten")
    assert stored(document_id).state is EnvelopeState.SIGNED


def test_on_paper_there_is_what_was_offered_and_no_form(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))
    visit.page.emulate_media(media="print")

    for shown in (".products", "#options", ".terms"):
        expect(visit.page.locator(shown)).to_be_visible()
    for hidden in ("#answer", ".jump", ".masthead nav"):
        expect(visit.page.locator(hidden)).to_be_hidden()


def test_everything_to_press_is_large_enough_for_a_finger(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))
    visit.press("#sign")

    for target in visit.page.locator("button:not(.small), textarea, label.tick").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_html()
    for target in visit.page.locator("summary, .jump a, .masthead a, .problem a").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24, target.inner_html()
