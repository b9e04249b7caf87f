"""What a signature on our own page is recorded with: what was shown, what was ticked, by whom, from where (G1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.envelope import Envelope
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.evidence.canonical import Json, timestamp
from shared.evidence.record import Evidence
from shared.evidence.recording import Part, delivery_facts, document_facts, origin_facts, statement_facts
from shared.evidence.signature import evidence_of_signature
from shared.ports import RandomBytes, ShownParts, Signing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The page as it was opened: what there was to sign, in its parts, word for word, with nothing chosen yet.

    `statement` are the words of the box, which hold `CUSTOMER` where they name the customer; `button` those of the
    button.
    """

    locale: Locale
    parts: tuple[Part, ...]
    statement: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """`show` says what the page shows of what is to be signed."""

    show: Callable[[Signing], Shown]
    parts: ShownParts
    random_bytes: RandomBytes

    def evidence(self, tenant: Tenant, signed: Envelope, signing: Signing, at: datetime) -> Evidence:
        """For an envelope as signing left it. Parts that are kept by their hash are kept before it is named."""
        shown = self.show(signing)
        for part in (part for part in shown.parts if part.kept):
            self.parts.keep(tenant, part.sha256, part.content)
        document = replace(
            signed.applied_to(signing.document), provider_document_id=signed.id, file_sha256=signed.sha256
        )
        witnessed: dict[str, Json] = {
            "document": document_facts(shown.parts),
            "statements": statement_facts({"agreed": shown.statement}),
            "button": shown.button,
            "language": shown.locale,
            "delivery": delivery_facts(signing.message),
            "history": [{"at": timestamp(entry.at), "event": entry.event} for entry in signed.history],
        }
        return evidence_of_signature(
            document,
            {"id": signing.partner.id, "name": signing.partner.name},
            witnessed,
            origin_facts([entry.origin for entry in signed.history]),
            at=at,
            random_bytes=self.random_bytes,
        )
