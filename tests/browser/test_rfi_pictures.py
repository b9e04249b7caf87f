"""The request for information, behind its link and in the portal: pictured in both languages, free of findings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared import wiring
from shared.domain.locale import Locale
from shared.domain.rfi import Rfi
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.answers import ANSWERS, typed
from tests.support.builders import ORDER_ID, SELLER, TENANT, a_user
from tests.support.inquiries import path, stored, submit_order
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

SAM = {
    Locale.ENGLISH: a_user(),
    Locale.SWEDISH: a_user(id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH),
}
WORD = "donaudampfschifffahrtsgesellschaft" * 2
WRONG = typed(ANSWERS) | {
    "technical_contact.email": "tove",
    "emergency_contact.mobile": "12",
    "outbound_addresses": f"192.0.2.1/28\n127.0.0.1\n{WORD * 3}",
    "on_premise_security": "none",
    "email_domains": "",
}


@pytest.fixture(autouse=True)
def asked(portal_site: PortalSite) -> None:
    put_user(portal_site.table, SAM[Locale.SWEDISH])
    submit_order()


def keep(rfi: Rfi) -> None:
    wiring.rfis(TENANT).save(rfi, stored())


def answered() -> Rfi:
    answers = {name: tuple(value.split("\r\n")) if name in LISTS else value for name, value in typed(ANSWERS).items()}
    return stored().filled_in(answers)


LISTS = {name for name, answer in ANSWERS.items() if isinstance(answer, list)}


def fill_in(page: Page, answers: dict[str, str]) -> None:
    for name, value in answers.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, site: PortalSite, button: str) -> None:
    site.wait(seconds=20)
    with page.expect_navigation():
        page.click(f"main button[value={button}]")


def untouched(page: Page, site: PortalSite) -> None:
    """As it is opened first."""


def nothing_filled_in(page: Page, site: PortalSite) -> None:
    press(page, site, "submit")


def wrong(page: Page, site: PortalSite) -> None:
    fill_in(page, WRONG)
    press(page, site, "save")


def saved(page: Page, site: PortalSite) -> None:
    fill_in(page, {"technical_contact.first_name": "Tove", "mail_server": "other"})
    press(page, site, "save")


def saved_by_two(page: Page, site: PortalSite) -> None:
    fill_in(page, {"technical_contact.first_name": "Tove", "mail_server": "microsoft_365"})
    keep(answered())
    press(page, site, "save")


def submitted(page: Page, site: PortalSite) -> None:
    fill_in(page, typed(ANSWERS))
    press(page, site, "submit")


def long_words(page: Page, site: PortalSite) -> None:
    fill_in(
        page, typed(ANSWERS) | {"technical_contact.last_name": WORD, "email_domains": f"{WORD[:60]}.{WORD[:60]}.se"}
    )
    press(page, site, "submit")


SCENES = (untouched, nothing_filled_in, wrong, saved, saved_by_two, submitted, long_words)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_link_s_page_reads_well(
    scene: Callable[[Page, PortalSite], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    page.goto(f"{path()}?lang={locale}")
    scene(page, portal_site)

    look(page, f"rfi-{scene.__name__}", locale, pictures)
    assert complaints == []


def too_young(page: Page) -> None:
    fill_in(page, typed(ANSWERS))
    with page.expect_navigation():
        page.click("main button[value=submit]")


@pytest.mark.parametrize("locale", list(Locale))
def test_to_be_asked_for_another_press_reads_well(
    locale: Locale, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(f"{path()}?lang={locale}")
    too_young(page)

    look(page, "rfi-too_young", locale, pictures)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", [untouched, wrong, submitted], ids=lambda scene: scene.__name__)
def test_the_portal_s_page_reads_well(
    scene: Callable[[Page, PortalSite], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    page = open_portal(SAM[locale], reduced_motion="reduce").new_page()
    complaints = listen(page)
    page.goto(f"/portal/orders/{ORDER_ID}/rfi")
    scene(page, portal_site)

    look(page, f"rfi-portal-{scene.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_what_was_submitted_by_link_reads_well_in_the_portal(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    rfi = answered()
    keep(replace(rfi, submitted_at=portal_site.now(), submitted_by=SELLER if locale is Locale.SWEDISH else None))
    page = open_portal(SAM[locale], reduced_motion="reduce").new_page()
    page.goto(f"/portal/orders/{ORDER_ID}/rfi")

    look(page, "rfi-portal-record", locale, pictures)
