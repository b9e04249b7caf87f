"""Make the file of an export, and say that it is ready; to do it twice does no harm."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.export_lists.customers_sheet import write_customers
from functions.export_lists.evidence_archive import write_evidence
from functions.export_lists.orders_sheet import write_orders
from functions.export_lists.sheet import CONTENT_TYPE
from functions.export_lists.workshop import Workshop
from shared.domain.concurrency import settle
from shared.domain.export import Export, ExportState
from shared.ports import Exports, Listed
from shared.texts import load_texts

TEXTS = Path(__file__).parent / "texts"
ZIP = "application/zip"
ROWS_OF_A_QUERY = 3000
"""About what a query answers at most: a megabyte."""
ORDERS_OF_A_QUERY = 500


def prepare_export(export_id: str, *, workshop: Workshop) -> Export:
    """Raises NotFound when it is over, Unavailable."""
    exports = workshop.exports
    export = exports.get(export_id)
    if export.state is not ExportState.PREPARING:
        return export
    with TemporaryDirectory() as folder:
        path = Path(folder) / export.file_name
        rows = _write(path, export, workshop)
        content_type = ZIP if export.evidence else CONTENT_TYPE
        workshop.files.put(export.file_key, path, content_type=content_type)
    return settle(lambda: _make_ready(export_id, rows, exports))


def give_up(export_id: str, *, exports: Exports) -> None:
    """Raises NotFound."""

    def attempt() -> None:
        export = exports.get(export_id)
        if export.state is ExportState.PREPARING:
            exports.save(export.failed())

    settle(attempt)


def _write(path: Path, export: Export, workshop: Workshop) -> int:
    if export.evidence is not None:
        return write_evidence(path, export, export.evidence, workshop.evidence)
    texts, customer_id = load_texts(TEXTS, export.locale), export.customer_id
    if customer_id is None:
        page = workshop.customers.page
        rows = every(lambda after: page(status=None, limit=ROWS_OF_A_QUERY, after=after))
        return write_customers(path, texts, export, rows)
    of_customer = workshop.orders.of_customer
    orders = every(lambda after: of_customer(customer_id, limit=ORDERS_OF_A_QUERY, after=after))
    return write_orders(path, texts, export, orders)


def _make_ready(export_id: str, rows: int, exports: Exports) -> Export:
    present = exports.get(export_id)
    if present.state is not ExportState.PREPARING:
        return present
    ready = present.ready(rows)
    exports.save(ready)
    return ready


def every[T](read: Callable[[dict[str, str] | None], Listed[T]]) -> Iterator[T]:
    after: dict[str, str] | None = None
    while True:
        page = read(after)
        yield from page.items
        after = page.after
        if after is None:
            return
