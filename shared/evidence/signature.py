"""The evidence of a signature (D, G1), and of what comes after it: whoever's page it was given on."""

from collections.abc import Mapping
from datetime import datetime

from shared.domain.digital_document import DigitalDocument, Job
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.quote import Line, Totals
from shared.domain.tenant import Tenant
from shared.evidence.canonical import Json, timestamp
from shared.evidence.record import Evidence, SubjectKind
from shared.evidence.recording import PDF, actor_facts, money_facts, record, terms_facts
from shared.ports import RandomBytes


def evidence_of_signature(
    signed: DigitalDocument,
    partner: Mapping[str, Json],
    witnessed: Mapping[str, Json],
    people: Mapping[str, Json],
    *,
    at: datetime,
    random_bytes: RandomBytes,
) -> Evidence:
    """For a document as signing left it. `witnessed` is what is known of the page, `people` of those who opened it."""
    return record(
        SubjectKind.DIGITAL_DOCUMENT,
        signed.id,
        what="signed",
        partner=partner,
        facts={**_facts(signed), **witnessed},
        people={
            "customer": {"name": signed.customer_name},
            "recipient": {"name": signed.recipient.name, "address": signed.recipient.address},
            "sender": actor_facts(signed.sent_by),
            **people,
        },
        previous=None,
        at=at,
        random_bytes=random_bytes,
    )


def evidence_of_provider(
    signed: DigitalDocument, partner: Mapping[str, Json], *, at: datetime, random_bytes: RandomBytes
) -> Evidence:
    """Of a signature that was given on a provider's page: all that is known of it is what the provider tells."""
    witnessed: dict[str, Json] = {
        "document": None,
        "statements": [],
        "button": None,
        "language": None,
        "delivery": None,
        "history": [
            {"at": timestamp(entry.at), "event": entry.status, "raw": entry.raw, "source": entry.source}
            for entry in signed.history
        ],
    }
    return evidence_of_signature(signed, partner, witnessed, {}, at=at, random_bytes=random_bytes)


def evidence_of_filing(
    filed: DigitalDocument,
    tenant: Tenant,
    *,
    previous: EvidenceReference,
    at: datetime,
    random_bytes: RandomBytes,
) -> Evidence:
    """That the provider's signed file was kept, some time after the signature."""
    return record(
        SubjectKind.DIGITAL_DOCUMENT,
        filed.id,
        what="filed",
        partner={"id": tenant.partner_id},
        facts={
            "title": filed.title,
            "customer": {"id": filed.customer_id},
            "file": {
                "name": "signed",
                "media_type": PDF,
                "sha256": filed.signed_file.sha256 if filed.signed_file else None,
            },
        },
        people={},
        previous=previous,
        at=at,
        random_bytes=random_bytes,
    )


def _facts(signed: DigitalDocument) -> dict[str, Json]:
    last = signed.history[-1]
    return {
        "title": signed.title,
        "customer": {"id": signed.customer_id},
        "kind": signed.kind,
        "quote": {"id": signed.quote_id, "revision": signed.quote_revision} if signed.quote_id else None,
        "order": {"id": signed.order_id, "number": signed.order_number} if signed.order_id else None,
        "provider": signed.provider,
        "provider_document_id": signed.provider_document_id,
        "provider_status": signed.provider_status,
        "file": {"name": "to_sign", "media_type": PDF, "sha256": signed.file_sha256},
        "terms": terms_facts(signed.terms) if signed.terms else None,
        "agreed": {
            "lines": line_facts(signed.agreed_lines),
            "jobs": [_job(job) for job in signed.jobs],
            "options": list(signed.choices.options) if signed.choices else [],
            "total": {**total_facts(signed.totals), "jobs": money_facts(signed.jobs_total)},
        },
        "channel": signed.recipient.channel,
        "code": "not_asked",
        "signers": ["recipient"],
        "sent_at": timestamp(signed.created_at),
        "expires_at": timestamp(signed.expires_at),
        "signed_at": timestamp(last.at),
    }


def line_facts(lines: tuple[Line, ...]) -> Json:
    return [
        {
            "description": line.description,
            "quantity": line.quantity,
            "billing": line.billing,
            "unit_price": money_facts(line.unit_price),
        }
        for line in lines
    ]


def total_facts(totals: Totals) -> dict[str, Json]:
    return {"monthly": money_facts(totals.monthly), "one_time": money_facts(totals.one_time)}


def _job(job: Job) -> Json:
    return {
        "id": job.id,
        "description": job.description,
        "quantity": job.quantity,
        "unit_price": money_facts(job.unit_price),
        "decision": job.decision,
    }
