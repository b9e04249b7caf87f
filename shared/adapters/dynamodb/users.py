"""Users, each with the claim on its sign-in name and the roster that it is counted in."""

from collections.abc import Iterator

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import DynamoCustomers, customer_json
from shared.adapters.dynamodb.outbox import message_write
from shared.adapters.dynamodb.partners import partner_json, partner_write
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.errors import NotFound
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.tenant import Tenant
from shared.domain.user import Circle, EmailTaken, Member, Roster, User
from shared.ports import Clock

user_json = TypeAdapter(User)
_roster_json = TypeAdapter(Roster)


class DynamoUsers:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def circle(self, customer_id: str | None, once: Once[User] | None = None) -> Circle:
        wanted = self._circle_keys(customer_id)
        if once is None:
            return self._circle(customer_id, self._table.get_all(wanted))
        receipt_key = keys.receipt(self._tenant, once.key)
        rows = self._table.get_all([*wanted, receipt_key])
        self._receipts().check(once, rows.get(receipt_key))
        return self._circle(customer_id, rows)

    def get(self, user_id: str, customer_id: str | None) -> Member:
        user_key = keys.user(self._tenant, user_id, customer_id)
        rows = self._table.get_all([user_key, *self._circle_keys(customer_id)])
        return Member(user=_user(rows.get(user_key)), circle=self._circle(customer_id, rows))

    def find(self, user_id: str) -> Member:
        own_key, storefront_key = (keys.user(self._tenant, user_id, at) for at in (None, user_id))
        rows = self._table.get_all([own_key, storefront_key, *self._circle_keys(None), *self._circle_keys(user_id)[1:]])
        user = _user(rows.get(own_key) or rows.get(storefront_key))
        return Member(user=user, circle=self._circle(user.customer_id, rows))

    def with_partner(self, user_id: str) -> tuple[User, Partner]:
        user_key, partner_key = keys.user(self._tenant, user_id), keys.partner(self._tenant)
        rows = self._table.get_all([user_key, partner_key])
        if partner_key not in rows:
            raise NotFound
        return _user(rows.get(user_key)), partner_json.validate_json(rows[partner_key].data)

    def all(self, customer_id: str | None) -> tuple[User, ...]:
        partition = keys.users_partition(self._tenant, customer_id)
        found: list[User] = []
        after: dict[str, str] | None = None
        while True:
            page = self._table.query(partition, prefix="USER#", after=after)
            found.extend(map(_user, page.rows))
            after = page.after
            if after is None:
                return tuple(found)

    def save(
        self,
        user: User,
        previous: User | None,
        circle: Circle,
        messages: tuple[Message, ...] = (),
        once: Once[User] | None = None,
    ) -> None:
        changed = circle.after(user, previous)
        writes = [
            Write(
                key=keys.user(self._tenant, user.id, user.customer_id),
                data=user_json.dump_json(user, exclude_defaults=True).decode(),
                version=user.version,
                replaces=previous.version if previous else None,
            ),
            *self._claim_writes(user, previous),
            *self._circle_writes(user.customer_id, circle, changed),
            *map(message_write, messages),
        ]
        if once is not None:
            # First: when the same request came twice at once, its address is not "taken" by somebody else.
            writes.insert(0, self._receipts().write(once, user))
        self._table.commit(writes)

    def _claim_writes(self, user: User, previous: User | None) -> Iterator[Write]:
        if previous is None:
            yield Write(
                key=keys.sign_in_claim(user.sign_in_name),
                data=f'{{"partner_id":"{user.partner_id}","user_id":"{user.id}"}}',
                refusal=EmailTaken("Another user signs in with this email address."),
            )

    def _circle_writes(self, customer_id: str | None, circle: Circle, changed: Circle) -> Iterator[Write]:
        if changed.roster is not circle.roster:
            yield Write(
                key=keys.roster(self._tenant, customer_id),
                data=_roster_json.dump_json(changed.roster).decode(),
                version=changed.roster.version,
                replaces=circle.roster.version or None,
            )
        if changed.partner is not circle.partner:
            yield partner_write(changed.partner, circle.partner)
        if changed.customer is not None and changed.customer is not circle.customer:
            yield from DynamoCustomers(self._table, self._tenant, self._now).writes(changed.customer, circle.customer)

    def _circle_keys(self, customer_id: str | None) -> list[keys.Key]:
        own = [keys.partner(self._tenant), keys.roster(self._tenant, customer_id)]
        return own if customer_id is None else [*own, keys.customer(self._tenant, customer_id)]

    def _circle(self, customer_id: str | None, rows: dict[keys.Key, Row]) -> Circle:
        """Raises NotFound."""
        partner = rows.get(keys.partner(self._tenant))
        customer_row = rows.get(keys.customer(self._tenant, customer_id)) if customer_id else None
        customer = customer_json.validate_json(customer_row.data) if customer_row else None
        if partner is None or (customer.id if customer else None) != customer_id:
            raise NotFound
        roster = rows.get(keys.roster(self._tenant, customer_id))
        return Circle(
            partner=partner_json.validate_json(partner.data),
            customer=customer,
            roster=_roster_json.validate_json(roster.data) if roster else Roster(),
        )

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())


def _user(row: Row | None) -> User:
    """Raises NotFound."""
    if row is None:
        raise NotFound
    return user_json.validate_json(row.data)
