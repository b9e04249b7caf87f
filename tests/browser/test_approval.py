"""What a customer does with the approval page, in a browser without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.domain.approval_code import code_of
from shared.domain.confirmation import Confirmation, State
from shared.domain.locale import Locale
from tests.browser.approval_site import ApprovalSite
from tests.browser.outcomes import REASON, Visit
from tests.support.builders import ANNA_ID, BO_ID, KEYS

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context(viewport=PHONE).new_page()


@pytest.fixture(params=list(Locale))
def visit(request: pytest.FixtureRequest, approval_site: ApprovalSite, page: Page) -> Visit:
    return Visit(approval_site, page, request.param)


@pytest.fixture
def english(approval_site: ApprovalSite, page: Page) -> Visit:
    return Visit(approval_site, page, Locale.ENGLISH)


def state(visit: Visit, confirmation: Confirmation) -> State:
    return visit.site.confirmations.get(confirmation.id).state


def focused(page: Page) -> str:
    """The id of what has the focus, else its name, else its text."""
    return str(
        page.evaluate(
            "(({id, name, textContent}) => id || name || textContent.trim().slice(0, 40))(document.activeElement)"
        )
    )


def test_a_phone_says_at_once_what_it_is_from_whom_to_whom_and_until_when(visit: Visit) -> None:
    visit.send()

    for words in ("Safe workplace", "Nordic Resale AB", "Bageriet på Hörnet AB", "Anna Ek", "UTC"):
        box = visit.page.get_by_role("main").get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"], words
    for link in visit.page.locator(".jump a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


def test_products_come_before_terms_and_terms_before_the_answer(visit: Visit) -> None:
    visit.send()

    headings = [heading.text_content() for heading in visit.page.locator("h2").all()]
    assert (
        headings
        == {
            Locale.ENGLISH: ["What is included", "Terms", "Your answer"],
            Locale.SWEDISH: ["Det här ingår", "Villkor", "Ditt svar"],
        }[visit.locale]
    )
    assert visit.page.locator(".products tbody tr").count() == 4
    assert visit.page.locator(".terms h4").count() == 3


def test_accepting_with_the_keyboard_alone(english: Visit) -> None:
    confirmation = english.send()
    page = english.page
    order: list[str] = []

    def tab_to(name: str) -> None:
        while not order or order[-1] != name:
            page.keyboard.press("Tab")
            order.append(focused(page))
            assert len(order) < 30, order
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", order[-1]

    tab_to("terms_accepted")
    page.keyboard.press("Space")
    tab_to("authorized")
    page.keyboard.press("Space")
    tab_to("contact_id")
    page.keyboard.type("Anna")
    tab_to("accept")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert order == [
        "Skip to the content",
        "Svenska",
        "What is included",
        "Terms",
        "Your answer",
        "https://reseller.example/terms",
        "terms_accepted",
        "authorized",
        "contact_id",
        "Not in the list?",
        "accept",
    ]
    assert state(english, confirmation) is State.ACCEPTED
    assert focused(page) == "thanks_title"


def test_the_rest_of_the_form_is_reached_by_the_keyboard_too(english: Visit) -> None:
    english.send()
    english.page.focus("#accept")

    order = []
    for _ in range(4):
        english.page.keyboard.press("Tab")
        order.append(focused(english.page))

    assert order == ["reason", "request_change", "decline", "This wasn’t meant for you?"]


def test_faults_get_the_focus_and_lead_to_their_fields(visit: Visit) -> None:
    visit.send()
    visit.press("#accept")
    page = visit.page

    expect(page.locator(".problem")).to_be_focused()
    links = page.locator(".problem a")
    assert links.count() == 3
    for link, field in zip(links.all(), ("terms_accepted", "authorized", "contact_id"), strict=True):
        link.click()
        expect(page.locator(f"#{field}")).to_be_focused()
        expect(page.locator(f"#{field}")).to_have_accessible_description(link.text_content() or "")
    assert page.title().startswith({Locale.ENGLISH: "Error: ", Locale.SWEDISH: "Fel: "}[visit.locale])


def test_the_record_says_who_when_and_what_comes_next(visit: Visit) -> None:
    confirmation = visit.send()
    visit.fill_in(ANNA_ID)
    visit.press("#accept")

    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Anna Ek")
    main = visit.page.get_by_role("main")
    for words in ("Safe workplace", "Anna Ek", "Bageriet på Hörnet AB", "Nordic Resale AB", "12", confirmation.id):
        expect(main).to_contain_text(words)
    assert visit.page.locator(".terms h4").count() == 3


def test_the_thank_you_dialog_closes(english: Visit) -> None:
    english.send()
    english.fill_in(ANNA_ID)
    english.press("#accept")

    english.page.get_by_role("button", name="Close").click()

    expect(english.page.locator("dialog")).to_be_hidden()
    expect(english.page.get_by_role("heading", level=1)).to_be_visible()


def test_reloading_and_going_back_show_the_record_and_change_nothing(english: Visit) -> None:
    confirmation = english.send()
    english.fill_in(ANNA_ID)
    english.press("#accept")
    accepted = english.site.confirmations.get(confirmation.id)

    english.page.reload()
    expect(english.page.get_by_role("dialog")).to_be_visible()
    english.page.go_back()
    expect(english.page.get_by_role("dialog")).to_be_visible()
    assert english.site.confirmations.get(confirmation.id) == accepted


def test_a_form_left_open_in_another_window_shows_the_record_and_changes_nothing(english: Visit) -> None:
    confirmation = english.send()
    other = Visit(english.site, english.page.context.new_page(), Locale.ENGLISH)
    other.open(confirmation)
    english.fill_in(ANNA_ID)
    english.press("#accept")
    accepted = english.site.confirmations.get(confirmation.id)

    other.page.fill("#reason", "After all, no")
    other.press("#decline")

    expect(other.page.get_by_role("dialog")).to_be_visible()
    assert english.site.confirmations.get(confirmation.id) == accepted


def test_somebody_else_accepts_with_a_code(visit: Visit) -> None:
    confirmation = visit.send()
    visit.fill_in(BO_ID)
    visit.press("#accept")
    expect(visit.page.locator("#code")).to_be_focused()

    visit.page.keyboard.type(code_of(confirmation.id, 1, KEYS))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")

    accepted = visit.site.confirmations.get(confirmation.id)
    assert (accepted.state, accepted.code_checked, accepted.signer_differs) == (State.ACCEPTED, True, True)


def test_a_new_code_can_be_asked_for(english: Visit) -> None:
    confirmation = english.send()
    english.fill_in(BO_ID)
    english.press("#accept")

    english.press("[name=new_code]")
    english.type_code(code_of(confirmation.id, 2, KEYS))

    assert state(english, confirmation) is State.ACCEPTED


@pytest.mark.parametrize("button", ["decline", "request_change"])
def test_declining_and_asking_for_a_change_need_words(button: str, visit: Visit) -> None:
    confirmation = visit.send()
    visit.page.check("#terms_accepted")
    visit.press(f"#{button}")
    visit.page.locator(".problem a").click()
    expect(visit.page.locator("#reason")).to_be_focused()
    expect(visit.page.locator("#terms_accepted")).to_be_checked()

    visit.page.keyboard.type(REASON)
    visit.press(f"#{button}")

    answered = visit.site.confirmations.get(confirmation.id)
    assert (answered.state, answered.reason, answered.change_requested) == (
        State.DECLINED,
        REASON,
        button == "request_change",
    )
    expect(visit.page.locator(".typed")).to_have_text(REASON, use_inner_text=True)


def test_the_language_can_be_switched_and_stays(english: Visit) -> None:
    confirmation = english.send()
    page = english.page

    with page.expect_navigation():
        page.get_by_role("link", name="Svenska").click()
    english.site.wait(seconds=20)
    english.press("#accept")
    english.fill_in(ANNA_ID)
    english.press("#accept")

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("dialog")).to_contain_text("Tack")
    assert state(english, confirmation) is State.ACCEPTED


def test_pressed_too_early_asks_to_press_once_more_and_keeps_everything(english: Visit) -> None:
    confirmation = english.send()
    english.site.wait(seconds=-19)
    english.fill_in(ANNA_ID)
    english.press("#accept")
    expect(english.page.locator(".problem")).to_contain_text("Press the button once more")
    before = state(english, confirmation)

    english.site.wait(seconds=2)
    english.press("#accept")

    assert before is State.VIEWED
    assert state(english, confirmation) is State.ACCEPTED


def test_on_paper_there_are_the_terms_and_no_form(visit: Visit) -> None:
    visit.send()
    visit.page.emulate_media(media="print")

    expect(visit.page.locator(".terms")).to_be_visible()
    expect(visit.page.locator(".products")).to_be_visible()
    for hidden in ("#answer", ".jump", ".masthead nav"):
        expect(visit.page.locator(hidden)).to_be_hidden()


def test_on_paper_the_record_is_without_thanks_and_buttons(visit: Visit) -> None:
    visit.send()
    visit.fill_in(ANNA_ID)
    visit.press("#accept")
    visit.page.emulate_media(media="print")

    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visit.page.locator(".facts")).to_be_visible()
    expect(visit.page.locator(".terms")).to_be_visible()
    expect(visit.page.locator("dialog")).to_be_hidden()
    expect(visit.page.locator("button")).to_be_hidden()


def test_everything_to_press_is_large_enough_for_a_finger(visit: Visit) -> None:
    visit.send()
    visit.fill_in(BO_ID)
    visit.press("#accept")

    fingers = "button:not(.small), select, textarea, input:not([type=hidden]):not([type=checkbox]), label.tick"
    for target in visit.page.locator(fingers).all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_html()
    for target in visit.page.locator("button.small, summary, .jump a, .masthead a, .problem a").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24, target.inner_html()


def test_help_opens_where_it_is_needed(visit: Visit) -> None:
    visit.send()

    for help_text in visit.page.locator("details").all():
        expect(help_text.locator("p")).to_be_hidden()
        help_text.locator("summary").click()
        expect(help_text.locator("p")).to_contain_text("Sam Seller")
