"""A name and an address as a header of a mail.

Not with `email.headerregistry.Address`: where a line of it grows too long, Python 3.13 folds the name without its
quotation marks, and whatever address somebody wrote into their name becomes one of the header's.
"""

import re
from dataclasses import dataclass
from email.header import Header
from email.policy import Policy
from email.utils import quote

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
SHORT = 60
"""Letters that fit onto the header's line, whatever the header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """`name` is the header's, by which an `EmailMessage` knows that this folds itself. `display_name` is one line."""

    name: str
    display_name: str
    address: str

    def fold(self, *, policy: Policy) -> str:
        if not self.display_name:
            return f"{self.name}: {self.address}{policy.linesep}"
        line = f"{self._phrase(policy)} <{self.address}>"
        if len(line.rpartition(policy.linesep)[2]) + len(self.name) > 76:
            line = f"{self._phrase(policy)}{policy.linesep} <{self.address}>"
        return f"{self.name}: {line}{policy.linesep}"

    def _phrase(self, policy: Policy) -> str:
        name = self.display_name
        if len(name) <= SHORT and _ATOMS.fullmatch(name):
            return name
        if len(name) <= SHORT and name.isascii():
            return f'"{quote(name)}"'
        return Header(name, "utf-8", maxlinelen=75, header_name=self.name).encode(linesep=policy.linesep)
