"""Every key of the single table, in one place (rule 4: each begins with its partner, or has a prefix of its own).

| item                | pk                          | sk                            |
|---------------------|-----------------------------|-------------------------------|
| partner             | PARTNER#<partner>           | PARTNER                       |
| product             | PARTNER#<partner>           | PRODUCT#<sku>                 |
| terms, newest       | PARTNER#<partner>           | TERMS#<locale>                |
| terms, version      | PARTNER#<partner>#TERMS     | <locale>#<version>            |
| domain claim        | PARTNER#<partner>#DOMAIN#<domain> | DOMAIN                  |
| external id's claim | PARTNER#<partner>#EXTERNAL#<external id> | EXTERNAL         |
| customer's grid row | PARTNER#<partner>#CUSTOMERS | <folded name> #<customer>     |
| the same, by status | PARTNER#<partner>#CUSTOMERS#<status> | <folded name> #<customer> |
| the same, transacting | PARTNER#<partner>#CUSTOMERS#transacting | <folded name> #<customer> |
| customer's search row | PARTNER#<partner>#SEARCH#<first character> | <head of a word> <folded name> #<customer> |
| statistics          | PARTNER#<partner>           | STATISTICS                    |
| what they count of a customer | PARTNER#<partner>#CUSTOMER#<tail> | COUNTED       |
| export (1 day)      | PARTNER#<partner>#EXPORTS   | EXPORT#<export>               |
| customer + contacts | PARTNER#<partner>#CUSTOMER#<tail> | CUSTOMER                |
| distributor's record | PARTNER#<partner>#CUSTOMER#<tail> | DISTRIBUTOR            |
| quote               | PARTNER#<partner>#CUSTOMER#<tail> | QUOTE#<quote>           |
| confirmation        | PARTNER#<partner>#CUSTOMER#<tail> | CONFIRMATION#<confirmation> |
| order               | PARTNER#<partner>#CUSTOMER#<tail> | ORDER#<order>           |
| order's RFI         | PARTNER#<partner>#CUSTOMER#<tail> | RFI#<order>             |
| order's partner     | ORDER#<order>               | ORDER                         |
| order without number | PARTNER#<partner>#UNNUMBERED | <order>                     |
| order numbers given | PARTNER#<partner>           | ORDERNUMBERS                  |
| attachment          | PARTNER#<partner>#CUSTOMER#<tail> | ATTACHMENT#<attachment> |
| digital document    | PARTNER#<partner>#CUSTOMER#<tail> | DOCUMENT#<document>     |
| envelope of our page | PARTNER#<partner>#CUSTOMER#<tail> | ENVELOPE#<document>    |
| document that is out | PARTNER#<partner>#OUT#<provider> | <document>              |
| counts of documents | PARTNER#<partner>#DOCUMENTCOUNTS | <shard>                  |
| signing account     | PARTNER#<partner>#SIGNING   | ACCOUNT#<provider>            |
| on-demand checks    | PARTNER#<partner>#SIGNING   | CHECKS                        |
| order underway      | PARTNER#<partner>#UNDERWAY  | <order>                       |
| user of the partner | PARTNER#<partner>#USERS     | USER#<user>                   |
| storefront user     | PARTNER#<partner>#CUSTOMER#<tail> | USER#<user>             |
| roster of either    | as its users                | ROSTER                        |
| sign-in name claim  | SIGNIN#<sign-in name>       | SIGNIN                        |
| session (12 h)      | SESSION#<digest>            | SESSION                       |
| sign-in tries (15 min) | TRIES#<digest>           | TRIES                         |
| receipt (24 h)      | PARTNER#<partner>#ONCE#<digest> | RECEIPT                   |
| tenant name claim   | TENANT#<tenant name>        | TENANT                        |
| a side of a partnership | PARTNER#<partner>#PARTNERSHIPS | <partnership>           |
| its history         | PARTNER#<partner>#PARTNERSHIP#<partnership> | ENTRY#<number> |
| claim on a pair     | PARTNER#<partner>#OFFERED#<other partner> | LIVE            |
| draft of an offer   | PARTNER#<partner>#OFFERDRAFTS | <user>                      |
| evidence record     | PARTNER#<partner>#CUSTOMER#<tail> | EVIDENCE#<record>       |
| what it keeps of people | PARTNER#<partner>#CUSTOMER#<tail> | DISCLOSED#<record>  |
| holds and erasures of it | PARTNER#<partner>#CUSTOMER#<tail> | KEEPING#<record>   |
| whose a record is   | EVIDENCE#<record>           | EVIDENCE                      |
| seal of a record    | PARTNER#<partner>#CUSTOMER#<tail> | SEAL#<record>           |
| checkpoint of records | PARTNER#<partner>#CHECKPOINTS | <number>                  |
| part of a page that was shown | PARTNER#<partner>#SHOWN | <SHA-256>               |
| outbox message      | OUTBOX#<partner>#<message>  | MESSAGE                       |

| index | partition                        | sort                 | holds                                        |
|-------|----------------------------------|----------------------|----------------------------------------------|
| gsi1  | PARTNER#<partner>#CONFIRMATIONS#<state> | <confirmation> | confirmations of a partner, by state        |
| gsi1  | PARTNER#<partner>#ORDERS#<status> | <order>             | orders of a partner, by status               |
| gsi1  | PARTNER#<partner>#DOCUMENTS#<status> | <document>        | digital documents of a partner, by status    |
| gsi1  | PARTNER#<partner>#ENVELOPES      | <time>#<document>    | envelopes, by their last change              |
| due   | OUTBOX#<shard>                   | <time>               | messages that wait                           |
| due   | CONFIRMATION#<shard>             | <time>               | open confirmations to remind of, or expire   |
| due   | UNNUMBERED#<shard>               | <time>               | orders that still have no number             |
| due   | FULFIL#<shard>                   | <order>              | orders in progress, for the distributor      |
| due   | RFI#<shard>                      | <time>               | RFIs to remind of                            |
| due   | DOCUMENT#<shard>                 | <time>               | documents to hand over, or whose PDF to keep |
| due   | ENVELOPE#<shard>                 | <time>               | open envelopes that expire                   |
| due   | EVIDENCE#<shard>                 | <time>               | records that aren't sealed yet               |
| due   | RETENTION#<shard>                | <time>               | records whose personal data is kept till then |
| due   | CLEARING#<shard>                 | <time>               | records whose certificates to delete again   |
| due   | ACCOUNT#<shard>                  | 0, or <time>         | signing accounts to ask; later ones back off |

A *tail* is the random part of a customer's id, which all ids below the customer share (`shared.domain.ids`).
"""

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime

from shared.domain import ids
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant

type Key = tuple[str, str]

DUE_SHARDS = 8
TRANSACTING = "transacting"
ALWAYS = "0"
ALWAYS_SOONER = "1"
EVER = "9"
"""Before every time; before every time, but after that; and after every time."""
# With the head of a word it makes a sort key, which holds 1024 bytes.
MAX_NAME_IN_SEARCH = 180


def partner(tenant: Tenant) -> Key:
    return f"PARTNER#{tenant.partner_id}", "PARTNER"


def product(tenant: Tenant, sku: str) -> Key:
    return f"PARTNER#{tenant.partner_id}", f"PRODUCT#{sku}"


def products(tenant: Tenant) -> Key:
    return f"PARTNER#{tenant.partner_id}", "PRODUCT#"


def newest_terms(tenant: Tenant, locale: Locale) -> Key:
    return f"PARTNER#{tenant.partner_id}", f"TERMS#{locale}"


def terms_version(tenant: Tenant, locale: Locale, version: int) -> Key:
    return f"PARTNER#{tenant.partner_id}#TERMS", f"{locale}#{version:06d}"


def terms_versions(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#TERMS"


def domain_claim(tenant: Tenant, domain: str) -> Key:
    """A partition of its own, as every claim has: whoever feeds ten thousand accounts meets none twice."""
    return f"PARTNER#{tenant.partner_id}#DOMAIN#{domain}", "DOMAIN"


def external_id_claim(tenant: Tenant, external_id: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#EXTERNAL#{external_id}", "EXTERNAL"


def customers(tenant: Tenant, which: str | None = None) -> str:
    """The grid: all accounts, those of a status, or those that are transacting."""
    return f"PARTNER#{tenant.partner_id}#CUSTOMERS" + (f"#{which}" if which else "")


def customer_row(tenant: Tenant, which: str | None, folded_name: str, customer_id: str) -> Key:
    """The space before `#` sorts Acme before Acme Sweden."""
    return customers(tenant, which), f"{folded_name} #{customer_id}"


def search_range(tenant: Tenant, beginning: str) -> Key:
    """Partition and prefix of the search rows of words that begin so."""
    return f"PARTNER#{tenant.partner_id}#SEARCH#{beginning[0]}", beginning


def search_row(tenant: Tenant, head: str, folded_name: str, customer_id: str) -> Key:
    """Heads hold no space: one that is the beginning of another sorts before it."""
    partition, _ = search_range(tenant, head)
    return partition, f"{head} {folded_name[:MAX_NAME_IN_SEARCH]} #{customer_id}"


def head_of(search_key: Key) -> str:
    return search_key[1].partition(" ")[0]


def statistics(tenant: Tenant) -> Key:
    return f"PARTNER#{tenant.partner_id}", "STATISTICS"


def counted(tenant: Tenant, customer_id: str) -> Key:
    return customer_partition(tenant, customer_id), "COUNTED"


def export(tenant: Tenant, export_id: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#EXPORTS", f"EXPORT#{export_id}"


def customer_partition(tenant: Tenant, identifier: str) -> str:
    return f"PARTNER#{tenant.partner_id}#CUSTOMER#{ids.tail(identifier)}"


def customer(tenant: Tenant, identifier: str) -> Key:
    return customer_partition(tenant, identifier), "CUSTOMER"


def distributor_record(tenant: Tenant, customer_id: str) -> Key:
    return customer_partition(tenant, customer_id), "DISTRIBUTOR"


def quote(tenant: Tenant, quote_id: str) -> Key:
    return customer_partition(tenant, quote_id), f"QUOTE#{quote_id}"


def confirmation(tenant: Tenant, confirmation_id: str) -> Key:
    return customer_partition(tenant, confirmation_id), f"CONFIRMATION#{confirmation_id}"


def confirmations(tenant: Tenant, state: str) -> str:
    return f"PARTNER#{tenant.partner_id}#CONFIRMATIONS#{state}"


def order(tenant: Tenant, order_id: str) -> Key:
    return customer_partition(tenant, order_id), f"ORDER#{order_id}"


def rfi(tenant: Tenant, order_id: str) -> Key:
    return customer_partition(tenant, order_id), f"RFI#{order_id}"


def order_pointer(order_id: str) -> Key:
    """Whose order it is: the distributor, who serves every partner, knows it by its id alone."""
    return f"ORDER#{order_id}", "ORDER"


def unnumbered(tenant: Tenant, order_id: str) -> Key:
    return unnumbered_orders(tenant), order_id


def unnumbered_orders(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#UNNUMBERED"


def order_numbers(tenant: Tenant) -> Key:
    return f"PARTNER#{tenant.partner_id}", "ORDERNUMBERS"


def underway(tenant: Tenant, order_id: str) -> Key:
    return orders_underway(tenant), order_id


def orders_underway(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#UNDERWAY"


def orders(tenant: Tenant, status: str) -> str:
    return f"PARTNER#{tenant.partner_id}#ORDERS#{status}"


def document(tenant: Tenant, document_id: str) -> Key:
    return customer_partition(tenant, document_id), f"DOCUMENT#{document_id}"


def documents_of_customer(tenant: Tenant, customer_id: str) -> Key:
    """Partition and prefix."""
    return customer_partition(tenant, customer_id), "DOCUMENT#"


def documents(tenant: Tenant, status: str) -> str:
    return f"PARTNER#{tenant.partner_id}#DOCUMENTS#{status}"


def envelope(tenant: Tenant, document_id: str) -> Key:
    return customer_partition(tenant, document_id), f"ENVELOPE#{document_id}"


def envelopes(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#ENVELOPES"


def envelope_changed(document_id: str, changed_at: datetime) -> str:
    return f"{_sortable(changed_at)}#{document_id}"


def documents_out(tenant: Tenant, provider: str) -> str:
    return f"PARTNER#{tenant.partner_id}#OUT#{provider}"


def document_out(tenant: Tenant, provider: str, document_id: str) -> Key:
    return documents_out(tenant, provider), document_id


def document_counts(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#DOCUMENTCOUNTS"


def document_count(tenant: Tenant, identifier: str) -> Key:
    """One for the documents of some customers, so that not all of a partner's wait for one counter."""
    return document_counts(tenant), str(_shard(ids.tail(identifier)))


def signing_account(tenant: Tenant, provider: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#SIGNING", f"ACCOUNT#{provider}"


def status_checks(tenant: Tenant) -> Key:
    return f"PARTNER#{tenant.partner_id}#SIGNING", "CHECKS"


def evidence(tenant: Tenant, record_id: str) -> Key:
    return customer_partition(tenant, record_id), f"EVIDENCE#{record_id}"


def disclosed(tenant: Tenant, record_id: str) -> Key:
    return customer_partition(tenant, record_id), f"DISCLOSED#{record_id}"


def evidence_of_customer(tenant: Tenant, customer_id: str) -> Key:
    """Partition and prefix."""
    return customer_partition(tenant, customer_id), "EVIDENCE#"


def keeping(tenant: Tenant, record_id: str) -> Key:
    return customer_partition(tenant, record_id), f"KEEPING#{record_id}"


def record_kept(key: Key) -> str:
    return key[1].partition("#")[2]


def evidence_pointer(record_id: str) -> Key:
    """Whose record it is: whoever verifies one knows it by its id alone."""
    return f"EVIDENCE#{record_id}", "EVIDENCE"


def record_of(pointer: Key) -> str:
    return pointer[0].partition("#")[2]


def seal(tenant: Tenant, record_id: str) -> Key:
    return customer_partition(tenant, record_id), f"SEAL#{record_id}"


def checkpoints(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#CHECKPOINTS"


def checkpoint(tenant: Tenant, number: int) -> Key:
    return checkpoints(tenant), f"{number:010d}"


def shown_part(tenant: Tenant, sha256: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#SHOWN", sha256


def attachment(tenant: Tenant, customer_id: str, attachment_id: str) -> Key:
    return customer_partition(tenant, customer_id), f"ATTACHMENT#{attachment_id}"


def attachments(tenant: Tenant, customer_id: str) -> Key:
    """Partition and prefix of a customer's."""
    return customer_partition(tenant, customer_id), "ATTACHMENT#"


def users_partition(tenant: Tenant, customer_id: str | None) -> str:
    """Of the partner's own users, or of a customer's storefront users."""
    if customer_id is None:
        return f"PARTNER#{tenant.partner_id}#USERS"
    return customer_partition(tenant, customer_id)


def user(tenant: Tenant, user_id: str, customer_id: str | None = None) -> Key:
    return users_partition(tenant, customer_id), f"USER#{user_id}"


def roster(tenant: Tenant, customer_id: str | None = None) -> Key:
    return users_partition(tenant, customer_id), "ROSTER"


def sign_in_claim(sign_in_name: str) -> Key:
    return f"SIGNIN#{sign_in_name.lower()}", "SIGNIN"


def tenant_of(key: Key) -> Tenant:
    """Whose row it is: for the sweeps, which meet rows of every tenant."""
    return Tenant(key[0].split("#")[1])


def receipt(tenant: Tenant, digest: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#ONCE#{digest}", "RECEIPT"


def tenant_name_claim(tenant_name: str) -> Key:
    return f"TENANT#{tenant_name}", "TENANT"


def partnerships(tenant: Tenant) -> str:
    return f"PARTNER#{tenant.partner_id}#PARTNERSHIPS"


def partnership(tenant: Tenant, partnership_id: str) -> Key:
    return partnerships(tenant), partnership_id


def partnership_history(tenant: Tenant, partnership_id: str) -> str:
    return f"PARTNER#{tenant.partner_id}#PARTNERSHIP#{partnership_id}"


def partnership_entry(tenant: Tenant, partnership_id: str, number: int) -> Key:
    return partnership_history(tenant, partnership_id), f"ENTRY#{number:08d}"


def live_partnership(tenant: Tenant, other: Tenant) -> Key:
    """Makes it one of a pair and direction (E11): `tenant` offered, `other` was offered."""
    return f"PARTNER#{tenant.partner_id}#OFFERED#{other.partner_id}", "LIVE"


def offer_draft(tenant: Tenant, user_id: str) -> Key:
    return f"PARTNER#{tenant.partner_id}#OFFERDRAFTS", user_id


def session(digest: str) -> Key:
    return f"SESSION#{digest}", "SESSION"


def sign_in_tries(digest: str) -> Key:
    return f"TRIES#{digest}", "TRIES"


def message(partner_id: str, message_id: str) -> Key:
    return f"OUTBOX#{partner_id}#{message_id}", "MESSAGE"


def message_of(partition: str) -> tuple[str, str]:
    """The partner's and the message's id in the `pk` of an outbox row."""
    _, partner_id, message_id = partition.split("#")
    return partner_id, message_id


def due_message(partner_id: str, message_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"OUTBOX#{_shard(partner_id + message_id)}", "due_at": _sortable(due_at)}


def due_confirmation(confirmation_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"CONFIRMATION#{_shard(confirmation_id)}", "due_at": _sortable(due_at)}


def due_number(order_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"UNNUMBERED#{_shard(order_id)}", "due_at": _sortable(due_at)}


def due_rfi(order_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"RFI#{_shard(order_id)}", "due_at": _sortable(due_at)}


def due_document(document_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"DOCUMENT#{_shard(document_id)}", "due_at": _sortable(due_at)}


def due_envelope(document_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"ENVELOPE#{_shard(document_id)}", "due_at": _sortable(due_at)}


def due_evidence(record_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"EVIDENCE#{_shard(record_id)}", "due_at": _sortable(due_at)}


def due_retention(record_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"RETENTION#{_shard(record_id)}", "due_at": _sortable(due_at)}


def due_clearing(record_id: str, due_at: datetime) -> dict[str, str]:
    return {"due_shard": f"CLEARING#{_shard(record_id)}", "due_at": _sortable(due_at)}


def due_account(tenant: Tenant, provider: str, retry_at: datetime | None) -> dict[str, str]:
    """One that is well stands under a key that never moves: to be checked costs one write in the index, not two."""
    shard = _shard(tenant.partner_id + provider)
    return {"due_shard": f"ACCOUNT#{shard}", "due_at": _sortable(retry_at) if retry_at else ALWAYS}


def to_fulfil(order_id: str) -> dict[str, str]:
    """The distributor's list goes by the order's id, so by time, page by page."""
    return {"due_shard": f"FULFIL#{_shard(order_id)}", "due_at": order_id}


def account_shard(shard: int) -> str:
    return f"ACCOUNT#{shard}"


def due_shards(kind: str) -> Iterable[str]:
    return (f"{kind}#{shard}" for shard in range(DUE_SHARDS))


def due_until(now: datetime) -> str:
    return _sortable(now)


def _shard(identifier: str) -> int:
    """Spread by a checksum that stays the same from one process to the next."""
    return zlib.crc32(identifier.encode()) % DUE_SHARDS


def _sortable(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
