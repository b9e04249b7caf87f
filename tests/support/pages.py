"""What a page of the portal answered: its words, and where it leads."""

import re
from html import unescape
from typing import Any


def words(answer: dict[str, Any], status: int = 200) -> str:
    """Of its content, as they are read."""
    assert answer["statusCode"] == status, answer["body"]
    content = answer["body"].partition("<main")[2] or answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split())


def leads_to(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["Location"])
