"""Whoever an offer of a partnership is for: found by the claims on the tenant's name and on the sign-in name (E4, E13).

The two claims have prefixes of their own. The rows that they lead to are read whether they agree or not, so that an
unknown tenant, an unknown user, and a user of somebody else take the same requests.
"""

import json

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.table import DynamoTable, Row
from shared.adapters.dynamodb.users import user_json
from shared.domain.tenant import Tenant
from shared.ports import Recipient

NOBODY = "none"


class DynamoRecipients:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def find(self, tenant_name: str, email: str) -> Recipient | None:
        name_key, sign_in_key = keys.tenant_name_claim(tenant_name), keys.sign_in_claim(email)
        claims = self._table.get_all([name_key, sign_in_key])
        tenant = Tenant(_claimed(claims.get(name_key), "partner_id"))
        user_key = keys.user(tenant, _claimed(claims.get(sign_in_key), "user_id"))
        partner_key = keys.partner(tenant)
        rows = self._table.get_all([partner_key, user_key])
        if partner_key not in rows or user_key not in rows:
            return None
        user = user_json.validate_json(rows[user_key].data)
        if not user.is_live:
            return None
        return Recipient(partner=partner_json.validate_json(rows[partner_key].data), user=user)


def _claimed(claim: Row | None, name: str) -> str:
    return str(json.loads(claim.data)[name]) if claim else NOBODY
