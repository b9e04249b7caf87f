"""What somebody can send: nearly what a schema asks for, or anything else."""

import string
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.abuse.routes import DOCUMENT

NASTY = (
    "",
    " ",
    "a\r\nBcc: everybody@elsewhere.example",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "<script>alert(1)</script>",
    "=HYPERLINK(0)",
    "../../etc/passwd",
    "' OR 1=1 --",
    "\N{COMBINING ACUTE ACCENT}" * 300,
    "x" * 100_001,
    "0000-00-00",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "1e400",
    "a@b@c",
    "https://169.254.169.254/latest/meta-data",
)
NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.1, -0.0, 1e308)
FORMATS = {
    "email": ("eve@bageri.example", "Eve <eve@bageri.example>"),
    "date": ("2099-12-31", "2099-02-30"),
    "date-time": ("2099-12-31T00:00:00Z", "2099-12-31T24:00:00Z"),
}

nasty = st.sampled_from(NASTY)
text = nasty | st.text(max_size=20)
leaf = st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.integers() | text
anything: SearchStrategy[Any] = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=8
)


def like(schema: Any) -> SearchStrategy[Any]:
    """Of four, three as the schema has it, as far as a schema tells."""
    return st.integers(0, 3).flatmap(lambda dice: wanted(schema) if dice else anything)


def wanted(schema: dict[str, Any]) -> SearchStrategy[Any]:
    if "$ref" in schema:
        return wanted(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return st.one_of(*map(wanted, choices))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    make = MAKERS.get(schema.get("type", ""))
    return make(schema) if make else anything


@st.composite
def _objects(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """At most two of its values are of another kind, and sometimes there is one too many, or one missing."""
    fields: dict[str, Any] = schema.get("properties", {})
    required = set(schema.get("required", ()))
    optional = sorted(fields.keys() - required)
    sent = sorted(required | (set(draw(st.lists(st.sampled_from(optional), max_size=4))) if optional else set()))
    spoiled = draw(st.lists(st.sampled_from(sent), max_size=2)) if sent else []
    made: dict[str, Any] = {name: draw(anything if name in spoiled else wanted(fields[name])) for name in sent}
    if not fields or draw(st.integers(0, 9)) == 0:
        made |= draw(st.dictionaries(text, anything, max_size=2))
    if made and draw(st.integers(0, 9)) == 0:
        del made[draw(st.sampled_from(sorted(made)))]
    return made


def _texts(schema: dict[str, Any]) -> SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    if schema.get("format") in FORMATS:
        return st.sampled_from(FORMATS[schema["format"]])
    most = min(schema.get("maxLength", 30), 30)
    return st.text(string.ascii_letters + "åÄß 日", min_size=min(schema.get("minLength", 0), most), max_size=most)


def _lists(schema: dict[str, Any]) -> SearchStrategy[Any]:
    return st.lists(wanted(schema.get("items", {})), min_size=schema.get("minItems", 0), max_size=3)


def _integers(schema: dict[str, Any]) -> SearchStrategy[int]:
    return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 1000), 1000))


MAKERS: dict[str, Callable[[dict[str, Any]], SearchStrategy[Any]]] = {
    "object": _objects,
    "array": _lists,
    "string": _texts,
    "integer": _integers,
    "number": _integers,
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}
