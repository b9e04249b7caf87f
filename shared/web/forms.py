"""Forms of public pages: what was typed, and the token that shows that it was typed into a page of ours.

A form token is sealed over the page it belongs to, the moment of its making and a nonce. Machines submit at once,
people don't: a form younger than MIN_AGE isn't taken yet.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl

from shared.domain.errors import Malformed
from shared.domain.signing_keys import SigningKeys
from shared.faults import Fault
from shared.ports import RandomBytes
from shared.web.edge import NotAForm, WebRequest

MIN_AGE = timedelta(seconds=3)
MAX_AGE = timedelta(hours=24)
MAX_FIELDS = 100
# The largest form of a signed-in user is a quote of a hundred lines.
MAX_FIELDS_SIGNED_IN = 1000
NONCE_LENGTH = 8
SEAL_LENGTH = 16
TOKEN_LENGTH = 1 + 6 + NONCE_LENGTH + SEAL_LENGTH


class FormAge(StrEnum):
    RIPE = "ripe"
    TOO_YOUNG = "too_young"
    UNKNOWN = "unknown"
    """Missing, damaged, made for another page, or too old to be trusted."""


FORM_FAULTS = {FormAge.TOO_YOUNG: Fault("form", "form_too_young"), FormAge.UNKNOWN: Fault("form", "form_unknown")}


def read_fields(request: WebRequest) -> dict[str, str]:
    """The fields of a form; of one that was sent twice, the first.

    Raises NotAForm, Malformed.
    """
    return dict(reversed(read_pairs(request, MAX_FIELDS)))


def read_pairs(request: WebRequest, at_most: int) -> tuple[tuple[str, str], ...]:
    """The fields of a form, each as often as it was sent, if there are no more than `at_most`.

    Raises NotAForm, Malformed.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise NotAForm("Send a form: Content-Type: application/x-www-form-urlencoded.")
    try:
        return tuple(
            parse_qsl(request.body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=at_most)
        )
    except ValueError:
        raise Malformed("The form can't be read.") from None


def issue_form_token(page: str, *, keys: SigningKeys, now: datetime, random_bytes: RandomBytes) -> str:
    """For a form on the page of that name."""
    issued_at = int(now.timestamp() * 1000).to_bytes(6)
    content = bytes([keys.newest]) + issued_at + random_bytes(NONCE_LENGTH)
    seal = keys.seal(f"form:{page}", content, keys.newest)[:SEAL_LENGTH]
    return urlsafe_b64encode(content + seal).decode()


def age_of_form(form_token: str, page: str, *, keys: SigningKeys, now: datetime) -> FormAge:
    try:
        packed = urlsafe_b64decode(form_token.encode("ascii"))
    except ValueError:
        return FormAge.UNKNOWN
    content, seal = packed[:-SEAL_LENGTH], packed[-SEAL_LENGTH:]
    if len(packed) != TOKEN_LENGTH or not keys.is_seal(f"form:{page}", content, content[0], seal):
        return FormAge.UNKNOWN
    age = now - datetime.fromtimestamp(int.from_bytes(content[1:7]) / 1000, UTC)
    if age > MAX_AGE:
        return FormAge.UNKNOWN
    return FormAge.TOO_YOUNG if age < MIN_AGE else FormAge.RIPE
