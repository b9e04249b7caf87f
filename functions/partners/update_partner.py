"""Change a partner's own settings."""

from dataclasses import dataclass, replace
from typing import Any

from shared.domain.concurrency import check_version, settle
from shared.domain.partner import Partner
from shared.ports import Partners


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePartner:
    """`changes` are the fields of `Partner` that were sent, each checked."""

    expected_version: int | None
    changes: dict[str, Any]


def update_partner(command: UpdatePartner, *, partners: Partners) -> Partner:
    """Raises NotFound, Stale, TenantNameTaken."""

    def attempt() -> Partner:
        partner = partners.get()
        check_version(partner.version, command.expected_version)
        changed = replace(partner, **command.changes)
        if changed == partner:
            return partner
        saved = replace(changed, version=partner.version + 1)
        partners.put(saved, partner)
        return saved

    return settle(attempt)
