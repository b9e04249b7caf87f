"""Keys that seal what we hand out and get back: links, cursors, form tokens, codes.

Each use names its purpose, so a seal made for one can't be shown as another. Keys are numbered: the highest
number signs, older ones still verify until they are taken out of the secret (rotation without dead links).
"""

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SigningKeys:
    keys: dict[int, bytes]

    @property
    def newest(self) -> int:
        return max(self.keys)

    def seal(self, purpose: str, content: bytes, number: int) -> bytes:
        """HMAC-SHA256 (RFC 2104) of the purpose and the content, 32 bytes."""
        return hmac.digest(self.keys[number], purpose.encode() + b"\0" + content, hashlib.sha256)

    def is_seal(self, purpose: str, content: bytes, number: int, shown: bytes) -> bool:
        return number in self.keys and hmac.compare_digest(self.seal(purpose, content, number)[: len(shown)], shown)
