"""Every outcome of checking evidence, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from functions.issue_evidence import handler
from shared import wiring
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.evidence.record import Evidence
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.account import create_evidence_bucket, create_evidence_key
from tests.support.builders import NOON, TENANT
from tests.support.events import Context
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.sealed_files import Platform, a_page, files_of

pytestmark = pytest.mark.browser

type Screen = Callable[[Page, Locale], None]


def put_sealed(table: DynamoTable) -> None:
    create_evidence_key()
    create_evidence_bucket()
    table.commit([*evidence_writes(TENANT, a_recorded(), NOON)])
    assert handler.lambda_handler({"sweep": "evidence"}, Context())["sealed"] == 1


def form(page: Page, locale: Locale) -> None:
    page.goto(f"/verify?lang={locale}")


def form_without_a_file(page: Page, locale: Locale) -> None:
    upload(page, locale, b"")


def verified(page: Page, locale: Locale) -> None:
    upload(page, locale, sealed(Platform(wiring.evidence_signer())))


def altered(page: Page, locale: Locale) -> None:
    """Another name than the one that was recorded, in a page made anew."""
    files = files_of(a_recorded())
    page_of = a_page(files | {"disclosures.json": files["disclosures.json"].replace(b"Anna", b"Eva")}, EVIDENCE_ID)
    upload(page, locale, page_of)


def unknown(page: Page, locale: Locale) -> None:
    upload(page, locale, sealed(Platform()))


def record(page: Page, locale: Locale) -> None:
    page.goto(f"/verify/{EVIDENCE_ID}?lang={locale}")


def no_record(page: Page, locale: Locale) -> None:
    page.goto(f"/verify/nonsense?lang={locale}")


def sealed(platform: Platform, evidence: Evidence | None = None) -> bytes:
    found = evidence or a_recorded()
    return platform.sealed(a_page(files_of(found), found.record.id))


def upload(page: Page, locale: Locale, content: bytes) -> None:
    form(page, locale)
    page.set_input_files("#file", {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": content})
    with page.expect_navigation():
        page.locator("#form button").click()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(
    "screen",
    [form, form_without_a_file, verified, altered, unknown, record, no_record],
    ids=lambda screen: screen.__name__,
)
def test_it_reads_well(
    screen: Screen,
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    """JavaScript is on for axe alone: the policy of the pages would stop, and report, any of their own."""
    portal_site.wait(hours=1)
    put_sealed(portal_site.table)
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page, locale)

    look(page, f"verify-{screen.__name__}", locale, pictures)
    assert complaints == []
