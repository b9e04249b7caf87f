"""Work added to what was agreed: how much more it comes to (D12, Consumer Services Act 1985:716, section 36)."""

from shared.domain.digital_document import DigitalDocument
from shared.domain.money import Money, total

MOST_PERCENT = 15


def percent_added(added: Money, agreed: Money) -> int:
    """Of what was agreed, rounded up: nothing above the limit is shown as at it."""
    if added.amount == 0:
        return 0
    if agreed.amount == 0:
        return 100
    return -(-added.amount * 100 // agreed.amount)


def percent_beyond(added: Money, agreed: Money) -> int | None:
    """By how many percent that is more, where it is more than the customer must take without having been asked."""
    percent = percent_added(added, agreed)
    return percent if percent > MOST_PERCENT else None


def percent_over(document: DigitalDocument) -> int | None:
    """By how many percent the sum would rise, where that is more than the customer must take without being asked."""
    if document.agreed_total is None or document.added_before is None:
        return None
    added = total((document.jobs_total, document.added_before), document.currency)
    return percent_beyond(added, document.agreed_total)
