"""docs/threat-model.md names a test for each of its rows, and each of these exists."""

import ast
import re
from functools import cache

import pytest

from tests.support.template import ROOT

TEXT = (ROOT / "docs" / "threat-model.md").read_text()
SECTIONS = {part.partition("\n")[0]: part for part in TEXT.split("\n## ")[1:]}
THREATS, API_RISKS, ASVS = "Threats", "OWASP API Security Top 10 (2023)", "ASVS 5.0: the rows of level 2 that we test"
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows_of(section: str) -> list[list[str]]:
    """The cells of each row of its table, without the heading."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@cache
def names_of_tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize(("path", "test"), sorted(set(NAMED.findall(TEXT))))
def test_each_test_that_it_names_exists(path: str, test: str) -> None:
    assert test in names_of_tests_in(path)


@pytest.mark.parametrize("section", [THREATS, API_RISKS, ASVS])
def test_each_row_is_held_by_a_test(section: str) -> None:
    rows = rows_of(section)

    assert len(rows) >= 10
    for row in rows:
        assert NAMED.search(row[-1]), row[0]
        assert not NAMED.sub("", row[-1]).strip(", "), row[0]


def test_it_answers_each_of_the_ten_risks_of_apis() -> None:
    assert [row[0].split()[0] for row in rows_of(API_RISKS)] == [f"API{number}" for number in range(1, 11)]


def test_each_row_of_the_standard_stands_once_and_in_its_order() -> None:
    numbers = [tuple(map(int, it.split("."))) for row in rows_of(ASVS) for it in row[0].split(", ")]

    assert all(len(number) == 3 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    starts = [tuple(map(int, row[0].split(", ")[0].split("."))) for row in rows_of(ASVS)]
    assert starts == sorted(starts)
