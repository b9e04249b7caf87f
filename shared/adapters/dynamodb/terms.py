"""General terms: each version whole in a row that never changes, and a small row that names the newest."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.domain.tenant import Tenant
from shared.domain.terms import Terms, TermsReference
from shared.ports import Clock, Listed

terms_json = TypeAdapter(Terms)
terms_reference_json = TypeAdapter(TermsReference)


class DynamoTermsLibrary:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def newest(self, locale: Locale, once: Once[Terms] | None = None) -> TermsReference | None:
        wanted = [keys.newest_terms(self._tenant, locale)]
        if once is not None:
            wanted.append(keys.receipt(self._tenant, once.key))
        rows = self._table.get_all(wanted)
        if once is not None:
            self._receipts().check(once, rows.get(wanted[1]))
        return terms_reference_json.validate_json(rows[wanted[0]].data) if wanted[0] in rows else None

    def version(self, locale: Locale, version: int) -> Terms:
        row = self._table.get(keys.terms_version(self._tenant, locale, version))
        if row is None:
            raise NotFound
        return _terms(row)

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Terms]:
        partition = keys.terms_versions(self._tenant)
        found = self._table.query(partition, limit=limit, after=after, newest_first=True)
        return Listed(tuple(map(_terms, found.rows)), found.after)

    def add(self, terms: Terms, once: Once[Terms] | None) -> None:
        writes = [
            Write(
                key=keys.newest_terms(self._tenant, terms.locale),
                data=terms_reference_json.dump_json(terms.reference).decode(),
                version=terms.version,
                replaces=terms.version - 1 or None,
            ),
            Write(
                key=keys.terms_version(self._tenant, terms.locale, terms.version),
                data=terms_json.dump_json(terms).decode(),
            ),
        ]
        if once is not None:
            writes.append(self._receipts().write(once, terms))
        self._table.commit(writes)

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())


def _terms(row: Row) -> Terms:
    return terms_json.validate_json(row.data)
