"""Orders.xlsx: the orders of a customer (B13)."""

from collections.abc import Iterable
from pathlib import Path

from functions.export_lists.sheet import Sheet
from shared.domain.export import Export
from shared.domain.order import Order
from shared.domain.user import DateFormat
from shared.texts import Texts

WIDTHS = {"number": 10, "placed_by": 18, "status": 24, "order_date": 20, "order_number": 24, "products": 60}
WIDTHS |= {"total_cost": 16, "total_amount": 16, "currency": 10}
PATTERNS = {
    DateFormat.ISO: "yyyy-mm-dd hh:mm",
    DateFormat.DAY_FIRST: "dd/mm/yyyy hh:mm",
    DateFormat.MONTH_FIRST: "mm/dd/yyyy hh:mm",
    DateFormat.DOTTED: "dd.mm.yyyy hh:mm",
}


def write_orders(path: Path, texts: Texts, export: Export, orders: Iterable[Order]) -> int:
    """Answer how many there were."""
    sheet = Sheet(path, texts, export, "sheet_orders", WIDTHS)
    row = 0
    for row, order in enumerate(orders, start=1):
        if order.number is not None:
            sheet.number(row, 0, order.number)
        sheet.word(row, 1, order.placed_by)
        sheet.word(row, 2, order.status)
        if order.order_date is not None:
            sheet.moment(row, 3, order.order_date, PATTERNS[export.date_format])
        sheet.text(row, 4, order.order_number or "")
        sheet.text(row, 5, ", ".join(f"{line.quantity} × {line.name}" for line in order.lines))
        sheet.money(row, 6, order.total_cost)
        sheet.money(row, 7, order.total_amount)
        sheet.text(row, 8, order.currency)
    sheet.close(row)
    return row
