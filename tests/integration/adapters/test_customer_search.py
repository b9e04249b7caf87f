"""Whatever is stored is found by any beginning of its words, and by nothing else (B3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer, CustomerRow, CustomerStatus
from shared.domain.folding import fold
from shared.domain.search import Query, words_of
from shared.domain.tenant import Tenant
from shared.ports import Customers
from tests.support.account import TABLE_NAME, create_table
from tests.support.builders import NOON, TENANT, a_customer
from tests.support.counting import counted
from tests.support.fakes.customers import FakeCustomers

NAMES = ("Acme AB", "ACME Sweden AB", "Ångström & Co", "Zeta Acke", "Bageri Acapulco", "(Acme) Export")


@pytest.fixture(params=["dynamodb", "fake"])
def customers(request: pytest.FixtureRequest) -> Customers:
    if request.param == "fake":
        return FakeCustomers()
    return DynamoCustomers(request.getfixturevalue("table"), TENANT, lambda: NOON)


def account(number: int, name: str, **changes: Any) -> Customer:
    changes = {"email": f"info@c{number}.example", "phone": f"0{number}0-55 55 55", "city": "Umeå"} | changes
    customer_id = f"cus_01KAAAAAAACVST0MER0000{number:04d}"
    return a_customer(id=customer_id, name=name, domains=(), contacts=(), **changes)


def pages(
    customers: Customers, text: str, *, status: CustomerStatus | None = None, limit: int = 100
) -> Iterator[list[CustomerRow]]:
    query = Query.parse(text)
    assert query is not None
    after: dict[str, str] | None = None
    while True:
        found = customers.search(query, status=status, limit=limit, after=after)
        yield list(found.items)
        after = found.after
        if after is None:
            return


def names(customers: Customers, text: str, **more: Any) -> list[str]:
    return [row.name for page in pages(customers, text, **more) for row in page]


def fill(customers: Customers) -> None:
    for number, name in enumerate(NAMES):
        customers.add(account(number, name), None)


def test_a_page_is_sorted_by_name(customers: Customers) -> None:
    fill(customers)

    assert names(customers, "ac") == ["Acme AB", "(Acme) Export", "ACME Sweden AB", "Bageri Acapulco", "Zeta Acke"]
    assert names(customers, "ÅNG") == ["Ångström & Co"]
    assert names(customers, "acme swe") == ["ACME Sweden AB"]
    assert names(customers, "cme") == []


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_hold_each_account_once(customers: Customers, limit: int) -> None:
    fill(customers)

    for text in ("a", "ac", "info", "acme ab", "00", "00 5", "umea i"):
        found = list(pages(customers, text, limit=limit))
        assert all(len(page) <= limit for page in found)
        assert sorted(names(customers, text)) == sorted(row.name for page in found for row in page)


def test_a_changed_account_is_found_by_its_new_words_only(customers: Customers) -> None:
    before = account(1, "Acme AB", city="Umeå")
    after = account(1, "Acme Export", city="Luleå", version=2)
    customers.add(before, None)

    customers.save(after, before)

    assert names(customers, "umea") == names(customers, "ab") == []
    assert names(customers, "lulea") == names(customers, "exp") == names(customers, "acme") == ["Acme Export"]
    assert [row.version for page in pages(customers, "acme") for row in page] == [2]


def test_a_search_can_be_of_a_status(customers: Customers) -> None:
    customers.add(account(1, "Acme AB"), None)
    customers.add(account(2, "Acme Export", status=CustomerStatus.CUSTOMER), None)

    assert names(customers, "acme", status=CustomerStatus.PROSPECT) == ["Acme AB"]
    assert names(customers, "acme", status=CustomerStatus.CUSTOMER) == ["Acme Export"]


def test_a_phone_number_is_found_as_it_is_written_and_numbers_of_names_too(customers: Customers) -> None:
    customers.add(account(1, "Studio 12 34"), None)
    customers.add(account(2, "Acme", phone="12 34 56"), None)

    assert names(customers, "12 34") == ["Acme", "Studio 12 34"]
    assert names(customers, "12 34", limit=1) == ["Acme", "Studio 12 34"]
    assert names(customers, "123 4") == ["Acme"]


def test_another_partner_finds_nothing_of_it(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(account(1, "Acme"), None)
    stranger = DynamoCustomers(table, Tenant("par_01KAPARTNER0000000000000STR"), lambda: NOON)

    assert names(stranger, "acme") == []


def test_a_page_of_a_search_for_one_word_is_one_query(table: DynamoTable) -> None:
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    for number in range(32):
        repository.add(account(number, f"Acme {number:02d} Acmeco"), None)

    with counted(table._client) as requests:
        first = next(pages(repository, "acme", limit=25))
    assert requests == {"Query": 1}
    assert len(first) == 25
    assert len(names(repository, "acme", limit=25)) == 32


def test_a_rare_word_is_followed_rather_than_a_long_one(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.dynamodb.customer_search.ROWS_OF_A_QUERY", 10)
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    for number in range(12):
        repository.add(account(number, f"Shop {number}", city="Stockholm"), None)
    repository.add(account(13, "Acme", city="Stockholm"), None)

    with counted(table._client) as requests:
        assert names(repository, "stockholm acme") == ["Acme"]
    assert requests == {"Query": 2}


def test_a_page_reads_only_so_much_and_its_cursor_leads_on(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.dynamodb.customer_search.MAX_QUERIES", 2)
    monkeypatch.setattr("shared.adapters.dynamodb.customer_search.ROWS_OF_A_QUERY", 4)
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    for number in range(30):
        repository.add(account(number, f"Shop {number:02d}"), None)
    repository.add(account(31, "Shop Östersund", status=CustomerStatus.CUSTOMER), None)

    found = list(pages(repository, "shop", status=CustomerStatus.CUSTOMER, limit=2))
    assert [len(page) for page in found if page] == [1]
    assert len(found) > 3


@dataclass
class Words:
    """Few letters, so that beginnings meet; cases, accents and marks, so that folding has something to do."""

    letters: str = "aAåÅbß1 2-_.Éé"

    @property
    def text(self) -> st.SearchStrategy[str]:
        return st.text(self.letters, min_size=1, max_size=12)


accounts: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    name=Words().text,
    email=st.builds(lambda local, domain: f"{local}@{domain}.ex", *[st.text("ab1.", min_size=1, max_size=5)] * 2),
    city=Words().text,
    phone=st.text("012 -", min_size=1, max_size=6),
    status=st.sampled_from(CustomerStatus),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stored=st.lists(accounts, min_size=1, max_size=4),
    changed=st.lists(accounts, max_size=2),
    text=Words().text,
    status=st.sampled_from([None, *CustomerStatus]),
    limit=st.integers(1, 3),
)
def test_whatever_is_stored_is_found_by_any_beginning_of_its_words_and_by_nothing_else(
    table: DynamoTable,
    stored: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    text: str,
    status: CustomerStatus | None,
    limit: int,
) -> None:
    table._client.delete_table(TableName=TABLE_NAME)
    create_table()
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    present = [account(number, **fields) for number, fields in enumerate(stored)]
    for one in present:
        repository.add(one, None)
    for number, fields in enumerate(changed[: len(present)]):
        present[number] = account(number, **fields, version=2)
        repository.save(present[number], account(number, **stored[number]))

    beginnings = {word[:length] for one in present for word in words_of(one) for length in (1, 2, len(word))}
    for beginning in (*beginnings, *fold(text).split()):
        wanted = {one.id for one in present if status in {None, one.status} and has(one, beginning)}
        found = [row.id for page in pages(repository, beginning, status=status, limit=limit) for row in page]
        assert sorted(found) == sorted(wanted), beginning
    words = fold(text).split()
    if words and not all(word.isdecimal() for word in words):
        wanted = {one.id for one in present if status in {None, one.status} and all(has(one, word) for word in words)}
        assert sorted(row.id for page in pages(repository, text, status=status) for row in page) == sorted(wanted)


def has(one: Customer, beginning: str) -> bool:
    """Said again in the plainest way, from the fields themselves."""
    digits = "".join(character for character in one.phone if character.isdigit())
    words = [*fold(one.name).split(), *fold(one.email).split(), *fold(one.city).split(), digits]
    return any(word.startswith(beginning) for word in words)


def test_no_account_has_more_rows_than_a_transaction_takes(table: DynamoTable) -> None:
    def crowded(letter: str, version: int) -> Customer:
        words = " ".join(f"{letter}{number}" for number in range(40))
        one = account(1, words, email=f"{letter}@{letter}.example", city=words, version=version)
        return a_customer(
            **{name: getattr(one, name) for name in ("id", "name", "email", "city", "version")},
            status=CustomerStatus.PROSPECT if version == 1 else CustomerStatus.CUSTOMER,
            domains=tuple(f"{letter}{number}.example" for number in range(20)),
        )

    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    repository.add(crowded("a", 1), None)

    writes = repository.writes(crowded("b", 2), crowded("a", 1))
    repository.save(crowded("b", 2), crowded("a", 1))

    assert len(writes) + 2 <= 100  # with a receipt, and a claim of the distributor's
    assert (
        table._client.query(
            TableName=TABLE_NAME,
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": f"PARTNER#{TENANT.partner_id}#SEARCH#a"}},
        )["Items"]
        == []
    )
