"""The evidence that goes on: what was accepted doesn't hold any more, and why (A12, G2)."""

from dataclasses import replace
from datetime import datetime

from shared.domain.confirmation import LATER_EVIDENCE, Confirmation
from shared.domain.tenant import Actor, Tenant
from shared.evidence.record import Evidence, SubjectKind
from shared.evidence.recording import actor_facts, record
from shared.ports import RandomBytes


def with_evidence(
    changed: Confirmation, tenant: Tenant, by: Actor, *, at: datetime, random_bytes: RandomBytes
) -> tuple[Confirmation, Evidence | None]:
    """For a confirmation as its last step left it; without evidence where there was none to go on from."""
    step, previous = changed.history[-1], changed.evidence
    if previous is None or step.event not in LATER_EVIDENCE:
        return changed, None
    evidence = record(
        SubjectKind.CONFIRMATION,
        changed.id,
        what=LATER_EVIDENCE[step.event],
        partner={"id": tenant.partner_id},
        facts={
            "title": changed.title,
            "customer": {"id": changed.customer_id},
            "quote": {"id": changed.quote_id, "revision": changed.quote_revision},
            "why": step.detail,
        },
        people={"by": actor_facts(by)},
        previous=previous,
        at=at,
        random_bytes=random_bytes,
    )
    return replace(changed, evidence=evidence.record.reference.after(previous)), evidence
