"""A mailer that keeps what it was given; it can be down, refuse, or take a mail and lose the reply."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class SentMail:
    """`text`, `html` and `record` are decoded as a mailbox would show them."""

    mime: bytes
    to: str
    partner_id: str
    message_id: str

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.mime, policy=default)

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def record(self) -> str:
        (attachment,) = self.message.iter_attachments()
        return str(attachment.get_content())

    def _body(self, kind: Literal["plain", "html"]) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


class FakeMailer:
    def __init__(self) -> None:
        self.sent: list[SentMail] = []
        self.tries = 0
        self.down: DomainError | None = None
        self.reply_lost: DomainError | None = None
        self.meanwhile: Callable[[], None] = lambda: None

    def send(self, mime: bytes, *, to: str, partner_id: str, message_id: str) -> str:
        self.tries += 1
        if self.down is not None:
            raise self.down
        self.sent.append(SentMail(mime, to, partner_id, message_id))
        self.meanwhile()
        if self.reply_lost is not None:
            raise self.reply_lost
        return f"ses-{len(self.sent)}"


class FakeTexter:
    """A texter that keeps what it was given; it can be down, or refuse."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down: DomainError | None = None

    def send(self, text: str, *, to: str) -> str:
        if self.down is not None:
            raise self.down
        self.sent.append((to, text))
        return f"sns-{len(self.sent)}"
