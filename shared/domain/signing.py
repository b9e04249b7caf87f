"""What can go wrong at a signing provider, in words that every provider shares (D10)."""

from shared.domain.errors import Conflict, Unavailable


class ProviderUnavailable(Unavailable):
    """Down, slow, or asking for patience: `retry_after` is in seconds, where the provider says so."""

    def __init__(self, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class CredentialsRefused(ProviderUnavailable):
    """The provider doesn't let this account in: somebody must put the credentials right."""


class DocumentRefused(Conflict):
    """The provider will never take this document; the detail is what it said, for the partner's eyes."""


class UnknownToProvider(Conflict):
    """The provider has no such document."""
