"""Exports are asked for, prepared, given up; what is in the sheet is text, money and nothing that runs (B4)."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from functions.export_lists import evidence_archive
from functions.export_lists import request_export as request_export_module
from functions.export_lists.customers_sheet import write_customers
from functions.export_lists.models import ExportReference
from functions.export_lists.orders_sheet import write_orders
from functions.export_lists.prepare_export import TEXTS, give_up, prepare_export
from functions.export_lists.request_export import SHORT, SHORT_OF_ORDERS, RequestExport, request_export
from functions.export_lists.workshop import Workshop
from shared.domain.customer import Customer, CustomerRow, CustomerStatus
from shared.domain.errors import Invalid, NotFound, Unavailable
from shared.domain.export import Export, ExportState, Period
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.once import Once
from shared.domain.order import Order, OrderStatus, PlacedBy
from shared.domain.user import DateFormat
from shared.evidence.findings import Check, Outcome
from shared.texts import load_texts
from tests.support.archives import FOR_EVER, Shelf, a_shelf
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    PARTNER_ID,
    SELLER,
    TAIL,
    a_customer,
    a_partner,
    an_order,
    an_order_line,
)
from tests.support.clock import SteppingClock
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.exports import FakeExportQueue, FakeExports, FakeFiles
from tests.support.fakes.orders import FakeOrders

ONCE = Once[Export]("a-key", "a-fingerprint", lambda made: ExportReference.of(made).model_dump_json())
EXPORT = Export(id="exp_1", partner_id=PARTNER_ID, locale=Locale.ENGLISH, requested_by="usr_1", requested_at=NOON)


def account(number: int, name: str = "", **changes: Any) -> Customer:
    customer_id = f"cus_01KAAAAAAACVST0MER0000{number:04d}"
    return a_customer(id=customer_id, name=name or f"Account {number:04d}", domains=(), contacts=(), **changes)


@dataclass
class World:
    customers: FakeCustomers
    orders: tuple[Order, ...] = ()
    clock: SteppingClock = field(default_factory=SteppingClock)
    files: FakeFiles = field(default_factory=FakeFiles)
    queue: FakeExportQueue = field(default_factory=FakeExportQueue)
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.exports = FakeExports(self.clock)

    @property
    def workshop(self) -> Workshop:
        records = FakeDistributorRecords(self.customers)
        return Workshop(
            exports=self.exports,
            customers=self.customers,
            orders=FakeOrders(*self.orders, records=records),
            evidence=self.shelf.read,
            files=self.files,
            queue=self.queue,
        )

    def request(
        self, once: Once[Export] | None = None, customer_id: str | None = None, evidence: Period | None = None
    ) -> Export:
        return request_export(
            RequestExport(
                partner_id=PARTNER_ID,
                user_id=SELLER.user_id,
                locale=Locale.ENGLISH,
                date_format=DateFormat.ISO,
                customer_id=customer_id,
                evidence=evidence,
            ),
            workshop=self.workshop,
            now=self.clock,
            random_bytes=bytes,
            once=once,
        )

    def prepare(self, export: Export) -> Export:
        return prepare_export(export.id, workshop=self.workshop)


def with_orders(count: int) -> World:
    orders = (an_order(id=f"ord_01KAAA{number:04d}{TAIL}", number=number + 1) for number in range(count))
    return World(FakeCustomers(a_customer(), partner=a_partner()), tuple(orders))


def with_accounts(count: int) -> World:
    return World(FakeCustomers(*map(account, range(count)), partner=a_partner()))


def test_a_short_list_is_ready_at_once() -> None:
    world = with_accounts(SHORT)

    export = world.request()

    assert (export.state, export.rows) == (ExportState.READY, SHORT)
    assert list(world.files.files) == [f"exports/{PARTNER_ID}/{export.id}/Customers.xlsx"]
    assert world.queue.sent == []


def test_a_long_list_is_prepared_when_the_queue_says_so() -> None:
    world = with_accounts(SHORT + 1)

    export = world.request()

    assert export.state is ExportState.PREPARING
    assert (world.queue.sent, world.files.files) == ([export.id], {})
    assert world.prepare(export).rows == SHORT + 1
    assert world.exports.get(export.id).state is ExportState.READY


def test_to_prepare_it_again_changes_nothing() -> None:
    world = with_accounts(3)
    export = world.request()
    world.files.available = False

    assert world.prepare(export) == export


def test_a_repeated_request_is_answered_with_the_same_export() -> None:
    world = with_accounts(3)

    assert world.request(ONCE) == world.request(ONCE)
    assert len(world.exports.exports) == 1


def test_what_did_not_come_to_the_queue_comes_there_with_the_same_request_again() -> None:
    world = with_accounts(SHORT + 1)
    world.queue.available = False
    with pytest.raises(Unavailable):
        world.request(ONCE)

    world.queue.available = True
    export = world.request(ONCE)

    assert world.queue.sent == [export.id]
    assert len(world.exports.exports) == 1


def test_what_could_not_be_stored_is_tried_again_or_given_up() -> None:
    world = with_accounts(SHORT + 1)
    export = world.request()
    world.files.available = False
    with pytest.raises(Unavailable):
        world.prepare(export)

    give_up(export.id, exports=world.exports)
    give_up(export.id, exports=world.exports)

    assert world.exports.get(export.id).state is ExportState.FAILED
    assert world.prepare(export).state is ExportState.FAILED


def test_nothing_is_prepared_after_a_day() -> None:
    world = with_accounts(SHORT + 1)
    export = world.request()
    world.clock.at = NOON + timedelta(days=1, seconds=1)

    with pytest.raises(NotFound):
        world.prepare(export)


def test_evidence_is_ready_at_once_where_there_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(FakeCustomers(partner=a_partner()), shelf=a_shelf())

    export = world.request(evidence=FOR_EVER)

    assert (export.state, export.rows, export.file_name) == (ExportState.READY, 4, "Evidence.zip")
    monkeypatch.setattr(request_export_module, "SHORT_OF_RECORDS", 3)
    later = world.request(evidence=FOR_EVER)
    assert (later.state, world.queue.sent) == (ExportState.PREPARING, [later.id])
    assert world.prepare(later).rows == 4
    assert len({*world.files.files.values()}) == 2


def test_more_evidence_than_one_archive_takes_is_refused_before_it_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(FakeCustomers(partner=a_partner()), shelf=a_shelf())
    monkeypatch.setattr(evidence_archive, "MOST_RECORDS", 3)

    with pytest.raises(Invalid) as refusal:
        world.request(evidence=FOR_EVER)

    assert [(error.field, error.code) for error in refusal.value.errors] == [("until", "too_long")]
    assert world.exports.exports == {}
    assert world.request(evidence=replace(FOR_EVER, until=NOON)).rows == 2


def test_a_record_that_is_gone_is_left_for_whoever_checks_to_see() -> None:
    world = World(FakeCustomers(partner=a_partner()), shelf=a_shelf())
    lost = sorted(world.shelf.evidence.stored)[0]
    del world.shelf.evidence.stored[lost]

    export = world.request(evidence=FOR_EVER)

    found = world.shelf.check(world.files.files[export.file_key])
    assert found.outcome is Outcome.ALTERED
    assert f"records/{lost}.json" in next(one.names for one in found.findings if one.check is Check.COMPLETE)


def test_the_orders_of_a_customer_are_a_list_too() -> None:
    world = with_orders(SHORT_OF_ORDERS)

    export = world.request(customer_id=CUSTOMER_ID)

    assert (export.state, export.rows) == (ExportState.READY, SHORT_OF_ORDERS)
    assert list(world.files.files) == [f"exports/{PARTNER_ID}/{export.id}/Orders.xlsx"]


def test_many_orders_are_prepared_when_the_queue_says_so() -> None:
    world = with_orders(SHORT_OF_ORDERS + 1)

    export = world.request(customer_id=CUSTOMER_ID)

    assert (export.state, world.queue.sent) == (ExportState.PREPARING, [export.id])
    assert world.prepare(export).rows == SHORT_OF_ORDERS + 1


@pytest.mark.parametrize("customer_id", ["cus_01KAAAAAAA0THER0000000001A", "Customers.xlsx"])
def test_of_an_unknown_customer_nothing_is_kept(customer_id: str) -> None:
    world = with_orders(1)

    with pytest.raises(NotFound):
        world.request(customer_id=customer_id)
    assert world.exports.exports == {}


# --- The sheet --------------------------------------------------------------------------------------------------


def written(tmp_path: Path, *rows: CustomerRow, locale: Locale = Locale.ENGLISH) -> Path:
    path = tmp_path / "Customers.xlsx"
    write_customers(path, load_texts(TEXTS, locale), replace(EXPORT, locale=locale), iter(rows))
    return path


def cells(path: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]


def test_the_sheet_shows_the_grid_in_the_user_s_language(tmp_path: Path) -> None:
    rated = Money(129950, "SEK")
    row = account(1, "Åsas Bageri", monthly_run_rate=rated, storefront_access=True, status=CustomerStatus.CUSTOMER).row

    english = cells(written(tmp_path, row))
    swedish = cells(written(tmp_path, row, locale=Locale.SWEDISH))

    assert english == [
        ["Name", "Phone", "City", "Email", "Monthly run rate", "Storefront access", "Status", "Active"],
        ["Åsas Bageri", "+46 90 12 34 56", "Umeå", "info@bageri.example", 1299.5, "Yes", "Customer", "Yes"],
    ]
    assert swedish[0] == ["Namn", "Telefon", "Ort", "E-post", "Månadsintäkt", "Butiksåtkomst", "Status", "Aktiv"]
    assert swedish[1][4:] == [1299.5, "Ja", "Kund", "Ja"]


def test_money_is_a_number_in_its_currency(tmp_path: Path) -> None:
    rows = (
        account(number, monthly_run_rate=Money(500, currency)).row for number, currency in enumerate(["SEK", "JPY"])
    )

    sheet = load_workbook(written(tmp_path, *rows)).worksheets[0]

    assert [(sheet.cell(row, 5).value, sheet.cell(row, 5).number_format) for row in (2, 3)] == [
        (5, '#,##0.00 "SEK"'),
        (500, '#,##0 "JPY"'),
    ]


def test_the_header_stays_in_sight_and_columns_are_wide_enough(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, account(1).row)).worksheets[0]

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Customers", "B2", "A1:H2")
    assert all(sheet.column_dimensions[column].width >= 10 for column in "ABCDEFGH")
    assert sheet["A1"].font.bold


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+46 70", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example")', "{=1}", "0123", "1E5"),
        *("https://x.example", "mailto:a@b.example", "TRUE", "_x0041_", "<b>&amp;", "'quoted", "2026-11-22"),
    ],
)
def test_a_cell_never_runs_as_a_formula(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, account(1, text, city=text, phone=text, email=text).row)

    sheet = load_workbook(path).worksheets[0]
    for column in (1, 2, 3, 4):
        cell = sheet.cell(2, column)
        assert (cell.data_type, cell.number_format, cell.hyperlink) == ("s", "@", None)
    xml = ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50), max_size=5))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    rows = [account(number, name).row for number, name in enumerate(names)]

    path = written(tmp_path_factory.mktemp("sheet"), *rows)

    assert [row[0] for row in cells(path)[1:]] == names


def test_the_same_list_makes_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path, account(1).row).read_bytes()

    assert written(tmp_path, account(1).row).read_bytes() == first
    assert {entry.filename for entry in ZipFile(BytesIO(first)).infolist()} >= {"xl/workbook.xml", "docProps/core.xml"}


# --- Of orders --------------------------------------------------------------------------------------------------


def written_orders(tmp_path: Path, *orders: Order, **changes: Any) -> Path:
    path, export = tmp_path / "Orders.xlsx", replace(EXPORT, customer_id=CUSTOMER_ID, **changes)
    write_orders(path, load_texts(TEXTS, export.locale), export, iter(orders))
    return path


def test_the_sheet_of_orders_has_money_as_numbers_and_their_currency_beside(tmp_path: Path) -> None:
    placed = an_order(
        number=7,
        placed_by=PlacedBy.END_CUSTOMER,
        status=OrderStatus.PENDING_RESELLER_APPROVAL,
        order_date=NOON,
        order_number="PO-17",
    )

    path = written_orders(tmp_path, placed, an_order(number=None))

    head, first, second = cells(path)
    assert head == [
        "Number",
        "Placed by",
        "Status",
        "Order date (UTC)",
        "Customer’s order number",
        "Products",
        "Total cost",
        "Total amount",
        "Currency",
    ]
    assert first == [
        7,
        "End customer",
        "Waiting for approval",
        NOON.replace(tzinfo=None),
        "PO-17",
        "12 × Backup 100 GB",
        1188,
        1336.56,
        "SEK",
    ]
    assert second[:4] == [None, "Reseller", "Draft", None]
    sheet = load_workbook(path).worksheets[0]
    assert (sheet["G2"].number_format, sheet["H2"].number_format) == ("#,##0.00", "#,##0.00")


@pytest.mark.parametrize(
    ("date_format", "pattern"),
    [
        (DateFormat.ISO, "yyyy-mm-dd hh:mm"),
        (DateFormat.DAY_FIRST, "dd/mm/yyyy hh:mm"),
        (DateFormat.MONTH_FIRST, "mm/dd/yyyy hh:mm"),
        (DateFormat.DOTTED, "dd.mm.yyyy hh:mm"),
    ],
)
def test_dates_are_dates_in_the_user_s_format(tmp_path: Path, date_format: DateFormat, pattern: str) -> None:
    path = written_orders(tmp_path, an_order(order_date=NOON), date_format=date_format)

    cell = load_workbook(path).worksheets[0]["D2"]
    assert (cell.value, cell.number_format) == (NOON.replace(tzinfo=None), pattern)


@pytest.mark.parametrize("text", ["=1+1", "+46 70", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "0123"])
def test_what_people_typed_into_an_order_never_runs(tmp_path: Path, text: str) -> None:
    path = written_orders(tmp_path, an_order(order_number=text, lines=(an_order_line(name=text),)))

    sheet = load_workbook(path).worksheets[0]
    assert [(sheet[cell].data_type, sheet[cell].hyperlink) for cell in ("E2", "F2")] == [("s", None), ("s", None)]
    assert b"<f>" not in ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_the_sheet_of_orders_speaks_swedish(tmp_path: Path) -> None:
    path = written_orders(tmp_path, an_order(), locale=Locale.SWEDISH)

    assert load_workbook(path).worksheets[0].title == "Ordrar"
    assert cells(path)[1][1:3] == ["Återförsäljare", "Utkast"]
