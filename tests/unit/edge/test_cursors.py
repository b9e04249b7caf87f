import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cursors import open_cursor, seal_cursor
from shared.domain.errors import InvalidCursor
from tests.support.builders import KEYS


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=40), min_size=1, max_size=4), st.text(max_size=30))
def test_a_cursor_comes_back_as_it_went(after: dict[str, str], scope: str) -> None:
    assert open_cursor(seal_cursor(after, scope, lambda: KEYS), scope, lambda: KEYS) == after


def test_the_last_page_has_no_cursor_and_reads_no_key() -> None:
    def no_keys() -> None:
        raise AssertionError

    assert seal_cursor(None, "list", no_keys) is None  # type: ignore[arg-type]
    assert open_cursor(None, "list", no_keys) is None  # type: ignore[arg-type]


def test_a_cursor_of_another_partner_or_list_is_refused() -> None:
    cursor = seal_cursor({"before": "x"}, "par_1:confirmations", lambda: KEYS)

    with pytest.raises(InvalidCursor):
        open_cursor(cursor, "par_2:confirmations", lambda: KEYS)


@given(st.text(max_size=80))
def test_whatever_is_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        open_cursor(cursor, "list", lambda: KEYS)


def test_an_unsealed_one_is_refused() -> None:
    forged = urlsafe_b64encode(b"\0" * 16 + b"\x01" + json.dumps({"before": "x"}).encode()).decode()

    with pytest.raises(InvalidCursor):
        open_cursor(forged, "list", lambda: KEYS)
