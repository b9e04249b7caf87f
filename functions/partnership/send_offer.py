"""Send the offer that the wizard's draft holds, once, whatever is clicked twice (E7)."""

from dataclasses import dataclass

from functions.partnership.offer_partnership import OfferPartnership, offer
from functions.partnership.read_partnership import read_partnership
from shared.domain.concurrency import check_version, settle
from shared.domain.errors import Conflict, NotFound
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import Partnership, Side
from shared.domain.tenant import Actor
from shared.ports import Clock, OfferDrafts, Partnerships, RandomBytes, Recipients

NEEDED = frozenset({WizardStep.CUSTOMER, WizardStep.CONTACTS})
"""What the wizard asks for before its last question; both are right once they are completed."""


class DraftUnfinished(Conflict):
    def __init__(self) -> None:
        super().__init__("Something before is not filled in yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOffer:
    """`expected_version` is that of the draft which the page showed: what wasn't seen isn't sent."""

    draft_id: str
    expected_version: int | None
    manager_user_ids: tuple[str, ...]
    offered_by: Actor


def send_offer(
    command: SendOffer,
    *,
    drafts: OfferDrafts,
    partnerships: Partnerships,
    recipients: Recipients,
    now: Clock,
    random_bytes: RandomBytes,
) -> Partnership:
    """Sent now, or before: the draft goes with it, and its id is the partnership's.

    Raises NotFound for one that was cancelled, Stale, DraftUnfinished, Invalid (OwnTenant, UnknownUser,
    RecipientNotFound), PartnershipExists.
    """
    by = command.offered_by

    def attempt() -> Partnership:
        draft = drafts.find(by.user_id)
        if draft is None or draft.id != command.draft_id:
            return read_sent(command.draft_id, by.user_id, partnerships=partnerships)
        check_version(draft.version, command.expected_version)
        if not NEEDED.issubset(draft.completed):
            raise DraftUnfinished
        change = offer(
            _offer_of(draft, command),
            partnerships=partnerships,
            recipients=recipients,
            now=now,
            random_bytes=random_bytes,
            draft=draft,
        )
        return change.partnership

    return settle(attempt)


def read_sent(draft_id: str, user_id: str, *, partnerships: Partnerships) -> Partnership:
    """The offer that a draft became. Raises NotFound."""
    seen = read_partnership(draft_id, user_id, partnerships=partnerships)
    if seen.side is not Side.PARTNER:
        raise NotFound
    return seen.partnership


def _offer_of(draft: OfferDraft, command: SendOffer) -> OfferPartnership:
    return OfferPartnership(
        partnership_id=draft.id,
        tenant_name=draft.tenant_name,
        contact_email=draft.contact_email,
        message=draft.message,
        contact_user_ids=draft.contact_user_ids,
        manager_user_ids=command.manager_user_ids,
        offered_by=command.offered_by,
    )
