"""The end of a digital document: who is to sign it, or the record of how that was done."""

from dataclasses import dataclass
from datetime import datetime

from shared.dates import time_words
from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope, EnvelopeEntry, EnvelopeEvent
from shared.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """`at` is when the document became what it is: was made, or signed."""

    form: str
    at: datetime
    title: str
    text: str
    record: tuple[tuple[str, str], ...]


def unsigned_closing(t: Texts, document: DigitalDocument) -> Closing:
    text = t(
        "to_be_signed",
        name=document.recipient.name,
        customer=document.customer_name,
        when=time_words(document.expires_at, t.locale),
    )
    return Closing(form="to_sign", at=document.created_at, title=t("signature"), text=text, record=())


def signed_closing(t: Texts, document: DigitalDocument, envelope: Envelope) -> Closing:
    text = t(
        "was_signed",
        name=document.recipient.name,
        customer=document.customer_name,
        when=time_words(envelope.changed_at, t.locale),
    )
    record = (
        (t("link_sent_to"), t(f"by_{document.recipient.channel}", address=document.recipient.address)),
        *_step(t, "handed_over", envelope.at(EnvelopeEvent.HAND_OVER)),
        *_step(t, "opened", envelope.at(EnvelopeEvent.VIEW)),
        *_step(t, "signed", envelope.at(EnvelopeEvent.SIGN)),
        (t("sha256"), envelope.sha256),
    )
    return Closing(form="signed", at=envelope.changed_at, title=t("signature"), text=text, record=record)


def _step(t: Texts, name: str, entry: EnvelopeEntry | None) -> tuple[tuple[str, str], ...]:
    """When it was, from which address, and with which program."""
    if entry is None:
        return ()
    when = (t(f"{name}_at"), time_words(entry.at, t.locale))
    if entry.origin is None:
        return (when,)
    return (when, (t(f"{name}_from"), f"{entry.origin.ip} · {entry.origin.user_agent}"))
