"""Cursors go out and come back, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cursors import open_cursor, seal_cursor
from shared.domain.errors import InvalidCursor
from shared.domain.signing_keys import SigningKeys
from tests.support.builders import KEYS

keys = lambda: KEYS  # noqa: E731
places = st.dictionaries(st.sampled_from(["pk", "sk", "id"]), st.text(max_size=40), min_size=1)


@given(places)
def test_a_cursor_opens_where_it_was_sealed(after: dict[str, str]) -> None:
    cursor = seal_cursor(after, "par_1:customers", keys)

    assert open_cursor(cursor, "par_1:customers", keys) == after


@given(places, st.integers(min_value=0), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_cursor_that_was_touched_does_not_open(after: dict[str, str], place: int, character: str) -> None:
    cursor = seal_cursor(after, "par_1:customers", keys) or ""
    place %= len(cursor)
    touched = cursor[:place] + character + cursor[place + 1 :]

    try:
        opened = open_cursor(touched, "par_1:customers", keys)
    except InvalidCursor:
        return
    # The last character of base64 has bits that count for nothing.
    assert opened == after


@pytest.mark.parametrize("scope", ["par_2:customers", "par_1:products", "par_1:customers:prospect"])
def test_a_cursor_is_good_for_one_list_alone(scope: str) -> None:
    cursor = seal_cursor({"id": "x"}, "par_1:customers", keys)

    with pytest.raises(InvalidCursor):
        open_cursor(cursor, scope, keys)


@given(st.text(max_size=60))
def test_what_we_never_sealed_does_not_open(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        open_cursor(cursor, "par_1:customers", keys)


def test_a_cursor_outlives_a_new_key_but_not_the_end_of_its_own() -> None:
    cursor = seal_cursor({"id": "x"}, "s", lambda: SigningKeys({1: b"old"}))

    assert open_cursor(cursor, "s", lambda: SigningKeys({1: b"old", 2: b"new"})) == {"id": "x"}
    with pytest.raises(InvalidCursor):
        open_cursor(cursor, "s", lambda: SigningKeys({2: b"new"}))
