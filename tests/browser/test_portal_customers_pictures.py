"""Every screen of customer accounts, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.distributor_records import DynamoDistributorRecords
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.statistics import DynamoStatistics
from shared.domain import ids
from shared.domain.customer import CustomerStatus
from shared.domain.distributor_record import AssetKind, SubscriptionStatus
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.partner import PaymentMethod
from shared.domain.statistics import Statistics, Totals
from tests.browser.agreements_world import put_accepted, put_pending, put_products
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.browser.user_site import settle_in
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    TENANT,
    a_customer,
    a_distributor_record,
    a_partner,
    a_subscription,
    a_user,
    an_asset,
)
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

RECORD = f"/portal/customers/{CUSTOMER_ID}"

# Name, city, monthly run rate, storefront access.
ACCOUNTS = (
    ("Hamnlogistik i Göteborg AB", "Göteborg", 12_499_00, True),
    ("Räksmörgåsen Catering", "Stockholm", 0, False),
    ("Västkustens Båtklubb", "Strömstad", 3_495_00, True),
    ("Nordström & Söner Bygg AB", "Luleå", 899_00, False),
    ("Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik", "Villingen-Schwenningen", 1_234_567_89, True),
)


@dataclass(frozen=True, slots=True)
class Desk:
    site: PortalSite
    page: Page

    @property
    def customers(self) -> DynamoCustomers:
        return DynamoCustomers(self.site.table, TENANT, lambda: NOON)

    def fill(self) -> None:
        for name, city, rate, access in ACCOUNTS:
            digits = crc32(name.encode())
            one = a_customer(
                id=ids.new_id("cus", now=NOON, random_bytes=digits.to_bytes),
                name=name,
                city=city,
                email=f"info@k{digits % 1000}.example",
                domains=(),
                contacts=(),
                monthly_run_rate=Money(rate, "SEK"),
                storefront_access=access,
                status=CustomerStatus.CUSTOMER if rate else CustomerStatus.PROSPECT,
            )
            self.customers.add(one, None)
        revenue = {"SEK": sum(rate for _, _, rate, _ in ACCOUNTS)}
        totals = Totals(customers=len(ACCOUNTS) + 1, transacting=4, revenue=revenue)
        DynamoStatistics(self.site.table, TENANT).save(Statistics(shown=totals, version=1), {})

    def change(self, **changes: object) -> None:
        present = self.customers.get(CUSTOMER_ID)
        changed = replace(present, **changes, version=present.version + 1)  # type: ignore[arg-type]
        self.customers.save(changed, present)

    def open(self, path: str) -> None:
        """Until nothing more is loaded."""
        self.page.goto(path, wait_until="networkidle")


def customers_list(desk: Desk) -> None:
    desk.fill()
    desk.open("/portal/customers")


def forced_approval(desk: Desk) -> None:
    partner = a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2)
    DynamoPartners(desk.site.table, TENANT).put(partner, a_partner())
    desk.open("/portal/customers")


def actions_menu(desk: Desk) -> None:
    desk.fill()
    desk.open("/portal/customers")
    desk.page.click("table .menu summary >> nth=1")


def search(desk: Desk) -> None:
    desk.fill()
    desk.open("/portal/customers?q=st")


def nothing_found(desk: Desk) -> None:
    desk.open("/portal/customers?q=zzz")


def transacting(desk: Desk) -> None:
    desk.fill()
    desk.open("/portal/customers?show=transacting")


def new_customer(desk: Desk) -> None:
    desk.open("/portal/customers/new")


def new_customer_dialog(desk: Desk) -> None:
    desk.open("/portal/customers")
    desk.page.click("a[href='/portal/customers/new']")
    desk.page.wait_for_selector("dialog[open]")


def new_customer_with_faults(desk: Desk) -> None:
    new_customer_dialog(desk)
    desk.page.click("dialog .buttons [type=submit]")
    desk.page.wait_for_selector("dialog .problem")


def record(desk: Desk) -> None:
    desk.change(storefront_access=True)
    desk.open(RECORD)


def record_forced(desk: Desk) -> None:
    forced_approval(desk)
    desk.open(RECORD)


def record_without_contacts(desk: Desk) -> None:
    desk.change(contacts=())
    desk.open(RECORD)


def stale_record(desk: Desk) -> None:
    desk.open(RECORD)
    desk.page.fill("#information_city", "Skellefteå")
    desk.change(city="Luleå", phone="+46 920 1 23 45")
    desk.page.click("#information .buttons [type=submit]")
    desk.page.wait_for_selector("#information .problem")
    desk.page.wait_for_load_state("networkidle")


def saved_record(desk: Desk) -> None:
    desk.open(RECORD)
    desk.page.fill("#information_city", "Skellefteå")
    desk.page.click("#information .buttons [type=submit]")
    desk.page.wait_for_selector("#flash")
    desk.page.wait_for_load_state("networkidle")


def contact(desk: Desk) -> None:
    desk.open(RECORD)
    desk.page.click("#contacts tbody a >> nth=0")
    desk.page.wait_for_selector("dialog[open]")


def contact_with_faults(desk: Desk) -> None:
    desk.open(f"{RECORD}/contacts/new")
    desk.page.click(".sheet .buttons [type=submit]")


def fed(desk: Desk) -> None:
    """The distributor's record of the customer, with what is active and what no longer is."""
    long = a_subscription(
        id="sub-2", sku="MAIL-ARCHIVE-UNLIMITED-10Y", quantity=1_200, monthly_amount=Money(93_600_00, "SEK")
    )
    over = a_subscription(id="sub-3", sku="SETUP", quantity=1, status=SubscriptionStatus.CANCELED)
    reserved = an_asset(
        id="ast-2", kind=AssetKind.RESERVATION, name="Virtuell maskin, tre år", quantity=12, status="reserved"
    )
    record = a_distributor_record(
        subscriptions=(a_subscription(), long, over),
        assets=(
            an_asset(name="Windows Server 2025 Datacenter, per kärna"),
            reserved,
            an_asset(id="ast-3", name="Office 2019", quantity=40, status="expired"),
        ),
    )
    records = DynamoDistributorRecords(desk.site.table, TENANT, desk.customers)
    present = records.get(CUSTOMER_ID)
    rate, version = record.monthly_run_rate("SEK"), present.customer.version + 1
    records.save(replace(present.customer, monthly_run_rate=rate, version=version), record, present)
    put_products(desk.site.table)


def subscriptions(desk: Desk) -> None:
    fed(desk)
    desk.open(f"{RECORD}/subscriptions")


def assets(desk: Desk) -> None:
    fed(desk)
    desk.open(f"{RECORD}/assets")


def nothing_from_the_distributor(desk: Desk) -> None:
    desk.open(f"{RECORD}/subscriptions")


def full_record(desk: Desk) -> None:
    """With every section filled in."""
    settle_in(desk.site)
    fed(desk)
    put_pending(desk.site.table)
    put_accepted(desk.site.table)
    desk.open(RECORD)


SCREENS: tuple[Callable[[Desk], None], ...] = (
    customers_list,
    forced_approval,
    actions_menu,
    search,
    nothing_found,
    transacting,
    new_customer,
    new_customer_dialog,
    new_customer_with_faults,
    record,
    record_forced,
    record_without_contacts,
    stale_record,
    saved_record,
    contact,
    contact_with_faults,
    subscriptions,
    assets,
    nothing_from_the_distributor,
    full_record,
)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_it_reads_well(
    screen: Callable[[Desk], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    user = a_user(id="usr_01KASE11ER000000000000001C", language=locale, first_name="Åsa-Britt", last_name="Öhrn")
    put_user(portal_site.table, user)
    page = open_portal(user, viewport=DESK, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(Desk(portal_site, page))

    look(page, f"customers-{screen.__name__}", locale, pictures)
    assert complaints == []
