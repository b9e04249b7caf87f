"""Digital documents in DynamoDB: each row with what the poll, the lists and the counts need, in one transaction.

A document that is out has a small row among those of its account: the poll reads these and nothing else, so its cost
follows what is out, not what exists. The document's own row guards all of them: they are written with it alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import customer_of
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.orders import order_json, order_write
from shared.adapters.dynamodb.outbox import message_write
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.quote_rows import quote_json, quote_write
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.signing_accounts import account_of, account_write
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.adapters.dynamodb.terms import terms_reference_json
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.order import Order
from shared.domain.partner import SigningProvider
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.ports import Clock, DocumentCounts, Following, Listed, OutDocument, Sending, Watched

if TYPE_CHECKING:
    from shared.evidence.record import Evidence

document_json = TypeAdapter(DigitalDocument)


class DynamoDigitalDocuments:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def get(self, document_id: str) -> DigitalDocument:
        return document_of(self._table.get(keys.document(self._tenant, document_id)))

    def watched(self, document_id: str, once: Once[Watched] | None = None) -> Watched:
        document_key, account_keys = keys.document(self._tenant, document_id), self._account_keys()
        receipt_keys = [keys.receipt(self._tenant, once.key)] if once else []
        rows = self._table.get_all([document_key, *account_keys.values(), *receipt_keys])
        if once is not None:
            self._receipts().check(once, rows.get(keys.receipt(self._tenant, once.key)))
        return self._watched(document_of(rows.get(document_key)), rows)

    def find(self, document_ids: Iterable[str]) -> dict[str, Watched]:
        asked = {identifier: keys.document(self._tenant, identifier) for identifier in document_ids}
        if not asked:
            return {}
        rows = self._table.get_all(list(self._account_keys().values()))
        rows |= self._table.get_all(list(dict.fromkeys(asked.values())))
        return {
            identifier: self._watched(document_of(rows[key]), rows) for identifier, key in asked.items() if key in rows
        }

    def sending_of_quote(self, quote_id: str, once: Once[Any] | None = None) -> Sending[Quote]:
        return self._sending(keys.quote(self._tenant, quote_id), quote_id, quote_json, once)

    def sending_of_order(self, order_id: str, once: Once[Any] | None = None) -> Sending[Order]:
        return self._sending(keys.order(self._tenant, order_id), order_id, order_json, once)

    def send(self, document: DigitalDocument, sending: Sending[Quote | Order], once: Once[Any] | None = None) -> None:
        account = sending.accounts[document.provider]
        writes = [
            *self._writes(document, None, sending.counts),
            *(
                [account_write(self._tenant, account.joined(), replaces=account.version)]
                if account.needs_joining
                else ()
            ),
            self._subject_write(sending.subject, document.id),
        ]
        if once is not None:
            writes.append(self._receipts().write(once, document))
        self._table.commit(writes)

    def following(self, document_id: str) -> Following:
        partner_key, document_key = keys.partner(self._tenant), keys.document(self._tenant, document_id)
        count_key, account_keys = keys.document_count(self._tenant, document_id), self._account_keys()
        rows = self._table.get_all([partner_key, document_key, count_key, *account_keys.values()])
        document = document_of(rows.get(document_key))
        return Following(
            partner=partner_json.validate_json(_present(rows, partner_key).data),
            document=document,
            account=account_of(rows.get(account_keys[document.provider]), document.provider),
            counts=_counts_of(rows.get(count_key)),
        )

    def follow(
        self,
        document: DigitalDocument,
        following: Following,
        messages: tuple[Message, ...] = (),
        *,
        order: Order | None = None,
        evidence: "Evidence | None" = None,
    ) -> None:
        writes = [*self._writes(document, following.document, following.counts), *map(message_write, messages)]
        if order is not None:
            writes.append(order_write(self._tenant, order, replaces=order.version - 1))
        self._table.commit([*writes, *evidence_writes(self._tenant, evidence, self._now())])

    def save(self, watched: Watched, once: Once[Watched] | None = None, *, evidence: "Evidence | None" = None) -> None:
        document = watched.document
        writes = [self._document_write(document, replaces=document.version - 1)]
        if once is not None:
            writes.append(self._receipts().write(once, watched))
        self._table.commit([*writes, *evidence_writes(self._tenant, evidence, self._now())])

    def page(self, statuses: Iterable[DocumentStatus], *, limit: int, before: str | None) -> Listed[Watched]:
        found: list[DigitalDocument] = []
        for status in statuses:
            partition = keys.documents(self._tenant, status)
            found.extend(map(document_of, self._table.query_index(partition, limit=limit + 1, before=before).rows))
        found.sort(key=lambda one: one.id, reverse=True)
        page = self._all_watched(found[:limit])
        return Listed(page, {"before": page[-1].document.id} if len(found) > limit else None)

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Watched]:
        partition, prefix = keys.documents_of_customer(self._tenant, customer_id)
        found = self._table.query(partition, prefix=prefix, limit=limit, after=after, newest_first=True)
        return Listed(self._all_watched(map(document_of, found.rows)), found.after)

    def counts(self) -> dict[DocumentStatus, int]:
        found = self._table.query(keys.document_counts(self._tenant)).rows
        shards = [_counts_of(row).counts for row in found]
        return {status: sum(counts.get(status, 0) for counts in shards) for status in DocumentStatus}

    def out(self, provider: SigningProvider) -> tuple[OutDocument, ...]:
        partition = keys.documents_out(self._tenant, provider)
        found: list[OutDocument] = []
        after: dict[str, str] | None = None
        while True:
            page = self._table.query(partition, after=after)
            found += map(_out_of, page.rows)
            after = page.after
            if after is None:
                return tuple(found)

    def _subject_write(self, subject: Quote | Order, document_id: str) -> Write:
        if isinstance(subject, Quote):
            return quote_write(self._tenant, subject.sent_as(document_id), replaces=subject.version)
        return order_write(self._tenant, subject.sent_as(document_id), replaces=subject.version)

    def _sending[S: Quote | Order](
        self, subject_key: keys.Key, identifier: str, subject_json: TypeAdapter[S], once: Once[Any] | None
    ) -> Sending[S]:
        partner_key, customer_key = keys.partner(self._tenant), keys.customer(self._tenant, identifier)
        terms_keys = {locale: keys.newest_terms(self._tenant, locale) for locale in Locale}
        count_key, account_keys = keys.document_count(self._tenant, identifier), self._account_keys()
        wanted = [partner_key, customer_key, subject_key, count_key, *terms_keys.values(), *account_keys.values()]
        if once is not None:
            wanted.append(keys.receipt(self._tenant, once.key))
        rows = self._table.get_all(wanted)
        if once is not None:
            self._receipts().check(once, rows.get(keys.receipt(self._tenant, once.key)))
        subject = subject_json.validate_json(_present(rows, subject_key).data)
        return Sending(
            partner=partner_json.validate_json(_present(rows, partner_key).data),
            customer=customer_of(rows.get(customer_key), identifier),
            subject=subject,
            present=self.get(subject.document_id) if subject.document_id else None,
            current_terms={
                locale: terms_reference_json.validate_json(rows[key].data)
                for locale, key in terms_keys.items()
                if key in rows
            },
            accounts={provider: account_of(rows.get(key), provider) for provider, key in account_keys.items()},
            counts=_counts_of(rows.get(count_key)),
        )

    def _writes(
        self, document: DigitalDocument, former: DigitalDocument | None, counts: DocumentCounts
    ) -> Iterator[Write]:
        yield self._document_write(document, replaces=former.version if former else None)
        if document.is_out and (former is None or _seen(former) != _seen(document)):
            yield _out_write(self._tenant, document)
        if former is not None and former.is_out and not document.is_out:
            key = keys.document_out(self._tenant, document.provider, document.id)
            yield Write(key=key, data=None, outlived=document.version)
        if former is None or former.status is not document.status:
            yield self._count_write(document, former, counts)

    def _document_write(self, document: DigitalDocument, *, replaces: int | None) -> Write:
        due = keys.due_document(document.id, document.due_at) if document.due_at else {}
        return Write(
            key=keys.document(self._tenant, document.id),
            data=document_json.dump_json(document, exclude_defaults=True).decode(),
            version=document.version,
            replaces=replaces,
            index={"gsi1pk": keys.documents(self._tenant, document.status), "gsi1sk": document.id, **due},
        )

    def _count_write(self, document: DigitalDocument, former: DigitalDocument | None, counts: DocumentCounts) -> Write:
        changed = dict(counts.counts)
        changed[document.status] = changed.get(document.status, 0) + 1
        if former is not None:
            changed[former.status] = changed.get(former.status, 0) - 1
        return Write(
            key=keys.document_count(self._tenant, document.id),
            data=json.dumps(changed),
            version=counts.version + 1,
            replaces=counts.version or None,
        )

    def _account_keys(self) -> dict[SigningProvider, keys.Key]:
        return {provider: keys.signing_account(self._tenant, provider) for provider in SigningProvider}

    def _watched(self, document: DigitalDocument, rows: Mapping[keys.Key, Row]) -> Watched:
        row = rows.get(keys.signing_account(self._tenant, document.provider))
        return Watched(document, account_of(row, document.provider))

    def _all_watched(self, documents: Iterable[DigitalDocument]) -> tuple[Watched, ...]:
        rows = self._table.get_all(list(self._account_keys().values()))
        return tuple(self._watched(document, rows) for document in documents)

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())


class DynamoDueDocuments:
    """Documents of every tenant with something left to do."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, SigningProvider, str], ...]:
        return tuple(
            (keys.tenant_of(row.key), document.provider, document.id)
            for shard in keys.due_shards("DOCUMENT")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
            for document in [document_of(row)]
        )


def document_of(row: Row | None) -> DigitalDocument:
    """Raises NotFound."""
    if row is None:
        raise NotFound
    return document_json.validate_json(row.data)


def _present(rows: Mapping[keys.Key, Row], key: keys.Key) -> Row:
    if key not in rows:
        raise NotFound
    return rows[key]


def _seen(document: DigitalDocument) -> dict[str, Any]:
    """What the poll knows of a document that is out."""
    return {
        "known": document.known,
        "is_unknown": document.status is DocumentStatus.UNKNOWN,
        "provider_document_id": document.provider_document_id,
    }


def _out_write(tenant: Tenant, document: DigitalDocument) -> Write:
    return Write(
        key=keys.document_out(tenant, document.provider, document.id),
        data=json.dumps(_seen(document)),
        version=document.version,
        outlived=document.version - 1,
    )


def _out_of(row: Row) -> OutDocument:
    data = json.loads(row.data)
    return OutDocument(
        document_id=row.key[1],
        provider_document_id=data["provider_document_id"],
        known=DocumentStatus(data["known"]),
        is_unknown=data["is_unknown"],
    )


def _counts_of(row: Row | None) -> DocumentCounts:
    if row is None:
        return DocumentCounts(counts={}, version=0)
    counts = {DocumentStatus(status): count for status, count in json.loads(row.data).items()}
    return DocumentCounts(counts=counts, version=row.version)
