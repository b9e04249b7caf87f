"""An RFI's row, for the repository of RFIs and for that of orders, which makes it."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import Write
from shared.domain.rfi import Rfi
from shared.domain.tenant import Tenant

rfi_json = TypeAdapter(Rfi)


def rfi_write(tenant: Tenant, rfi: Rfi, *, replaces: int | None) -> Write:
    """In `due` as long as the sweep must come back to it."""
    return Write(
        key=keys.rfi(tenant, rfi.order_id),
        data=rfi_json.dump_json(rfi, exclude_defaults=True).decode(),
        version=rfi.version,
        replaces=replaces,
        index=keys.due_rfi(rfi.order_id, rfi.due_at) if rfi.due_at else {},
    )
