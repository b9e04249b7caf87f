"""Accept the terms: three things are asked for, a fourth where the partner wants a code (A8, A16)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from functions.accept_terms.check_code import check_code
from functions.accept_terms.evidence_of_acceptance import Shown, evidence_of_acceptance
from functions.accept_terms.order_on_acceptance import Ordering, order_on_acceptance
from functions.accept_terms.outcome import Outcome, answer
from shared.domain.approval_code import is_code_wanted
from shared.domain.approval_messages import acceptance_copies
from shared.domain.confirmation import Confirmation, Origin, Person
from shared.domain.customer import Customer
from shared.domain.link import Link
from shared.domain.signing_keys import SigningKeys
from shared.evidence.record import Evidence
from shared.faults import Fault
from shared.ports import Approval, Clock, Confirmations, RandomBytes, ShownParts


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTerms:
    """`form_faults` is what was wrong with the form before its fields were looked at."""

    link: Link
    terms_accepted: bool
    authorized: bool
    contact_id: str
    code: str
    wants_new_code: bool
    origin: Origin
    form_faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What an acceptance is recorded with: `show` says what its page shows of an approval (G1)."""

    show: Callable[[Approval], Shown]
    parts: ShownParts
    random_bytes: RandomBytes


def accept_terms(
    command: AcceptTerms,
    *,
    confirmations: Confirmations,
    ordering: Ordering,
    witness: Witness,
    keys: SigningKeys,
    now: Clock,
) -> Outcome:
    """Raises NotFound, Unavailable."""

    def decide(approval: Approval, at: datetime) -> Outcome:
        faults = (*command.form_faults, *_faults(command, approval.customer))
        if faults:
            return Outcome(approval=approval, faults=faults)
        contact = approval.customer.contact(command.contact_id)
        is_addressee = contact.id == approval.confirmation.addressee.contact_id
        needs_code = is_code_wanted(approval.partner.require_code, is_addressee=is_addressee)
        if needs_code:
            refused = check_code(
                approval,
                contact,
                command.code,
                wants_new=command.wants_new_code,
                confirmations=confirmations,
                keys=keys,
                at=at,
            )
            if refused is not None:
                return refused
        accepted = replace(
            approval.confirmation.accepted(Person.of(contact), now=at, origin=command.origin),
            code_checked=True if needs_code else None,
        )
        evidence = _witnessed(accepted, approval, command.link, witness, at)
        accepted = replace(accepted, evidence=evidence.record.reference)
        copies = acceptance_copies(accepted, approval.partner, approval.customer, at)
        if accepted.places_order:
            order = order_on_acceptance(accepted, copies, evidence, ordering=ordering, at=at)
            return Outcome(approval=replace(approval, confirmation=accepted), order=order)
        confirmations.save(accepted, copies, evidence)
        return Outcome(approval=replace(approval, confirmation=accepted))

    return answer(command.link, confirmations=confirmations, now=now, decide=decide)


def _witnessed(accepted: Confirmation, approval: Approval, link: Link, witness: Witness, at: datetime) -> Evidence:
    """The terms as they were shown are kept before the record that names their hash."""
    shown = witness.show(approval)
    witness.parts.keep(link.tenant, shown.terms_sha256, shown.terms.encode())
    return evidence_of_acceptance(accepted, approval, shown, at=at, random_bytes=witness.random_bytes)


def _faults(command: AcceptTerms, customer: Customer) -> tuple[Fault, ...]:
    faults = []
    if not command.terms_accepted:
        faults.append(Fault("terms_accepted", "terms_accepted_missing"))
    if not command.authorized:
        faults.append(Fault("authorized", "authorized_missing"))
    if command.contact_id not in {contact.id for contact in customer.signatories}:
        faults.append(Fault("contact_id", "contact_id_missing"))
    return tuple(faults)
