"""Partnerships: each side's row and history under its own tenant, changed together; neither reads the other's (E1).

Both rows hold the whole, at the same version, so a change is refused at both sides when either has moved on. The claim
on the pair is there while the partnership is live, and goes with the step that ends it (E11).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.offer_drafts import removal_of_draft
from shared.adapters.dynamodb.outbox import message_json, message_write
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.errors import NotFound
from shared.domain.message import Message
from shared.domain.offer_draft import OfferDraft
from shared.domain.once import Once
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipChange, PartnershipExists, Side
from shared.domain.tenant import Tenant
from shared.domain.user import User
from shared.ports import Clock, Listed, Negotiation, Offering

_partnership_json = TypeAdapter(Partnership)
_entry_json = TypeAdapter(HistoryEntry)

MOST_AT_ONCE = 100


class DynamoPartnerships:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def offering(self, user_ids: Iterable[str], once: Once[Any] | None = None) -> Offering:
        return self._offering(self._rows(user_ids, once))

    def read(self, partnership_id: str, user_ids: Iterable[str] = (), once: Once[Any] | None = None) -> Negotiation:
        key = keys.partnership(self._tenant, partnership_id)
        rows = self._rows(user_ids, once, key)
        if key not in rows:
            raise NotFound
        offering = self._offering(rows)
        return Negotiation(
            partner=offering.partner, colleagues=offering.colleagues, partnership=_partnership_of(rows[key])
        )

    def colleagues(self, user_ids: Iterable[str]) -> Mapping[str, User]:
        return _users(self._each(keys.user(self._tenant, user_id) for user_id in dict.fromkeys(user_ids)))

    def page(self, *, limit: int, before: str | None) -> Listed[Partnership]:
        partition = keys.partnerships(self._tenant)
        after = {"pk": partition, "sk": before} if before else None
        page = self._table.query(partition, limit=limit, after=after, newest_first=True)
        found = tuple(map(_partnership_of, page.rows))
        return Listed(found, {"before": found[-1].id} if page.after and found else None)

    def history(self, partnership_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[HistoryEntry]:
        partition = keys.partnership_history(self._tenant, partnership_id)
        page = self._table.query(partition, limit=limit, after=after, newest_first=True)
        return Listed(tuple(_entry_json.validate_json(row.data) for row in page.rows), page.after)

    def entry(self, partnership_id: str, number: int) -> HistoryEntry:
        row = self._table.get(keys.partnership_entry(self._tenant, partnership_id, number))
        if row is None:
            raise NotFound
        return _entry_json.validate_json(row.data)

    def mails_of(self, entries: Iterable[HistoryEntry]) -> Mapping[str, Message]:
        mails = (mail for entry in entries for mail in entry.mails)
        rows = self._each(keys.message(self._tenant.partner_id, mail) for mail in mails)
        found = (message_json.validate_json(row.data) for row in rows)
        return {message.id: message for message in found}

    def offer(
        self,
        change: PartnershipChange,
        messages: tuple[Message, ...],
        once: Once[Any] | None = None,
        draft: OfferDraft | None = None,
    ) -> None:
        """The receipt and the draft come first: what was sent twice isn't an offer that "exists already"."""
        partnership = change.partnership
        self._table.commit(
            [
                *self._receipt_writes(once, change),
                *([removal_of_draft(self._tenant, draft)] if draft else []),
                Write(key=_claim_key(partnership), data=f'{{"id":"{partnership.id}"}}', refusal=PartnershipExists()),
                *_change_writes(change, replaces=None),
                *map(message_write, messages),
            ]
        )

    def save(
        self, change: PartnershipChange, messages: tuple[Message, ...], once: Once[PartnershipChange] | None = None
    ) -> None:
        partnership = change.partnership
        self._table.commit(
            [
                *self._receipt_writes(once, change),
                *_change_writes(change, replaces=partnership.version - 1),
                *([] if partnership.is_live else [Write(key=_claim_key(partnership), data=None, replaces=1)]),
                *map(message_write, messages),
            ]
        )

    def _each(self, wanted: Iterable[keys.Key]) -> Iterator[Row]:
        for part in batched(wanted, MOST_AT_ONCE, strict=False):
            yield from self._table.get_all(part).values()

    def _rows(self, user_ids: Iterable[str], once: Once[Any] | None, *more: keys.Key) -> dict[keys.Key, Row]:
        """Raises AlreadyAnswered, IdempotencyKeyReused."""
        users = [keys.user(self._tenant, user_id) for user_id in dict.fromkeys(user_ids)]
        wanted = [keys.partner(self._tenant), *users, *more]
        if once is None:
            return self._table.get_all(wanted)
        receipt_key = keys.receipt(self._tenant, once.key)
        rows = self._table.get_all([*wanted, receipt_key])
        Receipts(self._tenant, self._now()).check(once, rows.get(receipt_key))
        return rows

    def _offering(self, rows: dict[keys.Key, Row]) -> Offering:
        """Raises NotFound."""
        partner = rows.get(keys.partner(self._tenant))
        if partner is None:
            raise NotFound
        partition = keys.users_partition(self._tenant, None)
        return Offering(
            partner=partner_json.validate_json(partner.data),
            colleagues=_users(row for key, row in rows.items() if key[0] == partition),
        )

    def _receipt_writes(self, once: Once[Any] | None, change: PartnershipChange) -> Iterator[Write]:
        if once is not None:
            yield Receipts(self._tenant, self._now()).write(once, change)


def _change_writes(change: PartnershipChange, *, replaces: int | None) -> Iterator[Write]:
    partnership, entry = change.partnership, change.entry
    data = _partnership_json.dump_json(partnership, exclude_defaults=True).decode()
    told = _entry_json.dump_json(entry, exclude_defaults=True).decode()
    for side in Side:
        tenant = Tenant(partnership.business(side).partner_id)
        yield Write(
            key=keys.partnership(tenant, partnership.id), data=data, version=partnership.version, replaces=replaces
        )
        yield Write(key=keys.partnership_entry(tenant, partnership.id, entry.number), data=told)


def _claim_key(partnership: Partnership) -> keys.Key:
    return keys.live_partnership(Tenant(partnership.partner.partner_id), Tenant(partnership.customer.partner_id))


def _users(rows: Iterable[Row]) -> dict[str, User]:
    users = (user_json.validate_json(row.data) for row in rows)
    return {user.id: user for user in users}


def _partnership_of(row: Row) -> Partnership:
    return _partnership_json.validate_json(row.data)
