"""What `make faults` found, as tables of docs/reliability.md; each part replaces what stood there of it."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def write(part: str, text: str, page: Path = PAGE) -> None:
    """Between the two marks of the part, which the page holds already."""
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->\n"
    changed, count = re.subn(f"{begin}.*?{end}", lambda _: begin + text + end, page.read_text(), flags=re.DOTALL)
    assert count == 1, f"{page.name} has no place for {part}"
    page.write_text(changed)
