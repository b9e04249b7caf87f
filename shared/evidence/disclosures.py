"""Personal data beside a record: the record holds a digest of each value, salted, in the manner of RFC 9901.

To erase a value is to forget it with its salt: the digest tells nothing of it, and the record still verifies.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.evidence.canonical import Json, canonical, sha256_of

if TYPE_CHECKING:
    from shared.ports import RandomBytes

SALT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A value with the name that the record knows it by; `salt` is in hexadecimal."""

    name: str
    salt: str
    value: Json

    @property
    def digest(self) -> str:
        return sha256_of(canonical([self.salt, self.name, self.value]))


def disclose(values: Mapping[str, Json], random_bytes: "RandomBytes") -> tuple[Disclosure, ...]:
    return tuple(Disclosure(name, random_bytes(SALT_LENGTH).hex(), value) for name, value in values.items())


def digests_of(disclosures: Iterable[Disclosure]) -> dict[str, str]:
    """What the record holds of them."""
    return {disclosure.name: disclosure.digest for disclosure in disclosures}


def disclosed_json(disclosures: Iterable[Disclosure]) -> bytes:
    """As a file: of each its salt, name and value. The canonical form of an entry is what its digest is of."""
    return canonical([[one.salt, one.name, one.value] for one in disclosures])


def read_disclosed(content: bytes) -> tuple[Disclosure, ...]:
    """Of such a file. Raises ValueError."""
    try:
        found = tuple(Disclosure(name, salt, value) for salt, name, value in json.loads(content))
        if disclosed_json(found) == content:
            return found
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    raise ValueError("These are not disclosures in their canonical form.")


def misfits(disclosures: Iterable[Disclosure], digests: Mapping[str, str]) -> tuple[str, ...]:
    """The names of those that are not what the record was made with."""
    return tuple(one.name for one in disclosures if digests.get(one.name) != one.digest)
