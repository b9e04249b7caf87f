"""Offers of a partnership that are being written: one row for a user."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.offer_draft import OfferDraft
from shared.domain.tenant import Tenant

_draft_json = TypeAdapter(OfferDraft)


class DynamoOfferDrafts:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def find(self, user_id: str) -> OfferDraft | None:
        row = self._table.get(keys.offer_draft(self._tenant, user_id))
        return _draft_json.validate_json(row.data) if row else None

    def save(self, draft: OfferDraft) -> None:
        write = Write(
            key=keys.offer_draft(self._tenant, draft.user_id),
            data=_draft_json.dump_json(draft, exclude_defaults=True).decode(),
            version=draft.version,
            replaces=draft.version - 1 or None,
        )
        self._table.commit([write])

    def remove(self, draft: OfferDraft) -> None:
        self._table.commit([removal_of_draft(self._tenant, draft)])


def removal_of_draft(tenant: Tenant, draft: OfferDraft) -> Write:
    return Write(key=keys.offer_draft(tenant, draft.user_id), data=None, replaces=draft.version)
