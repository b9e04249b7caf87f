"""What the mails to users say: an invitation, and the link with which another password is chosen (B10, B11)."""

from dataclasses import dataclass
from pathlib import Path

from functions.deliver_messages.mail import Block, Button, Facts, Heading, Mail, Notice, Paragraph
from shared.dates import time_words
from shared.domain.message import Message, MessageKind
from shared.domain.user import Member
from shared.texts import Texts, load_texts

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserOccasion:
    """`portal` is the address at which the partner's users sign in."""

    message: Message
    member: Member
    link: str
    portal: str

    @property
    def t(self) -> Texts:
        return load_texts(TEXTS, self.message.locale)

    @property
    def kind(self) -> str:
        """Whom the words are for: the beginning of the names of those that differ."""
        return "storefront" if self.member.user.customer_id else "colleague"

    @property
    def door(self) -> str:
        """The storefront's own page adds the partner's part of the sign-in name (B12)."""
        if self.member.user.customer_id is None:
            return self.portal
        return f"{self.portal}/sign-in?storefront={self.member.circle.partner.tenant_name}"

    @property
    def until(self) -> str:
        expires_at = self.member.user.link_expires_at
        return time_words(expires_at, self.message.locale) if expires_at else ""


def compose_to_user(occasion: UserOccasion) -> Mail:
    return user_invitation(occasion) if _is_invitation(occasion) else password_reset(occasion)


def user_invitation(o: UserOccasion) -> Mail:
    partner = o.member.circle.partner.name
    return _mail(
        o,
        subject=o.t(f"{o.kind}_invitation_subject", partner=partner),
        title=o.t("invitation_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t(f"{o.kind}_invitation_intro", partner=partner)),
            Button(o.t("invitation_button"), o.link, o.t("link_beneath")),
            Paragraph(o.t("activation_valid", when=o.until)),
            *_how_to_sign_in(o),
            Notice(o.t("invitation_stranger", partner=partner)),
        ),
    )


def password_reset(o: UserOccasion) -> Mail:
    partner = o.member.circle.partner.name
    return _mail(
        o,
        subject=o.t("reset_subject", partner=partner),
        title=o.t("reset_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t("reset_intro", partner=partner)),
            Button(o.t("reset_button"), o.link, o.t("link_beneath")),
            Paragraph(o.t("activation_valid", when=o.until)),
            *_how_to_sign_in(o),
            Notice(o.t("reset_stranger", partner=partner)),
        ),
    )


def _is_invitation(o: UserOccasion) -> bool:
    return o.message.kind is MessageKind.USER_INVITATION


def _how_to_sign_in(o: UserOccasion) -> tuple[Block, ...]:
    facts = ((o.t("sign_in_at"), o.door), (o.t("sign_in_name"), o.member.user.sign_in_name))
    return Heading(o.t("sign_in_heading")), Facts(facts)


def _mail(o: UserOccasion, *, subject: str, title: str, blocks: tuple[Block, ...]) -> Mail:
    partner = o.member.circle.partner
    return Mail(
        subject=subject,
        preview=o.t("activation_preview", when=o.until),
        brand=partner.name,
        title=title,
        blocks=blocks,
        footer=o.t(f"footer_{o.kind}", partner=partner.name),
        sender_name=o.t("via", partner=partner.name),
        reply_to=partner.notification_email,
    )
