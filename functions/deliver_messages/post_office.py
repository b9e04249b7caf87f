"""All that delivery needs of the world."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant
from shared.ports import Addenda, Clock, Confirmations, Mailer, Orders, Outbox, RandomBytes, Users
from shared.terms_texts import TermsTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """`public_url` is the origin of links, `sender` the From address."""

    outbox: Outbox
    confirmations: Callable[[Tenant], Confirmations]
    users: Callable[[Tenant], Users]
    orders: Callable[[Tenant], Orders]
    addenda: Addenda
    terms: TermsTexts[str]
    mailer: Mailer
    keys: SigningKeys
    public_url: str
    sender: str
    now: Clock
    random_bytes: RandomBytes
