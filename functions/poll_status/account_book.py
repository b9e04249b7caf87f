"""A partner's account at a provider, with all that asking it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.concurrency import settle
from shared.domain.partner import SigningProvider
from shared.domain.signing import ProviderUnavailable
from shared.domain.signing_account import SigningAccount
from shared.ports import Clock, DigitalDocuments, Orders, RandomBytes, SigningAccounts, SigningService


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBook:
    provider: SigningProvider
    service: SigningService
    accounts: SigningAccounts
    documents: DigitalDocuments
    orders: Orders
    now: Clock
    random_bytes: RandomBytes

    def account(self) -> SigningAccount:
        return self.accounts.get(self.provider)

    def may_be_asked(self) -> bool:
        return self.account().may_be_asked(self.now())

    def jitter(self) -> float:
        return self.random_bytes(1)[0] / 255

    def note(self, change: Callable[[SigningAccount], SigningAccount]) -> SigningAccount:
        """Keep a change of the account as it is now: a document may have gone out meanwhile, or its credentials been
        given anew."""

        def attempt() -> SigningAccount:
            changed = change(self.account())
            self.accounts.save(changed)
            return changed

        return settle(attempt)

    def note_failure(self, error: ProviderUnavailable) -> SigningAccount:
        jitter = self.jitter()
        return self.note(lambda present: present.failed(error, now=self.now(), jitter=jitter))

    def note_answer(self) -> None:
        """It answered: what kept it from that before is over."""
        if self.account().last_error is not None:
            self.note(lambda present: present.recovered())
