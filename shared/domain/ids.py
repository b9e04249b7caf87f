"""Ids: a type prefix and a ULID (`quo_01JD...`), made so that an id alone leads to its row.

A ULID is 10 characters of time (ms) and 16 of randomness. Everything that belongs to a customer account
takes over the account's 16 random characters (its *tail*), so the tail of a quote's, a contact's or a
confirmation's id names the partition of its account: no index and no pointer row is read on the way.
Two children made in the same millisecond collide on their key, the conditional write refuses the second,
and `settle` makes it again a moment later.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from shared.domain.errors import NotFound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TIME_LENGTH = 10
TAIL_LENGTH = 16

type RandomBytes = Callable[[int], bytes]

_ULID = re.compile(rf"[0-7][{ALPHABET}]{{25}}")


def new_id(prefix: str, *, now: datetime, random_bytes: RandomBytes) -> str:
    return f"{prefix}_{_time_part(now)}{_encode(int.from_bytes(random_bytes(10)), TAIL_LENGTH)}"


def child_id(prefix: str, *, parent: str, now: datetime) -> str:
    return f"{prefix}_{_time_part(now)}{tail(parent)}"


def tail(identifier: str) -> str:
    return identifier[-TAIL_LENGTH:]


def ulid(identifier: str) -> str:
    return identifier.rpartition("_")[2]


def require(prefix: str, identifier: str) -> str:
    """The id itself when it could be one of that type.

    Raises NotFound: an impossible id is answered as an unknown one (F2).
    """
    found, separator, rest = identifier.partition("_")
    if found != prefix or not separator or not _ULID.fullmatch(rest):
        raise NotFound
    return identifier


def ulid_to_bytes(identifier: str) -> bytes:
    number = 0
    for character in ulid(identifier):
        number = number * 32 + ALPHABET.index(character)
    return number.to_bytes(16)


def made_at(identifier: str) -> datetime:
    """To the millisecond."""
    return datetime.fromtimestamp(int.from_bytes(ulid_to_bytes(identifier)[:6]) / 1000, UTC)


def bytes_to_id(prefix: str, packed: bytes) -> str:
    return f"{prefix}_{_encode(int.from_bytes(packed), TIME_LENGTH + TAIL_LENGTH)}"


def _time_part(now: datetime) -> str:
    return _encode(int(now.timestamp() * 1000), TIME_LENGTH)


def _encode(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))
