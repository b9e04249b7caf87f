"""Sign: take or leave each option, decide on each job, and sign the rest as it stands (D8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from functions.sign_document.outcome import Decided, Outcome, answer
from functions.sign_document.witness import Witness
from shared.domain.confirmation import Origin
from shared.domain.digital_document import Choices, DigitalDocument
from shared.domain.link import Link
from shared.domain.signing_messages import signed_copy
from shared.faults import Fault
from shared.ports import Clock, Envelopes, Signing, SigningQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDocument:
    """`options` are the ids of the lines that were ticked; `jobs` says of a job's id whether it was accepted.

    `form_faults` is what was wrong with the form before its fields were looked at.
    """

    link: Link
    options: frozenset[str]
    jobs: Mapping[str, bool]
    origin: Origin
    form_faults: tuple[Fault, ...] = ()


def sign_document(
    command: SignDocument, *, envelopes: Envelopes, queue: SigningQueue, witness: Witness, now: Clock
) -> Outcome:
    """Raises NotFound, Unavailable."""

    def decide(signing: Signing, at: datetime) -> Decided:
        document = signing.document
        faults = (*command.form_faults, *_faults(command, document))
        if faults:
            return Decided(faults=faults)
        choices = Choices(
            options=tuple(line.id for line in document.lines if line.id in command.options),
            accepted_jobs=tuple(job.id for job in document.jobs if command.jobs[job.id]),
        )
        signed = signing.envelope.signed(choices, now=at, origin=command.origin)
        evidence = witness.evidence(command.link.tenant, signed, signing, at)
        return Decided(
            envelope=replace(signed, evidence=evidence.record.reference),
            messages=(signed_copy(document, command.link.partner_id, at),),
            evidence=evidence,
        )

    return answer(command.link, envelopes=envelopes, queue=queue, now=now, decide=decide)


def _faults(command: SignDocument, document: DigitalDocument) -> tuple[Fault, ...]:
    offered = {line.id for line in document.lines if line.optional}
    unknown = () if command.options <= offered else (Fault("options", "options_unknown"),)
    undecided = (job for job in document.jobs if job.id not in command.jobs)
    return (*unknown, *(Fault(f"job_{job.id}", "job_missing", {"job": job.description}) for job in undecided))
