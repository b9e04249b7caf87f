"""A sheet as PDF: archival (PDF/A-2a, or PDF/A-3a where it holds files), accessible (PDF/UA-1), and the same bytes for
the same sheet.

typst gets no fonts but those of its layer, no packages and no clock: two machines make the same file.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from functions.render_documents.sheet import Sheet

FOLDER = Path(__file__).parent
UNSHOWN = "\N{REPLACEMENT CHARACTER}"
SPACES = "\N{NO-BREAK SPACE}"

type Said = dict[str, Any]


def typeset(sheet: Sheet) -> bytes:
    """A sign that no font has is replaced by a mark, which a note explains: PDF/A wants every sign to be seen."""
    said = mapped({**asdict(sheet), "at": sheet.at.isoformat(), "unshown": None, "attached": None}, one_line)
    missing = frozenset[str]()
    while True:
        shown = {**mapped(said, partial(marked, missing=missing)), "unshown": sheet.unshown} if missing else said
        try:
            return _compiled(shown, sheet)
        except typst.TypstError as refusal:
            # Without one sign, those written onto it meet another, so more may be missing then.
            found = without_glyph(refusal.diagnostic)
            if found <= missing:
                raise
            missing |= found


def _compiled(said: Said, sheet: Sheet) -> bytes:
    return typst.compile(
        str(FOLDER / sheet.template),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"said": json.dumps(said), "attached": json.dumps([asdict(file) for file in sheet.attached])},
        pdf_standards=["a-3a" if sheet.attached else "a-2a", "ua-1"],
        timestamp=int(sheet.at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    inter = str(files("fontpkg_inter") / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[inter])


def without_glyph(diagnostic: str) -> frozenset[str]:
    """The signs that typst could not show, from what it says of each: `"\\u{200d}"`, or the sign itself.

    It names a sign with those that are written onto it; whatever is ASCII every font has.
    """
    named = re.findall(r"the (?:text|PDF contains the codepoint) `\"(.+?)\"`", diagnostic)
    return frozenset(sign for sign in _signs(named) if not sign.isascii())


def _signs(named: Iterable[str]) -> Iterable[str]:
    for text in named:
        yield from re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text)


def marked(text: str, missing: Collection[str]) -> str:
    """With the mark for each of those signs, and for what is written onto it: no font puts that onto the mark."""
    signs: list[str] = []
    for sign in text:
        if sign in missing:
            signs.append(UNSHOWN)
        elif not (signs and signs[-1] == UNSHOWN and unicodedata.category(sign).startswith("M")):
            signs.append(sign)
    return "".join(signs)


def one_line(text: str) -> str:
    """Nothing in it ends a line, hides, or turns the writing around. Spaces stay as they are: some don't break."""
    return "".join(sign if sign.isprintable() or sign in SPACES else " " for sign in text)


def mapped(said: Said, change: Callable[[str], str]) -> Said:
    """The same with every text changed."""
    return {name: _mapped(value, change) for name, value in said.items()}


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return mapped(value, change)
        case tuple() | list():
            return tuple(_mapped(each, change) for each in value)
    return value
