"""What was asked of the poll."""

from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant


class FakeSigningQueue:
    """`available` False: nothing can be queued."""

    def __init__(self) -> None:
        self.available = True
        self.accounts: list[tuple[Tenant, SigningProvider, str]] = []
        self.documents: list[tuple[Tenant, SigningProvider, str, str]] = []

    def follow_account(self, tenant: Tenant, provider: SigningProvider, *, once: str) -> None:
        self._check()
        self.accounts.append((tenant, provider, once))

    def settle_document(
        self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str, from_webhook: bool = False
    ) -> None:
        self._check()
        self.documents.append((tenant, provider, document_id, once))

    def _check(self) -> None:
        if not self.available:
            raise Unavailable("The task can't be queued now.")
