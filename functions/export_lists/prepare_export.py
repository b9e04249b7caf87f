"""Make the file of an export, and say that it is ready; to do it twice does no harm."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.export_lists.customers_sheet import CONTENT_TYPE, CustomersSheet
from shared.domain.concurrency import settle
from shared.domain.customer import CustomerRow
from shared.domain.export import Export, ExportState
from shared.ports import Customers, Exports, Files
from shared.texts import load_texts

TEXTS = Path(__file__).parent / "texts"
ROWS_OF_A_QUERY = 3000
"""About what a query answers at most: a megabyte."""


def prepare_export(export_id: str, *, exports: Exports, customers: Customers, files: Files) -> Export:
    """Raises NotFound when it is over, Unavailable."""
    export = exports.get(export_id)
    if export.state is not ExportState.PREPARING:
        return export
    with TemporaryDirectory() as folder:
        path = Path(folder) / export.file_name
        rows = CustomersSheet(path, load_texts(TEXTS, export.locale), export).write(every_row(customers))
        files.put(export.file_key, path, content_type=CONTENT_TYPE)
    return settle(lambda: _make_ready(export_id, rows, exports))


def give_up(export_id: str, *, exports: Exports) -> None:
    """Raises NotFound."""

    def attempt() -> None:
        export = exports.get(export_id)
        if export.state is ExportState.PREPARING:
            exports.save(export.failed())

    settle(attempt)


def _make_ready(export_id: str, rows: int, exports: Exports) -> Export:
    present = exports.get(export_id)
    if present.state is not ExportState.PREPARING:
        return present
    ready = present.ready(rows)
    exports.save(ready)
    return ready


def every_row(customers: Customers) -> Iterator[CustomerRow]:
    after: dict[str, str] | None = None
    while True:
        page = customers.page(status=None, limit=ROWS_OF_A_QUERY, after=after)
        yield from page.items
        after = page.after
        if after is None:
            return
