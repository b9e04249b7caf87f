"""What was asked of the poll."""

from collections.abc import Sequence

from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant


class FakeSigningQueue:
    """`available` False: nothing can be queued; `most`: how many accounts it takes at once."""

    def __init__(self) -> None:
        self.available = True
        self.most: int | None = None
        self.accounts: list[tuple[Tenant, SigningProvider, str]] = []
        self.documents: list[tuple[Tenant, SigningProvider, str, str]] = []
        self.shards: list[tuple[int, bool, dict[str, str] | None]] = []

    def follow_accounts(self, accounts: Sequence[tuple[Tenant, SigningProvider]], *, once: str) -> int:
        taken = accounts[: self.most] if self.available else ()
        self.accounts += [(tenant, provider, once) for tenant, provider in taken]
        return len(taken)

    def poll_shard(self, shard: int, *, failed_only: bool, after: dict[str, str] | None, once: str) -> None:
        self._check()
        self.shards.append((shard, failed_only, after))

    def settle_document(self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str) -> None:
        self._check()
        self.documents.append((tenant, provider, document_id, once))

    def _check(self) -> None:
        if not self.available:
            raise Unavailable("The task can't be queued now.")
