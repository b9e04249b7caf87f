"""What the distributor's feed takes and answers, and what a partner sees of it."""

from typing import Annotated, Any, Self

from pydantic import StringConstraints

from shared.domain.customer import Customer, CustomerStatus
from shared.domain.distributor_record import Asset, AssetKind, DistributorRecord, Subscription, SubscriptionStatus
from shared.fields import Count, CountryCode, Domains, Email, MoneyAnswer, MoneyField, Phone, ShortText, Text
from shared.models import AnswerModel, RequestModel

# The contract lists no words for an asset's state: the distributor's own is kept.
type AssetStatus = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class SubscriptionRequest(RequestModel):
    id: ShortText
    sku: ShortText
    quantity: Count
    status: SubscriptionStatus
    monthly_amount: MoneyField

    @property
    def subscription(self) -> Subscription:
        return Subscription(**(dict(self) | {"monthly_amount": self.monthly_amount.money}))


class AssetRequest(RequestModel):
    id: ShortText
    kind: AssetKind
    name: Text
    quantity: Count
    status: AssetStatus

    @property
    def asset(self) -> Asset:
        return Asset(**dict(self))


class FeedCustomerRequest(RequestModel):
    """What isn't sent stays as it is. A list that is sent is the whole list: what it lacks is gone."""

    name: Text
    email: Email
    phone: Phone | None = None
    address: Text | None = None
    city: Text | None = None
    country: CountryCode | None = None
    state: Text | None = None
    postcode: ShortText | None = None
    domains: Domains | None = None
    subscriptions: tuple[SubscriptionRequest, ...] | None = None
    assets: tuple[AssetRequest, ...] | None = None

    @property
    def told(self) -> dict[str, Any]:
        """As fields of the distributor's record."""
        told: dict[str, Any] = {name: value for name, value in self if value is not None}
        if self.subscriptions is not None:
            told["subscriptions"] = tuple(one.subscription for one in self.subscriptions)
        if self.assets is not None:
            told["assets"] = tuple(one.asset for one in self.assets)
        return told


class SubscriptionAnswer(AnswerModel):
    id: str
    sku: str
    quantity: int
    status: SubscriptionStatus
    monthly_amount: MoneyAnswer

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        return cls(
            id=subscription.id,
            sku=subscription.sku,
            quantity=subscription.quantity,
            status=subscription.status,
            monthly_amount=MoneyAnswer.of(subscription.monthly_amount),
        )


class AssetAnswer(AnswerModel):
    id: str
    kind: AssetKind
    name: str
    quantity: int
    status: str

    @classmethod
    def of(cls, asset: Asset) -> Self:
        return cls(id=asset.id, kind=asset.kind, name=asset.name, quantity=asset.quantity, status=asset.status)


class FedCustomerAnswer(AnswerModel):
    """The account as it stands now, the partner's own edits included."""

    id: str
    external_id: str | None
    name: str
    email: str
    phone: str
    address: str
    city: str
    country: str
    state: str | None
    postcode: str
    domains: tuple[str, ...]
    status: CustomerStatus
    transacting: bool
    monthly_run_rate: MoneyAnswer
    subscriptions: tuple[SubscriptionAnswer, ...]
    assets: tuple[AssetAnswer, ...]
    version: int

    @classmethod
    def of(cls, customer: Customer, record: DistributorRecord) -> Self:
        return cls(
            id=customer.id,
            external_id=record.external_id,
            name=customer.name,
            email=customer.email,
            phone=customer.phone,
            address=customer.address,
            city=customer.city,
            country=customer.country,
            state=customer.state,
            postcode=customer.postcode,
            domains=customer.domains,
            status=customer.status,
            transacting=customer.is_transacting,
            monthly_run_rate=MoneyAnswer.of(customer.monthly_run_rate),
            subscriptions=tuple(map(SubscriptionAnswer.of, record.running)),
            assets=tuple(map(AssetAnswer.of, record.assets)),
            version=customer.version,
        )
