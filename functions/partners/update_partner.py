"""Change a partner's own settings, its logo among them."""

from dataclasses import dataclass, replace
from typing import Any

from functions.partners.picture import Picture
from shared.domain.concurrency import check_version, settle
from shared.domain.partner import Partner
from shared.ports import Assets, Partners


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePartner:
    """`changes` are the fields of `Partner` that were sent, each checked; `picture` becomes its logo."""

    expected_version: int | None
    changes: dict[str, Any]
    picture: Picture | None = None


def update_partner(command: UpdatePartner, *, partners: Partners, assets: Assets) -> Partner:
    """Raises NotFound, Stale, TenantNameInUse, TenantNameTaken, Unavailable."""
    changes = command.changes | ({"logo": command.picture.logo} if command.picture else {})

    def attempt() -> Partner:
        partner = partners.get()
        check_version(partner.version, command.expected_version)
        changed = replace(partner, **changes)
        if changed == partner:
            return partner
        partner.check_tenant_name(changed.tenant_name)
        if command.picture and changed.logo_path and changed.logo != partner.logo:
            # First: a partner never has a logo that isn't there.
            assets.put(changed.logo_path, command.picture.content, content_type=command.picture.logo.content_type)
        saved = replace(changed, version=partner.version + 1)
        partners.put(saved, partner)
        return saved

    return settle(attempt)
