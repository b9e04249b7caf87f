"""What the routes of partners take and answer."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, Partner, PaymentMethod, SigningProvider
from shared.domain.product import Billing, Product, Provisioning
from shared.fields import CountryCode, CurrencyCode, Email, Flag, MoneyAnswer, MoneyField, Percent, Text, unset
from shared.models import AnswerModel, RequestModel


def _check_web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_web_address = parts.scheme == "https" and bool(parts.hostname) and not parts.username
    except ValueError:
        is_web_address = False
    if not is_web_address:
        raise PydanticCustomError("web_address", "This is not an address that begins with https://.")
    return value


type TenantName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=63, pattern=r"^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$"
    ),
]
type WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[!-~]+$"),
    AfterValidator(_check_web_address),
]


class PatchPartnerRequest(RequestModel):
    name: Text = unset()
    tenant_name: TenantName = unset()
    country: CountryCode = unset()
    currency: CurrencyCode = unset()
    locale: Locale = unset()
    markup_percent: Percent = unset()
    notification_email: Email | None = unset()
    confirmation_validity_days: Annotated[int, Field(strict=True, ge=1, le=365)] = unset()
    reminder_days: Annotated[int, Field(strict=True, ge=1, le=30)] = unset()
    require_code: CodePolicy = unset()
    signing_provider: SigningProvider = unset()


class PutPartnerRequest(RequestModel):
    name: Text
    tenant_name: TenantName
    country: CountryCode
    currency: CurrencyCode
    payment_method: PaymentMethod
    payment_token: Flag = False
    workspace_url: WebAddress | None = None


class PutProductRequest(RequestModel):
    name: Text
    billing: Billing
    cost: MoneyField
    provisioning: Provisioning
    active: Flag = True


class PartnerAnswer(AnswerModel):
    id: str
    name: str
    tenant_name: str
    country: str
    currency: str
    locale: Locale
    markup_percent: Percent
    notification_email: str | None
    confirmation_validity_days: int
    reminder_days: int
    require_code: CodePolicy
    signing_provider: SigningProvider
    payment_method: PaymentMethod
    payment_token: bool
    order_approval_forced: bool
    version: int

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls(
            id=partner.id,
            name=partner.name,
            tenant_name=partner.tenant_name,
            country=partner.country,
            currency=partner.currency,
            locale=partner.locale,
            markup_percent=partner.markup_percent,
            notification_email=partner.notification_email,
            confirmation_validity_days=partner.confirmation_validity_days,
            reminder_days=partner.reminder_days,
            require_code=partner.require_code,
            signing_provider=partner.signing_provider,
            payment_method=partner.payment_method,
            payment_token=partner.payment_token,
            order_approval_forced=partner.order_approval_forced,
            version=partner.version,
        )


class DistributorPartnerAnswer(AnswerModel):
    """A partner as the distributor sees it: what the distributor itself sets."""

    id: str
    name: str
    tenant_name: str
    country: str
    currency: str
    payment_method: PaymentMethod
    payment_token: bool
    workspace_url: str | None
    version: int

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls(
            id=partner.id,
            name=partner.name,
            tenant_name=partner.tenant_name,
            country=partner.country,
            currency=partner.currency,
            payment_method=partner.payment_method,
            payment_token=partner.payment_token,
            workspace_url=partner.workspace_url,
            version=partner.version,
        )


class DistributorProductAnswer(AnswerModel):
    sku: str
    name: str
    billing: Billing
    cost: MoneyAnswer
    provisioning: Provisioning
    active: bool
    version: int

    @classmethod
    def of(cls, product: Product) -> Self:
        return cls(
            sku=product.sku,
            name=product.name,
            billing=product.billing,
            cost=MoneyAnswer.of(product.cost),
            provisioning=product.provisioning,
            active=product.active,
            version=product.version,
        )
