"""A sheet of a workbook, row by row, in memory that doesn't grow with it (B4, B13)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from shared.domain.currency import DIGITS
from shared.domain.export import Export
from shared.domain.money import Money
from shared.texts import Texts

if TYPE_CHECKING:
    from xlsxwriter.format import Format

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Sheet:
    """Text is written as text, in cells formatted as text: it stays text even when somebody edits it in Excel.

    `widths` are those of its columns, by the names of their headings in the texts (`sheet_<name>`).
    """

    def __init__(self, path: Path, texts: Texts, export: Export, title: str, widths: Mapping[str, int]) -> None:
        self.texts = texts
        self._widths = widths
        # Each row leaves memory for a file beside the workbook once it is written.
        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._book.set_properties({"title": texts(title), "created": export.requested_at.replace(tzinfo=None)})
        self._sheet = self._book.add_worksheet(texts(title))
        self._formats: dict[str, Format] = {}
        self._write_header()

    def text(self, row: int, column: int, text: str) -> None:
        self._sheet.write_string(row, column, text, self._format("@"))

    def word(self, row: int, column: int, key: str) -> None:
        """One of ours, in the user's language."""
        self._sheet.write_string(row, column, self.texts(f"sheet_{key}"))

    def number(self, row: int, column: int, number: int) -> None:
        self._sheet.write_number(row, column, number)

    def money(self, row: int, column: int, money: Money, currency: str = "") -> None:
        """With its currency in the cell; or in a column of its own, where `currency` is empty."""
        digits = DIGITS[money.currency]
        decimals = f".{'0' * digits}" if digits else ""
        shown = f' "{currency}"' if currency else ""
        self._sheet.write_number(row, column, money.amount / 10**digits, self._format(f"#,##0{decimals}{shown}"))

    def moment(self, row: int, column: int, at: datetime, pattern: str) -> None:
        """In UTC, as everywhere in the portal."""
        self._sheet.write_datetime(row, column, at.replace(tzinfo=None), self._format(pattern))

    def close(self, rows: int) -> None:
        self._sheet.autofilter(0, 0, rows, len(self._widths) - 1)
        self._book.close()

    def _write_header(self) -> None:
        bold = self._book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        for column, (name, width) in enumerate(self._widths.items()):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, self.texts(f"sheet_{name}"), bold)
        self._sheet.freeze_panes(1, 1)

    def _format(self, pattern: str) -> "Format":
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return self._formats[pattern]
