"""Names as they sort and are searched: words without regard to case, diacritics and punctuation (B1, B3)."""

import re
import unicodedata
from collections.abc import Collection, Iterable


def fold(text: str) -> str:
    # Twice: some letters have a small one only once they are decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", bare))


def are_begun(words: Collection[str], beginnings: Iterable[str]) -> bool:
    """Whether each of the beginnings begins a word; all of them folded."""
    return all(any(word.startswith(beginning) for word in words) for beginning in beginnings)
