"""Customers.xlsx: the grid, row by row, in memory that doesn't grow with it (B4)."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from shared.domain.currency import DIGITS
from shared.domain.customer import CustomerRow
from shared.domain.export import Export
from shared.texts import Texts

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"name": 40, "phone": 20, "city": 22, "email": 36, "monthly_run_rate": 20, "storefront_access": 18}
WIDTHS |= {"status": 14, "active": 10}


class CustomersSheet:
    """Text is written as text, in cells formatted as text: it stays text even when somebody edits it in Excel."""

    def __init__(self, path: Path, texts: Texts, export: Export) -> None:
        self._texts = texts
        # Each row leaves memory for a file beside the workbook once it is written.
        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._book.set_properties(
            {"title": texts("sheet_customers"), "created": export.requested_at.replace(tzinfo=None)}
        )
        self._text: Format = self._book.add_format({"num_format": "@"})
        self._money: dict[str, Format] = {}
        self._yes_no = {True: texts("sheet_yes"), False: texts("sheet_no")}

    def write(self, rows: Iterable[CustomerRow]) -> int:
        """Answer how many there were."""
        sheet = self._book.add_worksheet(self._texts("sheet_customers"))
        self._write_header(sheet)
        number = 0
        for number, row in enumerate(rows, start=1):
            self._write_row(sheet, number, row)
        sheet.autofilter(0, 0, number, len(WIDTHS) - 1)
        self._book.close()
        return number

    def _write_header(self, sheet: "Worksheet") -> None:
        bold = self._book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        for column, (name, width) in enumerate(WIDTHS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, self._texts(f"sheet_{name}"), bold)
        sheet.freeze_panes(1, 1)

    def _write_row(self, sheet: "Worksheet", number: int, row: CustomerRow) -> None:
        for column, text in enumerate((row.name, row.phone, row.city, row.email)):
            sheet.write_string(number, column, text, self._text)
        rate = row.monthly_run_rate
        sheet.write_number(number, 4, rate.amount / 10 ** DIGITS[rate.currency], self._currency(rate.currency))
        words = (self._yes_no[row.storefront_access], self._texts(f"sheet_{row.status}"), self._yes_no[row.active])
        for column, text in enumerate(words, start=5):
            sheet.write_string(number, column, text)

    def _currency(self, currency: str) -> "Format":
        if currency not in self._money:
            digits = DIGITS[currency]
            decimals = f".{'0' * digits}" if digits else ""
            self._money[currency] = self._book.add_format({"num_format": f'#,##0{decimals} "{currency}"'})
        return self._money[currency]
