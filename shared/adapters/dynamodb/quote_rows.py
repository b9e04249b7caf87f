"""A quote's row, for the repository of quotes and for that of confirmations, which writes it too."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import Write
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant

quote_json = TypeAdapter(Quote)


def quote_write(tenant: Tenant, quote: Quote, *, replaces: int | None) -> Write:
    return Write(
        key=keys.quote(tenant, quote.id),
        data=quote_json.dump_json(quote, exclude_defaults=True).decode(),
        version=quote.version,
        replaces=replaces,
    )
