"""What a message is about, looked at when it is delivered: whether it is still wanted, and the mail that it becomes."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.deliver_messages.compose import Occasion, compose
from functions.deliver_messages.compose_to_user import UserOccasion, compose_to_user
from functions.deliver_messages.mail import Mail
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.still_wanted import reason_to_drop, reason_to_drop_for_user
from shared.domain.approval_code import code_of
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.message import Message, MessageKind
from shared.domain.tenant import Tenant
from shared.ports import Approval

TO_USERS = frozenset({MessageKind.USER_INVITATION, MessageKind.PASSWORD_RESET})
WITH_TERMS = frozenset({MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER})


@dataclass(frozen=True, slots=True)
class Errand:
    """`obsolete` says why nobody needs it any more; `mail` makes it, with whatever that takes to be read."""

    obsolete: str | None
    mail: Callable[[], Mail]


def read_errand(message: Message, office: PostOffice) -> Errand:
    """Raises NotFound, Unavailable."""
    tenant = Tenant(message.partner_id)
    if message.kind in TO_USERS:
        member = office.users(tenant).find(message.about)
        link = _address(message, Purpose.ACTIVATE, "activate", office)
        occasion = UserOccasion(message=message, member=member, link=link, portal=f"{office.public_url}/portal")
        return Errand(reason_to_drop_for_user(message, member.user, office.now()), lambda: compose_to_user(occasion))
    approval = office.confirmations(tenant).read_approval(message.about)
    return Errand(
        reason_to_drop(message, approval.confirmation, office.now()),
        lambda: compose(_occasion(message, approval, office)),
    )


def _occasion(message: Message, approval: Approval, office: PostOffice) -> Occasion:
    confirmation = approval.confirmation
    is_code = message.kind is MessageKind.APPROVAL_CODE
    with_terms = message.kind in WITH_TERMS
    return Occasion(
        message=message,
        partner=approval.partner,
        customer=approval.customer,
        confirmation=confirmation,
        link=_address(message, Purpose.APPROVE, "approve", office, number=confirmation.link_number),
        code=code_of(confirmation.id, message.number, office.keys) if is_code else "",
        terms=office.terms.of(Tenant(message.partner_id), confirmation.terms) if with_terms else "",
    )


def _address(message: Message, purpose: Purpose, page: str, office: PostOffice, number: int | None = None) -> str:
    """Of the page that the message leads to; the link is sealed at this moment and stored nowhere."""
    link = Link(
        purpose=purpose,
        partner_id=message.partner_id,
        object_id=message.about,
        number=message.number if number is None else number,
    )
    return f"{office.public_url}/{page}/{seal_link(link, office.keys)}"
