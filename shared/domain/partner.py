"""A partner: the tenant of everything, with its terms of trade and its settings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.domain.errors import Conflict
from shared.domain.locale import Locale


class TenantNameTaken(Conflict):
    pass


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """`confirmation_validity_days` and `reminder_days` are A14's; `markup_percent` is C3's."""

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
    version: int = 1

    @property
    def order_approval_forced(self) -> bool:
        """Paying by credit card forces order approval for every customer (B7)."""
        return self.payment_method is PaymentMethod.CREDIT_CARD
