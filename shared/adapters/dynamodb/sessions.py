"""Sessions in DynamoDB: a row each, which the table forgets by itself."""

from contextlib import suppress
from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.errors import NotFound
from shared.domain.session import Session
from shared.domain.tenant import Tenant
from shared.ports import SignedIn

_session_json = TypeAdapter(Session)


class DynamoSessions:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def read(
        self, *, digest: str, partner_id: str, user_id: str, of_storefront: bool, now: datetime
    ) -> SignedIn | None:
        tenant = Tenant(partner_id)
        session_key, partner_key = keys.session(digest), keys.partner(tenant)
        user_key = keys.user(tenant, user_id, user_id if of_storefront else None)
        rows = self._table.get_all([session_key, user_key, partner_key])
        if not {session_key, user_key, partner_key} <= rows.keys():
            return None
        session = _session_json.validate_json(rows[session_key].data)
        user = user_json.validate_json(rows[user_key].data)
        if (session.partner_id, session.user_id) != (partner_id, user_id) or not session.is_live(user, now):
            return None
        return SignedIn(session=session, user=user, partner=partner_json.validate_json(rows[partner_key].data))

    def start(self, session: Session) -> None:
        self._table.commit(
            [
                Write(
                    key=keys.session(session.digest),
                    data=_session_json.dump_json(session).decode(),
                    expires_on=int(session.ends_at.timestamp()),
                )
            ]
        )

    def end(self, digest: str) -> None:
        with suppress(NotFound):
            self._table.commit([Write(key=keys.session(digest), data=None, replaces=1, refusal=NotFound())])
