"""Every screen of the storefront, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared import wiring
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import Order, OrderLine, OrderStatus, OrderStep, PlacedBy, order_line
from shared.domain.product import Billing
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import CUSTOMER_ID, NOON, ORDER_ID, SELLER, TENANT, a_product, an_order
from tests.support.shop import ANNA, SETUP, admit, change_product, stock, without_approval

pytestmark = pytest.mark.browser

SHOP = "/portal/storefront"
ORDERS = f"{SHOP}/orders"
SIGN_IN = "/portal/sign-in?storefront="

Open = Callable[..., BrowserContext]

PARTS = tuple(
    a_product(sku=f"PART-{number:03}", name=name, billing=billing, cost=Money(cost, "SEK"))
    for number, (name, billing, cost) in enumerate(
        (
            ("Microsoft 365 Business Standard", Billing.MONTHLY, 12_900),
            ("Mailbox archive with unlimited retention and eDiscovery, per user", Billing.MONTHLY, 4_900),
            ("Åtkomstskydd", Billing.MONTHLY, 3_950),
            ("Migration of one mailbox", Billing.ONE_TIME, 125_000),
            *((f"Server backup {size} TB", Billing.MONTHLY, size * 19_900) for size in range(1, 26)),
        )
    )
)


@pytest.fixture(autouse=True)
def shop(portal_site: PortalSite) -> None:
    stock(portal_site.table, a_product(), SETUP, *PARTS)


def lines() -> tuple[OrderLine, ...]:
    percent = wiring.partners(TENANT).get().markup_percent
    return tuple(order_line(it, 12, it.price(percent)) for it in (a_product(), SETUP, PARTS[1]))


def put_order(number: int, status: OrderStatus, **changes: object) -> Order:
    orders = wiring.orders(TENANT)
    order = an_order(
        id=f"{ORDER_ID[:12]}{number:02}{ORDER_ID[14:]}",
        number=None,
        placed_by=PlacedBy.END_CUSTOMER,
        created_by=replace(SELLER, user_id=ANNA.id, name=ANNA.name, email=ANNA.email),
        order_date=NOON,
        status=status,
        lines=lines(),
        **changes,
    )
    orders.add(order, orders.placing(CUSTOMER_ID))
    orders.give_numbers(orders.numbering())
    return order


def press(page: Page) -> None:
    page.locator(".order-bar button").click()


def catalogue(page: Page, site: PortalSite) -> None:
    page.goto(SHOP)


def catalogue_chosen(page: Page, site: PortalSite) -> None:
    page.goto(f"{SHOP}?quantity.BACKUP-100=12&quantity.SETUP=1&quantity.PART-001=250000&q=server&page=1")


def second_page(page: Page, site: PortalSite) -> None:
    page.goto(f"{SHOP}?page=2")


def nothing_found(page: Page, site: PortalSite) -> None:
    page.goto(f"{SHOP}?q=unheard&quantity.BACKUP-100=12")


def nothing_chosen(page: Page, site: PortalSite) -> None:
    page.goto(SHOP)
    press(page)
    page.locator(".notice.problem").wait_for()


def wrong_quantities(page: Page, site: PortalSite) -> None:
    page.goto(f"{SHOP}?quantity.BACKUP-100=-1&quantity.SETUP=1&quantity.PART-001=2,5")
    change_product(site.table, SETUP, active=False)
    press(page)
    page.locator(".notice.problem").wait_for()


def review(page: Page, site: PortalSite) -> None:
    page.goto(f"{SHOP}?quantity.BACKUP-100=12&quantity.SETUP=1&quantity.PART-001=250000")
    press(page)
    page.locator("#next").wait_for()


def review_without_approval(page: Page, site: PortalSite) -> None:
    without_approval()
    review(page, site)


def prices_changed(page: Page, site: PortalSite) -> None:
    review(page, site)
    change_product(site.table, SETUP, cost=Money(60_000, "SEK"))
    page.locator("main form button").first.click()
    page.locator(".notice.problem").wait_for()


def placed(page: Page, site: PortalSite) -> None:
    review(page, site)
    page.locator("main form button").first.click()
    page.locator("#flash").wait_for()


def no_orders(page: Page, site: PortalSite) -> None:
    page.goto(ORDERS)


def some_orders(page: Page, site: PortalSite) -> None:
    put_order(10, OrderStatus.EXECUTED, order_number="PO 4711")
    put_order(20, OrderStatus.IN_PROGRESS)
    put_order(30, OrderStatus.PENDING_RESELLER_APPROVAL)
    cancel(put_order(40, OrderStatus.PENDING_RESELLER_APPROVAL))
    page.goto(ORDERS)


def cancel(order: Order) -> None:
    orders = wiring.orders(TENANT)
    desk = orders.desk(order.id)
    reason = "The mailbox archive is being replaced.\nOrder the new one from March."
    orders.save(desk.order.taken(OrderStep.CANCEL, by=SELLER, at=NOON, reason=reason), desk)


def order_canceled(page: Page, site: PortalSite) -> None:
    order = put_order(40, OrderStatus.PENDING_RESELLER_APPROVAL)
    cancel(order)
    page.goto(f"{ORDERS}/{order.id}")


def order_in_progress(page: Page, site: PortalSite) -> None:
    page.goto(f"{ORDERS}/{put_order(20, OrderStatus.IN_PROGRESS).id}")


def order_executed(page: Page, site: PortalSite) -> None:
    page.goto(f"{ORDERS}/{put_order(10, OrderStatus.EXECUTED, order_number='PO 4711').id}")


SCREENS = [
    catalogue,
    catalogue_chosen,
    second_page,
    nothing_found,
    nothing_chosen,
    wrong_quantities,
    review,
    review_without_approval,
    prices_changed,
    placed,
    no_orders,
    some_orders,
    order_canceled,
    order_in_progress,
    order_executed,
]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_the_storefront_s_screens_read_well(
    screen: Callable[[Page, PortalSite], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Open,
    pictures: Path | None,
) -> None:
    anna = replace(ANNA, language=locale)
    admit(portal_site.table, anna)
    page = open_portal(anna, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page, portal_site)

    look(page, f"storefront-{screen.__name__}", locale, pictures)
    assert complaints == []


def test_an_empty_shop_reads_well(portal_site: PortalSite, open_portal: Open, pictures: Path | None) -> None:
    for product in (a_product(), SETUP, *PARTS):
        change_product(portal_site.table, product, active=False)
    admit(portal_site.table, ANNA)
    page = open_portal(ANNA, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    page.goto(SHOP)

    look(page, "storefront-empty", None, pictures)
    assert complaints == []


def the_way_in(page: Page, locale: Locale) -> None:
    page.goto(f"{SIGN_IN}nordic-resale&lang={locale}")


def the_way_in_refused(page: Page, locale: Locale) -> None:
    the_way_in(page, locale)
    page.fill("#sign_in_name", "nobody@bageri.example")
    page.fill("#password", "a wrong password it is")
    page.locator("#form button").click()
    page.locator(".notice.problem").wait_for()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", [the_way_in, the_way_in_refused], ids=lambda screen: screen.__name__)
def test_the_way_in_reads_well(
    screen: Callable[[Page, Locale], None], locale: Locale, open_portal: Open, pictures: Path | None
) -> None:
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page, locale)

    look(page, f"storefront-{screen.__name__}", locale, pictures)
    assert complaints == []
