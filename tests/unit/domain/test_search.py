"""Words of an account, and how a query is read (B3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.folding import fold
from shared.domain.search import HEAD_LENGTH, MAX_HEADS, Query, heads_of, words_of
from tests.support.builders import a_customer

ACCOUNT = a_customer(
    name="Bageriet på Hörnet AB", email="Info.Order@bageri.example", city="Umeå", phone="+46 90 12 34 56"
).row


def finds(text: str) -> bool:
    query = Query.parse(text)
    assert query is not None
    return any(reading.matches(ACCOUNT) for reading in query.readings)


def test_the_words_are_those_of_name_email_and_city_and_the_digits_of_the_phone() -> None:
    assert set(words_of(ACCOUNT)) == {
        "bageriet", "pa", "hornet", "ab", "info", "order", "bageri", "example", "umea", "4690123456"
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        *("b", "BAGERIET", "på", "pa", "hörn", "HORN", "info.order@bageri.example", "order", "ume", "46901"),
        *("+46 90 12", "umeå bag", "  ab   umea ", "bageriet bageri b", "(+46) 90-12", "a 4690"),
    ],
)
def test_an_account_is_found_by_beginnings_of_its_words(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize("text", ["ageriet", "bagerist", "umea x", "0123", "bageri 99", "et", "storgatan", "_"])
def test_and_by_nothing_else(text: str) -> None:
    assert not finds(text)


@pytest.mark.parametrize("text", ["", "  ", "-", "@ . !"])
def test_without_a_word_nothing_is_asked_for(text: str) -> None:
    assert Query.parse(text) is None


def test_numbers_in_a_row_are_a_phone_number_or_words() -> None:
    query = Query.parse("12 34")
    studio = a_customer(name="Studio 12 345", phone="5 55 55").row

    assert query is not None
    assert [reading.beginnings for reading in query.readings] == [("1234",), ("12", "34")]
    assert [reading.matches(studio) for reading in query.readings] == [False, True]


def test_a_beginning_that_another_implies_is_left_out() -> None:
    query = Query.parse("ba bageri ba um")

    assert query is not None
    assert query.readings[0].beginnings == ("bageri", "um")


def test_no_field_crowds_out_another() -> None:
    crowded = a_customer(name=" ".join(f"w{number}" for number in range(60)), city="Umeå")

    assert len(heads_of(crowded)) == MAX_HEADS
    assert {"umea", "info", "bageri", "4690123456", "w0"} <= set(heads_of(crowded))


def test_of_a_very_long_word_the_row_holds_the_head() -> None:
    long = a_customer(name="x" * 200)

    assert "x" * HEAD_LENGTH in heads_of(long)
    assert "x" * 200 in words_of(long)


@given(st.text(max_size=30), st.integers(0, 30))
def test_whatever_is_cut_short_begins_as_the_whole(text: str, length: int) -> None:
    whole, cut = fold(text).split(), fold(text[:length]).split()

    assert all(any(word.startswith(beginning) for word in whole) for beginning in cut)
