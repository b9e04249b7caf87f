"""Users in memory; a contract test holds them against the real repository."""

from typing import TYPE_CHECKING

from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.user import Circle, EmailTaken, Member, Roster, User
from tests.support.fakes.receipts import FakeReceipts

if TYPE_CHECKING:
    from collections.abc import Callable


class FakeUsers:
    """`before_save` lets a test slip something in between what is read and what is written."""

    def __init__(self, *users: User, partner: Partner, customers: tuple[Customer, ...] = ()) -> None:
        self.partner = partner
        self.customers = {ids.tail(customer.id): customer for customer in customers}
        self.users: dict[str, User] = {}
        self.rosters: dict[str | None, Roster] = {}
        self.messages: list[Message] = []
        self.receipts = FakeReceipts()
        self.before_save: Callable[[], object] = lambda: None
        for user in users:
            self.save(user, None, self.circle(user.customer_id))

    def circle(self, customer_id: str | None, once: Once[User] | None = None) -> Circle:
        self.receipts.check(once)
        customer = self.customers.get(ids.tail(customer_id)) if customer_id else None
        if (customer.id if customer else None) != customer_id:
            raise NotFound
        return Circle(partner=self.partner, customer=customer, roster=self.rosters.get(customer_id, Roster()))

    def get(self, user_id: str, customer_id: str | None) -> Member:
        circle, user = self.circle(customer_id), self.users.get(user_id)
        if user is None or user.customer_id != customer_id:
            raise NotFound
        return Member(user=user, circle=circle)

    def find(self, user_id: str) -> Member:
        if user_id not in self.users:
            raise NotFound
        return self.get(user_id, self.users[user_id].customer_id)

    def with_partner(self, user_id: str) -> tuple[User, Partner]:
        return self.get(user_id, None).user, self.partner

    def all(self, customer_id: str | None) -> tuple[User, ...]:
        return tuple(self.users[one] for one in sorted(self.users) if self.users[one].customer_id == customer_id)

    def save(
        self,
        user: User,
        previous: User | None,
        circle: Circle,
        messages: tuple[Message, ...] = (),
        once: Once[User] | None = None,
    ) -> None:
        before, self.before_save = self.before_save, lambda: None
        before()
        changed = circle.after(user, previous)
        if self.users.get(user.id) != previous or self.rosters.get(user.customer_id, Roster()) != circle.roster:
            raise ConcurrentChange
        if changed.partner is not circle.partner and self.partner != circle.partner:
            raise ConcurrentChange
        taken = (one.sign_in_name.lower() for one in self.users.values() if one.id != user.id)
        if user.sign_in_name.lower() in taken:
            raise EmailTaken
        self.receipts.keep(once, user)
        self.users[user.id] = user
        self.rosters[user.customer_id] = changed.roster
        if changed.partner is not circle.partner:
            self.partner = changed.partner
        if changed.customer is not None:
            self.customers[ids.tail(changed.customer.id)] = changed.customer
        self.messages.extend(messages)
