"""A partner: the tenant of everything, with its terms of trade and its settings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.domain.errors import Conflict
from shared.domain.locale import Locale


class TenantNameTaken(Conflict):
    pass


class TenantNameInUse(Conflict):
    def __init__(self) -> None:
        super().__init__("Storefront users sign in with this tenant name, so it can't be changed any more.")


class PaymentMethod(StrEnum):
    CASH = "cash"
    DEPOSIT = "deposit"
    CREDIT_CARD = "credit_card"


class CodePolicy(StrEnum):
    """When the six-digit code is asked for before an acceptance (A16)."""

    OFF = "off"
    ON = "on"
    WHEN_NOT_ADDRESSEE = "when_not_addressee"


class SigningProvider(StrEnum):
    BUILTIN = "builtin"
    GETACCEPT = "getaccept"


class ImageType(StrEnum):
    PNG = "image/png"
    JPEG = "image/jpeg"

    @property
    def suffix(self) -> str:
        return "png" if self is ImageType.PNG else "jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that is kept under the SHA-256 of its bytes."""

    sha256: str
    content_type: ImageType
    width: int
    height: int

    @property
    def file(self) -> str:
        return f"{self.sha256}.{self.content_type.suffix}"

    def path_of(self, partner_id: str) -> str:
        """Where it is kept among the assets, and served below our address."""
        return f"logos/{partner_id}/{self.file}"

    def within(self, width: int, height: int) -> tuple[int, int]:
        """Width and height to show it with: no larger than that, no larger than it is, in its own proportions."""
        scale = min(width / self.width, height / self.height, 1)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


RETENTION_YEARS = 10
"""How long personal data is kept beside evidence, unless the partner says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """`confirmation_validity_days` and `reminder_days` are A14's; `markup_percent` is C3's.

    `evidence_retention_years` is for records that are sealed from then on.
    `has_storefront_users` is true from the first invitation on: their sign-in names hold the tenant name (B12).
    """

    id: str
    name: str
    tenant_name: str
    country: str
    currency: str
    locale: Locale
    payment_method: PaymentMethod
    payment_token: bool = False
    workspace_url: str | None = None
    markup_percent: Decimal = Decimal(0)
    notification_email: str | None = None
    confirmation_validity_days: int = 30
    reminder_days: int = 5
    require_code: CodePolicy = CodePolicy.WHEN_NOT_ADDRESSEE
    signing_provider: SigningProvider = SigningProvider.BUILTIN
    evidence_retention_years: int = RETENTION_YEARS
    logo: Logo | None = None
    has_storefront_users: bool = False
    version: int = 1

    @property
    def order_approval_forced(self) -> bool:
        """Paying by credit card forces order approval for every customer (B7)."""
        return self.payment_method is PaymentMethod.CREDIT_CARD

    @property
    def logo_path(self) -> str | None:
        return self.logo.path_of(self.id) if self.logo else None

    def check_tenant_name(self, tenant_name: str) -> None:
        """Raises TenantNameInUse when it can't become this one."""
        if tenant_name != self.tenant_name and self.has_storefront_users:
            raise TenantNameInUse
