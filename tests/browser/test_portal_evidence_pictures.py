"""The screens of keeping evidence, in both languages, on a phone and on a desk, light and dark; and a walk through."""

from collections.abc import Callable
from pathlib import Path

import boto3
import pytest
from playwright.sync_api import BrowserContext

from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.domain.locale import Locale
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.account import ENVIRONMENT
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_user
from tests.support.portal import put_user
from tests.support.recorded import a_recorded

pytestmark = pytest.mark.browser

RECORD = f"/portal/customers/{CUSTOMER_ID}"


@pytest.mark.parametrize("locale", list(Locale))
def test_they_read_well_from_the_record_to_what_was_erased(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    user = a_user(id="usr_01KASE11ER000000000000001C", language=locale, first_name="Åsa-Britt", last_name="Öhrn")
    put_user(portal_site.table, user)
    portal_site.table.commit([*evidence_writes(TENANT, a_recorded(), NOON)])
    where = {"LocationConstraint": "eu-north-1"}
    boto3.client("s3").create_bucket(Bucket=ENVIRONMENT["DOCUMENTS_BUCKET"], CreateBucketConfiguration=where)  # type: ignore[arg-type]
    page = open_portal(user, viewport=DESK, reduced_motion="reduce").new_page()
    complaints = listen(page)

    page.goto("/portal/evidence/exports")
    look(page, "evidence-archive", locale, pictures)
    page.goto(RECORD)
    page.click("a[href$='/evidence/erasure']")
    page.locator("#reason").wait_for()
    look(page, "evidence-erasure", locale, pictures)
    page.fill("#email", "anna.ek@bageri.example")
    page.fill("#reason", "2026-11-20")
    page.click("main form button[type=submit]")
    page.locator("button.danger").wait_for()
    look(page, "evidence-erasure-sure", locale, pictures)
    page.click("button.danger")

    page.wait_for_url(f"**{RECORD}")
    assert "1" in page.locator("[role=status], .notice").first.inner_text()
    assert complaints == []
