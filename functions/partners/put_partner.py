"""The distributor creates a partner, or changes what it sets of one; the partner's own settings stay."""

from dataclasses import dataclass, replace

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.errors import FieldError, Invalid, NotFound
from shared.domain.locale import Locale
from shared.domain.partner import Partner, PaymentMethod
from shared.ports import Partners


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPartner:
    partner_id: str
    expected_version: int | None
    name: str
    tenant_name: str
    country: str
    currency: str
    payment_method: PaymentMethod
    payment_token: bool
    workspace_url: str | None


def put_partner(command: PutPartner, *, partners: Partners) -> Partner:
    """Raises Invalid, Stale, TenantNameInUse, TenantNameTaken."""
    check_partner_id(command.partner_id)

    def attempt() -> Partner:
        previous = partners.find()
        if previous is None:
            partner = _new_partner(command)
        else:
            check_version(previous.version, command.expected_version)
            previous.check_tenant_name(command.tenant_name)
            partner = _changed_partner(command, previous)
        if partner != previous:
            partners.put(partner, previous)
        return partner

    return settle(attempt)


def check_partner_id(partner_id: str) -> None:
    """The distributor chooses it. Links carry it as 16 bytes, so it is a ULID.

    Raises Invalid.
    """
    try:
        ids.require("par", partner_id)
    except NotFound:
        raise Invalid(FieldError("partner_id", "ulid", "A partner's id is par_ and a ULID.")) from None


def _new_partner(command: PutPartner) -> Partner:
    return Partner(
        id=command.partner_id,
        name=command.name,
        tenant_name=command.tenant_name,
        country=command.country,
        currency=command.currency,
        locale=Locale.SWEDISH if command.country == "SE" else Locale.ENGLISH,
        payment_method=command.payment_method,
        payment_token=command.payment_token,
        workspace_url=command.workspace_url,
    )


def _changed_partner(command: PutPartner, previous: Partner) -> Partner:
    changed = replace(
        previous,
        name=command.name,
        tenant_name=command.tenant_name,
        country=command.country,
        currency=command.currency,
        payment_method=command.payment_method,
        payment_token=command.payment_token,
        workspace_url=command.workspace_url,
    )
    return previous if changed == previous else replace(changed, version=previous.version + 1)
