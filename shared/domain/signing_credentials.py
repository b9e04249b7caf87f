"""What lets us into a partner's account at a signing provider."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningCredentials:
    """`entity_id` chooses one of several organisations that the same person signs in to."""

    email: str
    password: str = field(repr=False)
    entity_id: str | None = None
