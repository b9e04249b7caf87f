"""One partner in memory, among tenant names that others have; a contract test holds it against the real one."""

from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.partner import Partner, TenantNameTaken


class FakePartners:
    def __init__(self, partner: Partner | None = None, *, claims: dict[str, str] | None = None) -> None:
        self.partner = partner
        self.claims = {} if claims is None else claims
        self.saved: list[Partner] = []
        if partner is not None:
            self.claims[partner.tenant_name] = partner.id

    def find(self) -> Partner | None:
        return self.partner

    def get(self) -> Partner:
        if self.partner is None:
            raise NotFound
        return self.partner

    def put(self, partner: Partner, previous: Partner | None) -> None:
        if (self.partner.version if self.partner else None) != (previous.version if previous else None):
            raise ConcurrentChange
        if self.claims.get(partner.tenant_name, partner.id) != partner.id:
            raise TenantNameTaken
        if previous is not None:
            del self.claims[previous.tenant_name]
        self.claims[partner.tenant_name] = partner.id
        self.partner = partner
        self.saved.append(partner)
