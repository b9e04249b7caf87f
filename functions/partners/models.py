"""What the routes of partners take and answer."""

from base64 import b64decode
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, ImageType, Partner, PaymentMethod, SigningProvider
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.signing_credentials import SigningCredentials
from shared.fields import (
    CountryCode,
    CurrencyCode,
    Email,
    Flag,
    MoneyAnswer,
    MoneyField,
    Percent,
    ShortText,
    Text,
    unset,
)
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


def _decode(value: Any) -> bytes:
    try:
        return b64decode(value if isinstance(value, str) else "?", validate=True)
    except ValueError:
        raise PydanticCustomError("base64", "This is not base64.") from None


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


type Base64 = Annotated[
    bytes,
    BeforeValidator(_decode),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


class LogoField(RequestModel):
    """A PNG or JPEG of 1 MB at most, each side 16 to 4096 pixels, 16 million pixels in all."""

    content_type: ImageType
    data: Base64


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
    logo: LogoField | None = unset()
    evidence_retention_years: Annotated[int, Field(strict=True, ge=1, le=30)] = unset()


class PutSigningAccountRequest(RequestModel):
    """Taken, never shown."""

    provider: Literal[SigningProvider.GETACCEPT]
    email: Email
    password: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", repr=False)]
    entity_id: ShortText | None = None

    @property
    def credentials(self) -> SigningCredentials:
        return SigningCredentials(email=self.email, password=self.password, entity_id=self.entity_id)


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


class LogoAnswer(AnswerModel):
    """At `url` everybody sees it."""

    url: str
    content_type: ImageType
    width: int
    height: int

    @classmethod
    def of(cls, partner: Partner, origin: str) -> Self | None:
        logo = partner.logo
        if logo is None:
            return None
        return cls(
            url=f"{origin}/{partner.logo_path}", content_type=logo.content_type, width=logo.width, height=logo.height
        )


class SigningTestAnswer(AnswerModel):
    ok: bool
    detail: str


class PartnerAnswer(AnswerModel):
    """`webhook_url` is a secret between administrators and GetAccept: others see none."""

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
    evidence_retention_years: int
    logo: LogoAnswer | None
    payment_method: PaymentMethod
    payment_token: bool
    order_approval_forced: bool
    webhook_url: str | None
    version: int

    @classmethod
    def of(cls, partner: Partner, origin: str, webhook_url: str | None) -> Self:
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
            evidence_retention_years=partner.evidence_retention_years,
            logo=LogoAnswer.of(partner, origin),
            payment_method=partner.payment_method,
            payment_token=partner.payment_token,
            order_approval_forced=partner.order_approval_forced,
            webhook_url=webhook_url,
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
