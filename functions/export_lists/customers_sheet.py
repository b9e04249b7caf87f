"""Customers.xlsx: the grid of My customers (B4)."""

from collections.abc import Iterable
from pathlib import Path

from functions.export_lists.sheet import Sheet
from shared.domain.customer import CustomerRow
from shared.domain.export import Export
from shared.texts import Texts

WIDTHS = {"name": 40, "phone": 20, "city": 22, "email": 36, "monthly_run_rate": 20, "storefront_access": 18}
WIDTHS |= {"status": 14, "active": 10}
YES_NO = {True: "yes", False: "no"}


def write_customers(path: Path, texts: Texts, export: Export, rows: Iterable[CustomerRow]) -> int:
    """Answer how many there were."""
    sheet = Sheet(path, texts, export, "sheet_customers", WIDTHS)
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate((row.name, row.phone, row.city, row.email)):
            sheet.text(number, column, text)
        sheet.money(number, 4, row.monthly_run_rate, row.monthly_run_rate.currency)
        for column, word in enumerate((YES_NO[row.storefront_access], row.status, YES_NO[row.active]), start=5):
            sheet.word(number, column, word)
    sheet.close(number)
    return number
