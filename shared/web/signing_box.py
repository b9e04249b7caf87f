"""How a digital document stands, as every page tells it that shows one (D5)."""

from dataclasses import dataclass
from datetime import timedelta

from shared import wiring
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.signing_account import CheckError
from shared.domain.upsell import percent_over
from shared.ports import Watched

HANDED_OVER_WITHIN = timedelta(minutes=2)
"""How long a page looks by itself whether a document was handed over: longer than it mostly takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningBox:
    """`here` is the page that shows it: what is done in the box leads back there. `provider_page` is the provider's
    own page of it; `is_awaited`: it was sent a moment ago, and is about to be handed over."""

    watched: Watched
    here: str
    provider_page: str | None
    is_awaited: bool

    @property
    def document(self) -> DigitalDocument:
        return self.watched.document

    @property
    def error(self) -> CheckError | None:
        """Why nothing was heard of it since."""
        return self.watched.account.last_error if self.document.is_out else None

    @property
    def can_be_reminded_of(self) -> bool:
        return self.document.is_out and self.document.known is not DocumentStatus.DRAFT

    @property
    def percent_over(self) -> int | None:
        return percent_over(self.document)


def signing_box(watched: Watched, here: str) -> SigningBox:
    document = watched.document
    is_new = wiring.now() < document.created_at + HANDED_OVER_WITHIN
    return SigningBox(
        watched=watched,
        here=here,
        provider_page=wiring.provider_page(document),
        is_awaited=document.status is DocumentStatus.DRAFT and is_new,
    )
