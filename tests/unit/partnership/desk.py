"""Both sides' people at the use cases of partnerships, over the fakes or what is put in their place."""

from collections.abc import Mapping
from typing import Any, Protocol

from functions.partnership.accept_modification import AcceptModification, accept_modification
from functions.partnership.accept_partnership import AcceptPartnership, accept_partnership
from functions.partnership.check_modification import Wishes
from functions.partnership.close_partnership import ClosePartnership, close_partnership
from functions.partnership.offer_partnership import OfferPartnership, offer_partnership
from functions.partnership.propose_modification import ProposeModification, propose_modification
from functions.partnership.read_partnership import list_partnerships, read_partnership
from shared.domain.message import Message
from shared.domain.partnership import (
    HistoryEntry,
    Partnership,
    PartnershipChange,
    PartnershipStatus,
    PartnershipStep,
    Roles,
    Side,
)
from shared.domain.tenant import Tenant
from shared.domain.user import User
from shared.ports import Partnerships, Recipients
from tests.support.builders import OTHER_PARTNER_ID, PARTNER_ID
from tests.support.clock import SteppingClock
from tests.support.fakes.partnerships import FakePartnerships, FakeRecipients, FakeRows
from tests.support.partnerships import (
    CARLA,
    CONSULTANT,
    EVERYBODY,
    FJORD,
    KIM,
    LO,
    MESSAGE,
    NORDIC,
    PARTNERSHIP_ID,
    THIRD,
    actor,
)

ROLES: Mapping[str, Roles] = {KIM.id: CONSULTANT, LO.id: CONSULTANT}


class Stores(Protocol):
    @property
    def recipients(self) -> Recipients: ...

    def partnerships(self, tenant: Tenant) -> Partnerships: ...


class FakeStores:
    def __init__(self) -> None:
        self.rows = FakeRows.of((NORDIC, FJORD, THIRD), EVERYBODY)
        self.recipients = FakeRecipients(self.rows)

    def partnerships(self, tenant: Tenant) -> FakePartnerships:
        return FakePartnerships(self.rows, tenant)


class Desk:
    """Everything is done by a user; `partnership_id` is the one that it is about, `modification_id` the change: without
    one, that which waits."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.now = SteppingClock()
        self._made = 0
        self.partnership_id = PARTNERSHIP_ID
        self.modification_id: str | None = None

    def offer(self, by: User, once: Any = None, **changes: Any) -> PartnershipChange:
        """Kim and Lo to Carla, unless told otherwise."""
        content = {
            "tenant_name": "fjord-drift",
            "contact_email": CARLA.email,
            "message": MESSAGE,
            "contact_user_ids": (KIM.id, LO.id),
            "manager_user_ids": (),
        }
        change = offer_partnership(
            OfferPartnership(**{**content, **changes}, offered_by=actor(by)),
            partnerships=self._of(by),
            recipients=self.stores.recipients,
            now=self.now,
            random_bytes=self._random_bytes,
            once=once,
        )
        self.partnership_id = change.partnership.id
        return change

    def _random_bytes(self, length: int) -> bytes:
        self._made += 1
        return self._made.to_bytes(length)

    def accept(
        self,
        by: User,
        roles: Mapping[str, Roles] = ROLES,
        manager_user_ids: tuple[str, ...] = (),
        version: int | None = None,
    ) -> PartnershipChange:
        command = AcceptPartnership(
            partnership_id=self.partnership_id,
            roles=roles,
            manager_user_ids=manager_user_ids,
            expected_version=version,
            by=actor(by),
        )
        return accept_partnership(command, partnerships=self._of(by), now=self.now)

    def decline(self, by: User, **more: Any) -> PartnershipChange:
        return self._close(PartnershipStep.DECLINE, by, **more)

    def withdraw(self, by: User, **more: Any) -> PartnershipChange:
        return self._close(PartnershipStep.WITHDRAW, by, **more)

    def end(self, by: User, **more: Any) -> PartnershipChange:
        return self._close(PartnershipStep.END, by, **more)

    def _close(self, step: Any, by: User, version: int | None = None, reason: str = "Because.") -> PartnershipChange:
        command = ClosePartnership(
            partnership_id=self.partnership_id, step=step, reason=reason, expected_version=version, by=actor(by)
        )
        return close_partnership(command, partnerships=self._of(by), now=self.now)

    def modify(
        self,
        by: User,
        *,
        counters: str | None = None,
        roles: Mapping[str, Roles] | None = None,
        once: Any = None,
        **wishes: Any,
    ) -> PartnershipChange:
        command = ProposeModification(
            partnership_id=self.partnership_id,
            wishes=Wishes(**wishes),
            roles=roles or {},
            by=actor(by),
            counters=counters,
        )
        return propose_modification(command, partnerships=self._of(by), now=self.now, once=once)

    def counter(self, by: User, modification_id: str | None = None, **wishes: Any) -> PartnershipChange:
        return self.modify(by, counters=modification_id or self.modification_id or self.pending(), **wishes)

    def accept_modification(
        self, by: User, roles: Mapping[str, Roles] | None = None, modification_id: str | None = None
    ) -> PartnershipChange:
        command = AcceptModification(
            partnership_id=self.partnership_id,
            modification_id=modification_id or self.modification_id or self.pending(),
            roles=roles or {},
            expected_version=None,
            by=actor(by),
        )
        return accept_modification(command, partnerships=self._of(by), now=self.now)

    def decline_modification(self, by: User, modification_id: str | None = None) -> PartnershipChange:
        return self._close_modification(PartnershipStep.DECLINE_MODIFICATION, by, modification_id)

    def withdraw_modification(self, by: User, modification_id: str | None = None) -> PartnershipChange:
        return self._close_modification(PartnershipStep.WITHDRAW_MODIFICATION, by, modification_id)

    def _close_modification(self, step: Any, by: User, modification_id: str | None) -> PartnershipChange:
        command = ClosePartnership(
            partnership_id=self.partnership_id,
            modification_id=modification_id or self.modification_id or self.pending(),
            step=step,
            reason="Because.",
            expected_version=None,
            by=actor(by),
        )
        return close_partnership(command, partnerships=self._of(by), now=self.now)

    def read(self, by: User) -> Partnership:
        return read_partnership(self.partnership_id, by.id, partnerships=self._of(by)).partnership

    def listed(
        self,
        by: User,
        side: Side | None = None,
        status: PartnershipStatus | None = None,
        limit: int = 10,
        before: str | None = None,
    ) -> tuple[list[str], str | None]:
        """Ids, and where the next page begins."""
        found = list_partnerships(
            by.id, partnerships=self._of(by), side=side, status=status, limit=limit, before=before
        )
        return [one.id for one in found.items], found.after["before"] if found.after else None

    def at(self, side: Side) -> Partnership:
        """As that side's row has it."""
        return self._side(side).read(self.partnership_id).partnership

    def history(self, side: Side) -> tuple[HistoryEntry, ...]:
        """Oldest first."""
        return self._side(side).history(self.partnership_id, limit=1000, after=None).items[::-1]

    def pending(self) -> str:
        pending = self.at(Side.PARTNER).modification
        return pending.id if pending else f"mod_{self.partnership_id.removeprefix('prt_')}"

    def _side(self, side: Side) -> Partnerships:
        return self.stores.partnerships(Tenant(PARTNER_ID if side is Side.PARTNER else OTHER_PARTNER_ID))

    def _of(self, user: User) -> Partnerships:
        return self.stores.partnerships(Tenant(user.partner_id))


def told(stores: FakeStores) -> list[tuple[str, str]]:
    """What kind of mail went to whom, in order."""

    def line(message: Message) -> tuple[str, str]:
        return message.kind, message.to_address

    return [line(message) for message in stores.rows.messages]
