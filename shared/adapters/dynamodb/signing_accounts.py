"""Partners' accounts at signing providers: how far the poll has read, and when it must ask again."""

from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.partner import SigningProvider
from shared.domain.signing_account import SigningAccount
from shared.domain.tenant import Tenant
from shared.ports import Listed

_account_json = TypeAdapter(SigningAccount)


def account_write(tenant: Tenant, account: SigningAccount, *, replaces: int) -> Write:
    """Its row; in the `due` index while it is watched. Version 0 was never written."""
    due = keys.due_account(tenant, account.provider, account.retry_at) if account.is_watched else {}
    return Write(
        key=keys.signing_account(tenant, account.provider),
        data=_account_json.dump_json(account, exclude_defaults=True).decode(),
        version=account.version,
        replaces=replaces or None,
        index=due,
    )


def account_of(row: Row | None, provider: SigningProvider) -> SigningAccount:
    """As it stands, or as it begins."""
    return _account_json.validate_json(row.data) if row else SigningAccount(provider=provider, is_watched=False)


class DynamoSigningAccounts:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def get(self, provider: SigningProvider) -> SigningAccount:
        return account_of(self._table.get(keys.signing_account(self._tenant, provider)), provider)

    def save(self, account: SigningAccount) -> None:
        self._table.commit([account_write(self._tenant, account, replaces=account.version - 1)])


class DynamoDueAccounts:
    """Accounts of every tenant that are to be asked."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(
        self, shard: int, now: datetime, *, limit: int, after: dict[str, str] | None, failed_only: bool
    ) -> Listed[tuple[Tenant, SigningProvider]]:
        """As the index has them, which follows the table a moment later. Whose pause is over, the account says."""
        found = self._table.page_due(
            keys.account_shard(shard),
            since=keys.ALWAYS_SOONER if failed_only else keys.ALWAYS,
            until=keys.EVER,
            limit=limit,
            after=after,
        )
        accounts = ((keys.tenant_of(row.key), _account_json.validate_json(row.data)) for row in found.rows)
        due = tuple((tenant, account.provider) for tenant, account in accounts if account.may_be_asked(now))
        return Listed(due, found.after)
