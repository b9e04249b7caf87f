"""The evidence of a consent: what was agreed, how, and by whom that was recorded (D7, G1)."""

from shared.domain.digital_document import DigitalDocument
from shared.domain.order import Consent, Order
from shared.domain.quote import Quote
from shared.evidence.canonical import Json, timestamp
from shared.evidence.record import Evidence, SubjectKind
from shared.evidence.recording import actor_facts, record
from shared.evidence.signature import line_facts, total_facts
from shared.ports import Placing, RandomBytes


def evidence_of_consent(
    order: Order,
    consent: Consent,
    agreed: Quote,
    placing: Placing,
    *,
    signed: DigitalDocument | None,
    random_bytes: RandomBytes,
) -> Evidence:
    """`agreed` is the quote with the lines that the customer agreed to; `signed` the document, where it was signed."""
    lines = tuple(line for line in agreed.lines if not line.optional)
    return record(
        SubjectKind.ORDER,
        order.id,
        what="consented",
        partner={"id": placing.partner.id, "name": placing.partner.name},
        facts={
            "title": agreed.title,
            "customer": {"id": placing.customer.id},
            "quote": {"id": agreed.id, "revision": agreed.revision},
            "how": consent.how,
            "document": _document(signed),
            "agreed": {"lines": line_facts(lines), "total": total_facts(agreed.totals)},
            "has_note": consent.note is not None,
            "consented_at": timestamp(consent.at),
        },
        people={
            "customer": {"name": placing.customer.name},
            "by": actor_facts(consent.by),
            **({} if consent.note is None else {"note": {"text": consent.note}}),
        },
        previous=None,
        at=consent.at,
        random_bytes=random_bytes,
    )


def _document(signed: DigitalDocument | None) -> Json:
    if signed is None:
        return None
    of_it: Json = None
    if signed.evidence is not None:
        of_it = {"record_id": signed.evidence.record_id, "record_hash": signed.evidence.record_hash}
    return {"id": signed.id, "status": signed.status, "evidence": of_it}
