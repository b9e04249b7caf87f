"""What is wrong with a form of a public page: collected by whoever decides, said beside each field by the page."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the field of that name: `key` names the words for it, `values` fill them in."""

    name: str
    key: str
    values: dict[str, str | int | datetime] = field(default_factory=dict)
