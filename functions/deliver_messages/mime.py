"""A mail as the bytes that go out: text and HTML side by side, and what is attached beneath them."""

import hashlib
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna

from functions.deliver_messages.mail import Mail
from functions.deliver_messages.mailbox import Mailbox
from functions.deliver_messages.render import mail_html, record_html
from shared.domain.message import MailRefused, Message

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\@]+@[A-Za-z0-9.-]+")


def ascii_address(email: str) -> str:
    """The address as SES takes it, its domain in IDNA.

    Raises MailRefused when the part before the @ isn't ASCII: SES carries no such mail; or for what is no address.
    """
    local, _, domain = email.rpartition("@")
    if not local.isascii():
        raise MailRefused("InternationalLocalPart")
    address = f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"
    if not _ADDRESS.fullmatch(address):
        raise MailRefused("NoAddress")
    return address


def to_mime(mail: Mail, message: Message, *, sender: str, now: datetime) -> bytes:
    mime = EmailMessage(policy=SMTP)
    mime["From"] = _mailbox("From", mail.sender_name, sender)
    mime["To"] = _mailbox("To", message.to_name, message.to_address)
    if mail.reply_to is not None:
        mime["Reply-To"] = _mailbox("Reply-To", "", mail.reply_to)
    mime["Subject"] = _one_line(mail.subject)
    mime["Date"] = format_datetime(now)
    mime["Message-ID"] = f"<{_digest(message)}@{sender.rpartition('@')[2]}>"
    mime["Auto-Submitted"] = "auto-generated"
    # Quoted-printable: SES asks for 7 bits, and for lines of fewer than 1,000 characters.
    mime.set_content(mail.as_text(), cte="quoted-printable")
    mime.add_alternative(mail_html(mail, message.locale), subtype="html", cte="quoted-printable")
    if mail.record is not None:
        content = record_html(mail.record, message.locale)
        mime.add_attachment(content, subtype="html", cte="base64", filename=mail.record.name)
    if mail.pdf is not None:
        mime.add_attachment(mail.pdf.content, maintype="application", subtype="pdf", filename=mail.pdf.name)
    mime["Content-Language"] = message.locale
    return mime.as_bytes()


def _digest(message: Message) -> str:
    """The same for every attempt, so that mailboxes may know a duplicate; short enough to stand on one line."""
    return hashlib.sha256(f"{message.partner_id}/{message.id}".encode()).hexdigest()[:32]


def _mailbox(header: str, display_name: str, email: str) -> Mailbox:
    return Mailbox(name=header, display_name=_one_line(display_name), address=ascii_address(email))


def _one_line(text: str) -> str:
    """Text for a header: nothing in it ends a line, hides, turns the writing around, or is another text encoded."""
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return shown.replace("=?", "= ?")
