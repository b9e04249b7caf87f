"""Examples to begin a test with: each whole and right, to be changed with `dataclasses.replace`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.domain.confirmation import (
    Confirmation,
    ConfirmedLine,
    HistoryEntry,
    Origin,
    Person,
    State,
)
from shared.domain.customer import IMPLEMENTATION_LEAD, Contact, Customer
from shared.domain.distributor_record import (
    Asset,
    AssetKind,
    DistributorRecord,
    Subscription,
    SubscriptionStatus,
)
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import Order, OrderLine, OrderStatus, PlacedBy, order_line
from shared.domain.partner import ImageType, Logo, Partner, PaymentMethod
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.quote import Line, Quote, QuoteKind
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Actor, Tenant
from shared.domain.terms import Terms, TermsReference
from shared.domain.user import LINK_LIFETIME, Role, User, UserState

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEYS = SigningKeys({1: b"a test key"})

PARTNER_ID = "par_01KAPARTNER00000000000001A"
OTHER_PARTNER_ID = "par_01KAPARTNER00000000000001B"
TAIL = "CVST0MER00000001"
CUSTOMER_ID = f"cus_01KAAAAAAA{TAIL}"
QUOTE_ID = f"quo_01KAAAAAAC{TAIL}"
CONFIRMATION_ID = f"cnf_01KAAAAAAD{TAIL}"
ANNA_ID = f"con_01KAAAAAAE{TAIL}"
BO_ID = f"con_01KAAAAAAF{TAIL}"
ORDER_ID = f"ord_01KAAAAAAJ{TAIL}"
OUTSIDER_ID = f"con_01KAAAAAAG{TAIL}"

TENANT = Tenant(PARTNER_ID)
SELLER = Actor(user_id="usr_01KASE11ER000000000000001A", name="Sam Seller", email="sam@reseller.example")
A_PHONE = Origin(ip="192.0.2.7", user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")

TERMS = Terms(
    locale=Locale.ENGLISH,
    version=1,
    title="General terms",
    body_markdown="# General terms\n\n1. **Delivery** is made within ten days.\n2. Notice is three months.\n",
    created_at=NOON - timedelta(days=90),
)

SHOPPER_ID = f"usr_01KAAAAAAH{TAIL}"


def a_partner(**changes: Any) -> Partner:
    return replace(
        Partner(
            id=PARTNER_ID,
            name="Nordic Resale AB",
            tenant_name="nordic-resale",
            country="SE",
            currency="SEK",
            locale=Locale.ENGLISH,
            payment_method=PaymentMethod.CASH,
            markup_percent=Decimal("12.5"),
        ),
        **changes,
    )


# Shown 160 pixels wide and 40 high.
A_LOGO = Logo(sha256="0" * 64, content_type=ImageType.PNG, width=600, height=150)
LOGO_PATH = f"/logos/{PARTNER_ID}/{A_LOGO.file}"


def a_contact(**changes: Any) -> Contact:
    """Anna, whose address is in the customer's domain."""
    return replace(
        Contact(
            id=ANNA_ID,
            first_name="Anna",
            last_name="Ek",
            email="anna.ek@bageri.example",
            email_domain="bageri.example",
            phone="+46 70 123 45 67",
            job_title="CFO",
            language=Locale.ENGLISH,
            roles=(IMPLEMENTATION_LEAD,),
        ),
        **changes,
    )


def bo(**changes: Any) -> Contact:
    """A colleague of Anna's, in the domain too, who speaks Swedish."""
    colleague = a_contact(
        id=BO_ID, first_name="Bo", last_name="Berg", email="bo@bageri.example", language=Locale.SWEDISH, roles=()
    )
    return replace(colleague, **changes)


def an_outsider() -> Contact:
    """A consultant of the customer's, whose address is in none of its domains."""
    return a_contact(
        id=OUTSIDER_ID, first_name="Olle", last_name="Ute", email="olle@mail.example", email_domain="mail.example"
    )


def a_customer(**changes: Any) -> Customer:
    """With Anna, Bo, and an outsider."""
    return replace(
        Customer(
            id=CUSTOMER_ID,
            name="Bageriet på Hörnet AB",
            email="info@bageri.example",
            phone="+46 90 12 34 56",
            address="Storgatan 1",
            city="Umeå",
            country="SE",
            state=None,
            postcode="903 26",
            domains=("bageri.example",),
            monthly_run_rate=Money(0, "SEK"),
            contacts=(a_contact(), bo(), an_outsider()),
        ),
        **changes,
    )


def a_subscription(**changes: Any) -> Subscription:
    return replace(
        Subscription(
            id="sub-1",
            sku="BACKUP-100",
            quantity=12,
            status=SubscriptionStatus.ACTIVE,
            monthly_amount=Money(1336_50, "SEK"),
        ),
        **changes,
    )


def an_asset(**changes: Any) -> Asset:
    return replace(
        Asset(id="ast-1", kind=AssetKind.LICENSE, name="Office licence", quantity=5, status="active"), **changes
    )


def a_distributor_record(**changes: Any) -> DistributorRecord:
    """Of the bakery, with a subscription and an asset."""
    return replace(
        DistributorRecord(
            external_id="D-1001",
            name="Bageriet på Hörnet AB",
            email="info@bageri.example",
            domains=("bageri.example",),
            subscriptions=(a_subscription(),),
            assets=(an_asset(),),
        ),
        **changes,
    )


def a_product(**changes: Any) -> Product:
    return replace(
        Product(
            sku="BACKUP-100",
            name="Backup 100 GB",
            billing=Billing.MONTHLY,
            cost=Money(9900, "SEK"),
            provisioning=Provisioning.AUTOMATIC,
        ),
        **changes,
    )


def a_line(**changes: Any) -> Line:
    return replace(
        Line(
            id="1",
            sku="BACKUP-100",
            description="Backup 100 GB",
            quantity=12,
            unit_price=Money(1113_75, "SEK"),
            billing=Billing.MONTHLY,
        ),
        **changes,
    )


def a_quote(**changes: Any) -> Quote:
    return replace(
        Quote(
            id=QUOTE_ID,
            customer_id=CUSTOMER_ID,
            kind=QuoteKind.SOLUTION,
            title="Safe workplace",
            currency="SEK",
            lines=(
                a_line(),
                a_line(
                    id="2",
                    sku=None,
                    description="Installation on site",
                    quantity=1,
                    unit_price=Money(7654_00, "SEK"),
                    billing=Billing.ONE_TIME,
                ),
            ),
            permitted_users=25,
            valid_until=NOON + timedelta(days=60),
            order_on_acceptance=None,
            created_at=NOON - timedelta(days=1),
            created_by=SELLER.user_id,
        ),
        **changes,
    )


def an_order_line(**changes: Any) -> OrderLine:
    """Twelve of the product, at the partner's markup."""
    return replace(order_line(a_product(), 12, Money(111_38, "SEK")), **changes)


def an_order(**changes: Any) -> Order:
    """Sam's draft for the bakery, the partner's first."""
    return replace(
        Order(
            id=ORDER_ID,
            customer_id=CUSTOMER_ID,
            placed_by=PlacedBy.RESELLER,
            created_by=SELLER,
            created_at=NOON,
            status=OrderStatus.DRAFT,
            currency="SEK",
            msp="Nordic Resale AB",
            company_name="Bageriet på Hörnet AB",
            lines=(an_order_line(),),
            permitted_users=25,
            number=1,
        ),
        **changes,
    )


def a_confirmation(**changes: Any) -> Confirmation:
    """Sent to Anna at noon, open for thirty days."""
    return replace(
        Confirmation(
            id=CONFIRMATION_ID,
            customer_id=CUSTOMER_ID,
            quote_id=QUOTE_ID,
            quote_revision=1,
            title="Safe workplace",
            permitted_users=25,
            lines=(
                ConfirmedLine(description="Backup 100 GB", quantity=12, billing=Billing.MONTHLY),
                ConfirmedLine(description="Installation on site", quantity=1, billing=Billing.ONE_TIME),
            ),
            terms=TERMS.reference,
            addressee=Person.of(a_contact()),
            locale=Locale.ENGLISH,
            sent_by=SELLER,
            state=State.SENT,
            sent_at=NOON,
            expires_at=NOON + timedelta(days=30),
            due_at=NOON + timedelta(days=5),
            history=(HistoryEntry(at=NOON, event=None, by=SELLER.user_id, detail="sent"),),
        ),
        **changes,
    )


def terms_reference(**changes: Any) -> TermsReference:
    return replace(TERMS.reference, **changes)


def a_user(**changes: Any) -> User:
    """Sam, who administers the partner and has a password."""
    return replace(
        User(
            id=SELLER.user_id,
            partner_id=PARTNER_ID,
            email=SELLER.email,
            sign_in_name=SELLER.email,
            first_name="Sam",
            last_name="Seller",
            role=Role.ADMIN,
            language=Locale.ENGLISH,
            state=UserState.ACTIVE,
            was_active=True,
            link_number=2,
            sessions_valid_from=NOON,
        ),
        **changes,
    )


def a_shopper(**changes: Any) -> User:
    """Anna in the storefront, invited at noon."""
    return replace(
        User(
            id=SHOPPER_ID,
            partner_id=PARTNER_ID,
            customer_id=CUSTOMER_ID,
            email="anna.ek@bageri.example",
            sign_in_name="nordic-resale:anna.ek@bageri.example",
            first_name="Anna",
            last_name="Ek",
            language=Locale.ENGLISH,
            link_expires_at=NOON + LINK_LIFETIME,
            sessions_valid_from=NOON,
        ),
        **changes,
    )
