"""What the distributor told of accounts, written in one transaction with the accounts themselves (B18).

A record is one row, however many subscriptions and assets it lists: so the account's monthly run rate is never true
of half of them. What fits into a request fits into a row.
"""

import json
from collections.abc import Iterable

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import DynamoCustomers, customer_of
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.customer import Customer
from shared.domain.distributor_record import DistributorRecord
from shared.domain.errors import NotFound
from shared.domain.tenant import Tenant
from shared.ports import Account, Known

record_json = TypeAdapter(DistributorRecord)


class DynamoDistributorRecords:
    def __init__(self, table: DynamoTable, tenant: Tenant, customers: DynamoCustomers) -> None:
        self._table = table
        self._tenant = tenant
        self._customers = customers

    def find(self, external_id: str, domains: tuple[str, ...]) -> Known:
        partner_key, id_key = keys.partner(self._tenant), keys.external_id_claim(self._tenant, external_id)
        domain_keys = [keys.domain_claim(self._tenant, domain) for domain in domains]
        rows = self._table.get_all([partner_key, id_key, *domain_keys])
        if partner_key not in rows:
            raise NotFound
        claims = [rows[id_key]] if id_key in rows else [rows[key] for key in domain_keys if key in rows]
        accounts = self._accounts(_owners(claims))
        return Known(
            partner=partner_json.validate_json(rows[partner_key].data),
            by_external_id=accounts[0] if id_key in rows else None,
            by_domain=() if id_key in rows else accounts,
        )

    def get(self, customer_id: str) -> Account:
        customer_key, record_key = self._keys(customer_id)
        rows = self._table.get_all([customer_key, record_key])
        return Account(customer_of(rows.get(customer_key), customer_id), record_of(rows.get(record_key)))

    def save(self, customer: Customer, record: DistributorRecord, previous: Account | None) -> None:
        former = previous.record if previous else None
        writes = [
            record_write(self._tenant, customer.id, record, former),
            *self._customers.writes(customer, previous.customer if previous else None),
        ]
        if record.external_id is not None and (former is None or former.external_id is None):
            # First: when the same account came twice at once, its domains are not "taken" by somebody else.
            claim = keys.external_id_claim(self._tenant, record.external_id)
            writes.insert(0, Write(key=claim, data=json.dumps({"customer_id": customer.id})))
        self._table.commit(writes)

    def _accounts(self, customer_ids: Iterable[str]) -> tuple[Account, ...]:
        wanted = {customer_id: self._keys(customer_id) for customer_id in customer_ids}
        if not wanted:
            return ()
        rows = self._table.get_all([key for pair in wanted.values() for key in pair])
        return tuple(
            Account(customer_of(rows.get(customer_key), customer_id), record_of(rows.get(record_key)))
            for customer_id, (customer_key, record_key) in wanted.items()
        )

    def _keys(self, customer_id: str) -> tuple[keys.Key, keys.Key]:
        return keys.customer(self._tenant, customer_id), keys.distributor_record(self._tenant, customer_id)


def record_write(
    tenant: Tenant, customer_id: str, record: DistributorRecord, former: DistributorRecord | None
) -> Write:
    return Write(
        key=keys.distributor_record(tenant, customer_id),
        data=record_json.dump_json(record, exclude_defaults=True).decode(),
        version=record.version,
        replaces=former.version if former else None,
    )


def _owners(claims: Iterable[Row]) -> dict[str, None]:
    return dict.fromkeys(json.loads(claim.data)["customer_id"] for claim in claims)


def record_of(row: Row | None) -> DistributorRecord | None:
    return record_json.validate_json(row.data) if row else None
