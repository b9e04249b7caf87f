"""Which domains an account has when nobody names any (B5)."""

from shared.domain.public_mail import PUBLIC_MAIL_PROVIDERS
from shared.fields import email_domain


def default_domains(email: str) -> tuple[str, ...]:
    """The email's domain; none where anybody can have an address, for then anybody could accept."""
    domain = email_domain(email)
    return () if domain in PUBLIC_MAIL_PROVIDERS else (domain,)
