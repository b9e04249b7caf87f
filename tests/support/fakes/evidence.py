"""Parts of pages that were shown, kept in memory; a contract test holds it against the real ones."""

from shared.domain.errors import NotFound
from shared.domain.tenant import Tenant


class FakeShownParts:
    def __init__(self) -> None:
        self.kept: dict[tuple[Tenant, str], bytes] = {}

    def keep(self, tenant: Tenant, sha256: str, content: bytes) -> None:
        self.kept.setdefault((tenant, sha256), content)

    def get(self, tenant: Tenant, sha256: str) -> bytes:
        if (tenant, sha256) not in self.kept:
            raise NotFound
        return self.kept[tenant, sha256]
