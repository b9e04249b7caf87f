"""One form of a JSON value (RFC 8785): its examples, and what has none."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.canonical import canonical, sha256_of, timestamp

MOST = 2**53 - 1

values = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)

# Its own text, and the files that its appendix names, as far as they hold no fractions.
EXAMPLES = {
    "strings": (
        r"""  "\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/"  """,
        r"""  "€$\u000f\nA'B\"\\\\\"/"  """,
    ),
    "literals": ("[null, true, false]", "[null,true,false]"),
    "arrays": ('[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'),
    "french": (
        '{"sin": "ignore locale", "pêche": "must", "péché": "wrong in French", "peach": "so"}',
        '{"peach":"so","péché":"wrong in French","pêche":"must","sin":"ignore locale"}',
    ),
    "structures": (
        r'{"1": {"f": {"f": "hi", "F": 5}, "\n": 56}, "10": {}, "": 1, "a": 1, "111": [{"e": "y", "E": "n"}], "A": {}}',
        r'{"":1,"1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"n","e":"y"}],"A":{},"a":1}',
    ),
    "not normalized": (r'{"Unnormalized Unicode": "A\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'),
    "weird": (
        r'{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":"\u007f","\u00f6":6,"\u000a":7,"</script>":8}',
        '{"\\n":7,"\\r":2,"1":4,"</script>":8,"\u0080":"\u007f","ö":6,"€":1,"\U0001f600":5,"\ufb33":3}',
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_standard(name: str) -> None:
    given_as, expected = EXAMPLES[name]

    assert canonical(json.loads(given_as)).decode() == expected.strip()


def test_names_go_by_utf_16_not_by_code_point() -> None:
    """Beyond the basic plane the two orders differ."""
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()
    assert sorted(["\ufb33", "\U0001f600"]) == ["\ufb33", "\U0001f600"]


def test_of_control_characters_five_have_short_names_and_the_others_numbers() -> None:
    short = {8: r"\b", 9: r"\t", 10: r"\n", 12: r"\f", 13: r"\r"}

    for code in range(0x20):
        assert canonical(chr(code)).decode() == f'"{short.get(code, f"\\u{code:04x}")}"'
    assert canonical("\x7f\u2028").decode() == '"\x7f\u2028"'


@pytest.mark.parametrize("number", [0, 1, -1, MOST, -MOST])
def test_whole_numbers_that_a_double_holds(number: int) -> None:
    assert canonical(number) == str(number).encode()


def nested(depth: int, empty: Any) -> Any:
    value = empty
    for _ in range(depth):
        value = [value] if isinstance(empty, list) else {"a": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        MOST + 1,
        -MOST - 1,
        10**400,
        "\ud800",
        "a\udfff",
        {"\ud83d": 1},
        {"a": ["\udc00"]},
        float("nan"),
        float("inf"),
        {1: "a name that is no text"},
        b"bytes",
        datetime(2026, 11, 22, tzinfo=UTC),
        nested(100_000, []),
        nested(100_000, {}),
    ],
    ids=lambda value: repr(value)[:30] if not isinstance(value, (list, dict)) else None,
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


@given(values)
def test_a_value_is_read_back_and_has_one_form(value: Any) -> None:
    written = canonical(value)

    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@given(st.dictionaries(st.text(max_size=8), values, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_a_value_was_made_makes_no_difference(value: dict[str, Any], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)

    assert canonical(dict(items)) == canonical(value)


def test_the_hash_is_of_the_bytes() -> None:
    assert sha256_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-11-22T12:00:00.000000Z"),
        (datetime(2026, 11, 22, 0, 30, 0, 7, tzinfo=timezone(timedelta(hours=1))), "2026-11-21T23:30:00.000007Z"),
    ],
)
def test_times_are_in_utc_to_the_microsecond(at: datetime, said: str) -> None:
    assert timestamp(at) == said
