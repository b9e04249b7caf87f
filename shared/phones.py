"""Phone numbers that are called or texted: E.164, whatever way they are written (D1, C9)."""

from shared.domain.errors import DomainError


class NotAPhoneNumber(DomainError):
    pass


def to_e164(value: str, country: str | None) -> str:
    """A valid number in E.164; one without a country code is one of `country`. Raises NotAPhoneNumber."""
    # Imported where the first number is met: most requests have none.
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

    try:
        number = parse(value, country)
    except NumberParseException:
        number = None
    if number is None or number.extension or not is_valid_number(number):
        raise NotAPhoneNumber("This is not a phone number, such as +46 70 123 45 67.")
    return format_number(number, PhoneNumberFormat.E164)


def as_written(number: str) -> str:
    """A number in E.164 as people read it abroad: +46 70 123 45 67."""
    from phonenumbers import PhoneNumberFormat, format_number, parse

    return format_number(parse(number), PhoneNumberFormat.INTERNATIONAL)
