"""Names of files, made of titles that people chose."""

import re

MAX_LENGTH = 80


def file_name(title: str) -> str:
    """Nothing that a file system, or the header of an answer, reads in its own way."""
    plain = " ".join(re.sub(r"[^\w.,()-]+", " ", title).split())
    return plain[:MAX_LENGTH].strip(" .") or "document"
