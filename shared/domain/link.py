"""Emailed links: an address that says what it opens, sealed so that nobody can make another.

A token is `key number | partner | object | link number | seal`, base64url. Nothing that opens a link is
stored: the seal is made again wherever it is needed (page, mail, reminder). A link dies when the object's
own link number moves on (resend), and with the object's state.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from enum import StrEnum

from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant

NUMBER_LENGTH = 4
SEAL_LENGTH = 17
TOKEN_LENGTH = 1 + 16 + 16 + NUMBER_LENGTH + SEAL_LENGTH


class LinkUnknown(NotFound):
    """Unknown, damaged, forged or made for something else: one answer."""

    code = "not_found"


class Purpose(StrEnum):
    """What a link is for; the value is the prefix of the ids it leads to."""

    APPROVE = "cnf"
    ACTIVATE = "usr"
    RFI = "ord"
    SIGN = "doc"
    WEBHOOK = "par"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    purpose: Purpose
    partner_id: str
    object_id: str
    number: int

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.partner_id)


def seal_link(link: Link, keys: SigningKeys) -> str:
    """The token of a link: 72 characters of base64url."""
    content = (
        bytes([keys.newest])
        + ids.ulid_to_bytes(link.partner_id)
        + ids.ulid_to_bytes(link.object_id)
        + link.number.to_bytes(NUMBER_LENGTH)
    )
    seal = keys.seal(f"link:{link.purpose}", content, keys.newest)[:SEAL_LENGTH]
    return urlsafe_b64encode(content + seal).decode()


def open_link(token: str, purpose: Purpose, keys: SigningKeys) -> Link:
    """What a token leads to, checked before any row is read.

    Raises LinkUnknown.
    """
    try:
        packed = urlsafe_b64decode(token.encode("ascii"))
    except (NotBase64, ValueError):
        raise LinkUnknown from None
    content, seal = packed[:-SEAL_LENGTH], packed[-SEAL_LENGTH:]
    if len(packed) != TOKEN_LENGTH or urlsafe_b64encode(packed).decode() != token:
        raise LinkUnknown
    if not keys.is_seal(f"link:{purpose}", content, content[0], seal):
        raise LinkUnknown
    return Link(
        purpose=purpose,
        partner_id=ids.bytes_to_id("par", content[1:17]),
        object_id=ids.bytes_to_id(purpose.value, content[17:33]),
        number=int.from_bytes(content[33:]),
    )
