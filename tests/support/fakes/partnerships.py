"""Partnerships of several tenants in memory; a contract test holds them against the real repositories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.message import Message
from shared.domain.offer_draft import OfferDraft
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipChange, PartnershipExists, Side
from shared.domain.tenant import Tenant
from shared.domain.user import User
from shared.ports import Listed, Negotiation, Offering, Recipient
from tests.support.fakes.receipts import FakeReceipts

type Place = tuple[str, str]


@dataclass
class FakeRows:
    """What all tenants have together. A place is a partner's id and that of a partnership; `live` has the claims on
    pairs."""

    partners: dict[str, Partner] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sides: dict[Place, Partnership] = field(default_factory=dict)
    histories: defaultdict[Place, list[HistoryEntry]] = field(default_factory=lambda: defaultdict(list))
    live: dict[tuple[str, str], str] = field(default_factory=dict)
    drafts: dict[Place, OfferDraft] = field(default_factory=dict)
    receipts: defaultdict[str, FakeReceipts] = field(default_factory=lambda: defaultdict(FakeReceipts))
    messages: list[Message] = field(default_factory=list)

    @classmethod
    def of(cls, partners: Iterable[Partner], users: Iterable[User]) -> "FakeRows":
        return cls(partners={one.id: one for one in partners}, users={one.id: one for one in users})


class FakePartnerships:
    def __init__(self, rows: FakeRows, tenant: Tenant) -> None:
        self.rows = rows
        self.partner_id = tenant.partner_id

    def offering(self, user_ids: Iterable[str], once: Once[Any] | None = None) -> Offering:
        self.rows.receipts[self.partner_id].check(once)
        return Offering(partner=self._partner(), colleagues=self.colleagues(user_ids))

    def read(self, partnership_id: str, user_ids: Iterable[str] = (), once: Once[Any] | None = None) -> Negotiation:
        offering = self.offering(user_ids, once)
        if (self.partner_id, partnership_id) not in self.rows.sides:
            raise NotFound
        return Negotiation(
            partner=offering.partner,
            colleagues=offering.colleagues,
            partnership=self.rows.sides[self.partner_id, partnership_id],
        )

    def colleagues(self, user_ids: Iterable[str]) -> Mapping[str, User]:
        wanted = set(user_ids)
        return {
            user.id: user
            for user in self.rows.users.values()
            if user.id in wanted and user.partner_id == self.partner_id and user.customer_id is None
        }

    def page(self, *, limit: int, before: str | None) -> Listed[Partnership]:
        own = sorted((one for partner_id, one in self.rows.sides if partner_id == self.partner_id), reverse=True)
        rest = [one for one in own if before is None or one < before]
        page = tuple(self.rows.sides[self.partner_id, one] for one in rest[:limit])
        return Listed(page, {"before": page[-1].id} if len(rest) > limit else None)

    def history(self, partnership_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[HistoryEntry]:
        entries = self.rows.histories[self.partner_id, partnership_id][::-1]
        rest = [entry for entry in entries if after is None or entry.number < int(after["number"])]
        page = tuple(rest[:limit])
        return Listed(page, {"number": str(page[-1].number)} if len(rest) > limit else None)

    def entry(self, partnership_id: str, number: int) -> HistoryEntry:
        for entry in self.rows.histories[self.partner_id, partnership_id]:
            if entry.number == number:
                return entry
        raise NotFound

    def mails_of(self, entries: Iterable[HistoryEntry]) -> Mapping[str, Message]:
        wanted = {mail for entry in entries for mail in entry.mails}
        return {one.id: one for one in self.rows.messages if one.id in wanted and one.partner_id == self.partner_id}

    def offer(
        self,
        change: PartnershipChange,
        messages: tuple[Message, ...],
        once: Once[Any] | None = None,
        draft: OfferDraft | None = None,
    ) -> None:
        rows, made, key = self.rows, change.partnership, once and once.key
        if key in rows.receipts[self.partner_id].kept:
            raise ConcurrentChange
        if draft is not None:
            FakeOfferDrafts(rows, Tenant(self.partner_id)).check(draft, draft.version)
        if _pair(made) in rows.live:
            raise PartnershipExists
        if any(place in rows.sides for place in _places(made)):
            raise ConcurrentChange
        if draft is not None:
            del rows.drafts[self.partner_id, draft.user_id]
        rows.live[_pair(made)] = made.id
        self._put(change, messages, once)

    def save(
        self, change: PartnershipChange, messages: tuple[Message, ...], once: Once[PartnershipChange] | None = None
    ) -> None:
        rows, changed = self.rows, change.partnership
        if any(rows.sides[place].version != changed.version - 1 for place in _places(changed)):
            raise ConcurrentChange
        self._put(change, messages, once)
        if not changed.is_live:
            del rows.live[_pair(changed)]

    def _put(self, change: PartnershipChange, messages: tuple[Message, ...], once: Once[Any] | None) -> None:
        self.rows.receipts[self.partner_id].keep(once, change)
        for place in _places(change.partnership):
            self.rows.sides[place] = change.partnership
            self.rows.histories[place].append(change.entry)
        self.rows.messages.extend(messages)

    def _partner(self) -> Partner:
        if self.partner_id not in self.rows.partners:
            raise NotFound
        return self.rows.partners[self.partner_id]


class FakeRecipients:
    def __init__(self, rows: FakeRows) -> None:
        self._rows = rows

    def find(self, tenant_name: str, email: str) -> Recipient | None:
        partner = next((one for one in self._rows.partners.values() if one.tenant_name == tenant_name), None)
        user = next((one for one in self._rows.users.values() if one.sign_in_name.lower() == email.lower()), None)
        if partner is None or user is None or user.partner_id != partner.id or user.customer_id or not user.is_live:
            return None
        return Recipient(partner=partner, user=user)


class FakeOfferDrafts:
    def __init__(self, rows: FakeRows, tenant: Tenant) -> None:
        self._rows = rows
        self._partner_id = tenant.partner_id

    def find(self, user_id: str) -> OfferDraft | None:
        return self._rows.drafts.get((self._partner_id, user_id))

    def save(self, draft: OfferDraft) -> None:
        self.check(draft, draft.version - 1)
        self._rows.drafts[self._partner_id, draft.user_id] = draft

    def remove(self, draft: OfferDraft) -> None:
        self.check(draft, draft.version)
        del self._rows.drafts[self._partner_id, draft.user_id]

    def check(self, draft: OfferDraft, version: int) -> None:
        """Raises ConcurrentChange; version 0 is that of one which isn't there."""
        present = self.find(draft.user_id)
        if (present.version if present else 0) != version:
            raise ConcurrentChange


def _places(partnership: Partnership) -> list[Place]:
    return [(partnership.business(side).partner_id, partnership.id) for side in Side]


def _pair(partnership: Partnership) -> tuple[str, str]:
    return partnership.partner.partner_id, partnership.customer.partner_id
