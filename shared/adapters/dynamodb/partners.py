"""Partners, each with the claim on its tenant name."""

import json
from collections.abc import Iterator

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import NotFound
from shared.domain.partner import Partner, TenantNameTaken
from shared.domain.tenant import Tenant

partner_json = TypeAdapter(Partner)


class DynamoPartners:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def find(self) -> Partner | None:
        row = self._table.get(keys.partner(self._tenant))
        return partner_json.validate_json(row.data) if row else None

    def get(self) -> Partner:
        partner = self.find()
        if partner is None:
            raise NotFound
        return partner

    def put(self, partner: Partner, previous: Partner | None) -> None:
        self._table.commit([partner_write(partner, previous), *_claim_writes(partner, previous)])


class DynamoPartnerDirectory:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def find(self, tenant_name: str) -> Partner | None:
        claim = self._table.get(keys.tenant_name_claim(tenant_name))
        if claim is None:
            return None
        return DynamoPartners(self._table, Tenant(json.loads(claim.data)["partner_id"])).find()


def partner_write(partner: Partner, previous: Partner | None) -> Write:
    return Write(
        key=keys.partner(Tenant(partner.id)),
        data=partner_json.dump_json(partner, exclude_defaults=True).decode(),
        version=partner.version,
        replaces=previous.version if previous else None,
    )


def _claim_writes(partner: Partner, previous: Partner | None) -> Iterator[Write]:
    former = previous.tenant_name if previous else None
    if partner.tenant_name == former:
        return
    refusal = TenantNameTaken(f"Another partner has the tenant name {partner.tenant_name}.")
    key = keys.tenant_name_claim(partner.tenant_name)
    yield Write(key=key, data=f'{{"partner_id":"{partner.id}"}}', refusal=refusal)
    if former is not None:
        yield Write(key=keys.tenant_name_claim(former), data=None, replaces=1)
