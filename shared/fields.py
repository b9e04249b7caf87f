"""Types of request fields: each says what may be sent, in one place for every function.

Strings are stripped and bounded; control characters, and those that turn the direction of writing, are refused.
The libraries behind email addresses and domain names are imported where the first one is met: most requests
have none.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from shared.domain.country import COUNTRIES
from shared.domain.currency import DIGITS
from shared.domain.money import Money
from shared.models import AnswerModel, RequestModel

MAX_AMOUNT = 100_000_000_000

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(rf"{_DATE.pattern}[Tt ][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROL_IN_PROSE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def unset() -> Any:
    """The default of a PATCH's field: it wasn't sent. (What was, stands in `model_fields_set`.)"""
    return Field(default_factory=lambda: None)


def sent_fields(request: RequestModel) -> dict[str, Any]:
    """The fields of a PATCH that were sent."""
    return {name: getattr(request, name) for name in request.model_fields_set}


def _check_line(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("control_character", "This can't hold line breaks or other control characters.")
    return value


def check_prose(value: str) -> str:
    """Raises PydanticCustomError for what would hide the text or turn it around."""
    value = value.replace("\r\n", "\n")
    if _CONTROL_IN_PROSE.search(value):
        raise PydanticCustomError("control_character", "This can't hold control characters.")
    return value


ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_check_line)
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_check_line)
]
Paragraph = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(check_prose)
]
# A row holds 400 KB, and JSON writes some characters with four bytes, kept answers within JSON with more.
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80_000), AfterValidator(check_prose)
]


def _check_email(value: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Whether it can be reached is for the mail to find out; the names set aside for tests are as good as any.
        checked = validate_email(value, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise PydanticCustomError("email", "This is not an email address: {why}", {"why": str(error)}) from None
    return checked.normalized


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_check_line),
    AfterValidator(_check_email),
    Field(json_schema_extra={"format": "email"}),
]


def to_ascii_domain(domain: str) -> str:
    """The domain in lower-case ASCII (IDNA 2008).

    Raises ValueError.
    """
    import idna

    return idna.encode(domain, uts46=True).decode()


def email_domain(email: str) -> str:
    """The domain of a checked address, in lower-case ASCII."""
    return to_ascii_domain(email.rpartition("@")[2])


def _check_domain_name(value: str) -> str:
    try:
        domain = to_ascii_domain(value.removesuffix("."))
    except ValueError:
        domain = ""
    top = domain.rpartition(".")[2]
    if "." not in domain or len(domain) > 253 or top.isdigit():
        raise PydanticCustomError("domain_name", "This is not a domain name, such as example.com.")
    return domain


DomainName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=253), AfterValidator(_check_domain_name)
]

MAX_DOMAINS = 20


def without_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


Domains = Annotated[tuple[DomainName, ...], Field(max_length=MAX_DOMAINS), AfterValidator(without_repeats)]


def _check_phone(value: str) -> str:
    if not re.fullmatch(r"\+?[0-9 ()-]+", value) or not 5 <= sum(map(str.isdigit, value)) <= 20:
        raise PydanticCustomError("phone", "A phone number has 5 to 20 digits; spaces, - ( ) and a leading + may be.")
    return value


Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=5, max_length=40), AfterValidator(_check_phone)
]


def _check_country(value: str) -> str:
    if value not in COUNTRIES:
        raise PydanticCustomError("country", "This is not an ISO 3166-1 country code of two letters, such as SE.")
    return value


def _check_currency(value: str) -> str:
    if value not in DIGITS:
        raise PydanticCustomError("currency", "This is not an ISO 4217 currency code, such as SEK.")
    return value


CountryCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, min_length=2, max_length=2),
    AfterValidator(_check_country),
]
CurrencyCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, min_length=3, max_length=3),
    AfterValidator(_check_currency),
]

Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


def _check_is_no_list(value: Any) -> Any:
    """pydantic takes a list in JSON for sign, digits and exponent, and breaks on one of anything else."""
    if isinstance(value, list):
        raise PydanticCustomError("decimal_type", "This is a number, not a list.")
    return value


# A JSON number on both sides; two decimals survive a float unchanged.
Percent = Annotated[
    Decimal,
    Field(ge=0, le=1000, decimal_places=2),
    BeforeValidator(_check_is_no_list),
    PlainSerializer(float, return_type=float, when_used="json"),
]


def _read_until(value: Any) -> Any:
    """A time of RFC 3339, or a date, which means until the end of that day (UTC)."""
    return _read_time(value, time(23, 59, 59))


def _read_since(value: Any) -> Any:
    """A time of RFC 3339, or a date, which means from the beginning of that day (UTC)."""
    return _read_time(value, time())


def _read_time(value: Any, of_day: time) -> Any:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return datetime.combine(date.fromisoformat(value), of_day, UTC)
        if isinstance(value, str) and _TIME.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("time", "Write a time such as 2026-11-22T09:30:00Z, or a date such as 2026-11-22.")


_TIME_OR_DATE = WithJsonSchema(
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
)
Until = Annotated[datetime, BeforeValidator(_read_until), _TIME_OR_DATE]
Since = Annotated[datetime, BeforeValidator(_read_since), _TIME_OR_DATE]


class MoneyField(RequestModel):
    """Whole minor units: 129900 SEK is 1,299.00 kronor."""

    amount: Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
    currency: CurrencyCode

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class MoneyAnswer(AnswerModel):
    amount: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "MoneyAnswer":
        return cls(amount=money.amount, currency=money.currency)


class PageQuery(RequestModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Annotated[str, Field(max_length=4000)] | None = None


class Page[T](AnswerModel):
    items: tuple[T, ...]
    next_cursor: str | None
