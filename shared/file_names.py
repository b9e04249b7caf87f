"""Names of files, made of titles that people chose."""

import re
from urllib.parse import quote

MAX_LENGTH = 80


def file_name(title: str) -> str:
    """Nothing that a file system, or the header of an answer, reads in its own way."""
    plain = " ".join(re.sub(r"[^\w.,()-]+", " ", title).split())
    return plain[:MAX_LENGTH].strip(" .") or "document"


def as_attachment(name: str) -> str:
    """By RFC 6266: S3 takes no other letters in a header than those of Latin-1, and browsers agree on ASCII alone."""
    if name.isascii():
        return f'attachment; filename="{name}"'
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
