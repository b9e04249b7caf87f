"""Every mail and text the system sent, as JSON for programs and as a page for people; and the mail service's switch.

| route                              | does                                                                  |
|------------------------------------|-----------------------------------------------------------------------|
| GET /                              | the page                                                              |
| GET /messages.json                 | newest first                                                          |
| GET /messages/{id}/html            | a mail's HTML part, unable to do anything but show itself             |
| GET /messages/{id}/attachments/{n} | the bytes                                                             |
| PUT /mail-service                  | `{"available": false}` makes SES refuse with 503, `true` ends that    |
"""

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote

from local.asgi import Receive, Response, Scope, Send, answer_lifespan, body_of, respond
from local.emulator_faults import MailService, all_mail, all_texts
from local.mail import SentMail, readable, timestamp
from local.texts import SentText

HTML = "text/html; charset=utf-8"
# A link in a mail may open; scripts, forms and remote content may not.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
MAIL_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox {SANDBOX}"
NOT_FOUND = Response(404, "text/plain", b"There is nothing here.\n")
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --line: color-mix(in srgb, currentColor 25%, transparent) }
body { max-width: 52rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.25rem }
h2 { font-size: 1.1rem; margin: 0 }
article { border-top: 1px solid var(--line); padding: 1rem 0 }
p { margin: .25rem 0 }
.about { opacity: .75 }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); background: white; color-scheme: light }
summary { cursor: pointer; padding: .25rem 0 }
"""


class Mailbox:
    def __init__(
        self,
        url: str,
        service: MailService,
        read: Callable[[], list[SentMail]] = all_mail,
        read_texts: Callable[[], list[SentText]] = all_texts,
    ) -> None:
        self._url = url
        self._service = service
        self._read = read
        self._read_texts = read_texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        elif scope["type"] == "http":
            await respond(send, self.answer(scope["method"], scope["path"], await body_of(receive)))

    def answer(self, method: str, path: str, body: bytes) -> Response:
        if (method, path) == ("PUT", "/mail-service"):
            self._service.available = bool(json.loads(body)["available"])
            return Response(204, "text/plain", b"")
        if method not in {"GET", "HEAD"}:
            return NOT_FOUND
        if path == "/":
            return Response(200, HTML, self._page().encode(), {"Content-Security-Policy": PAGE_POLICY})
        if path == "/messages.json":
            return Response(200, "application/json", json.dumps([self._row(one) for one in self._newest()]).encode())
        if found := re.fullmatch(r"/messages/([^/]+)/(html|attachments/\d+)", path):
            return self._part(*found.groups())
        return NOT_FOUND

    def _newest(self) -> list[SentMail | SentText]:
        return sorted([*self._read(), *self._read_texts()], key=lambda one: one.sent_at, reverse=True)

    def _row(self, sent: SentMail | SentText) -> dict[str, Any]:
        return _text_row(sent) if isinstance(sent, SentText) else self._mail_row(sent)

    def _mail_row(self, mail: SentMail) -> dict[str, Any]:
        return {
            "id": mail.identifier,
            "channel": "email",
            "to": [readable(address) for address in mail.to],
            "subject": mail.subject,
            "text": mail.body("plain"),
            "html": mail.body("html"),
            "attachments": [
                {"name": part.name, "size": len(part.content), "url": self._address(mail, f"attachments/{number}")}
                for number, part in enumerate(mail.attachments())
            ],
            "sent_at": timestamp(mail.sent_at),
        }

    def _address(self, mail: SentMail, part: str) -> str:
        return f"{self._url}/messages/{quote(mail.identifier)}/{part}"

    def _part(self, identifier: str, part: str) -> Response:
        mail = next((each for each in self._read() if each.identifier == identifier), None)
        if mail is None:
            return NOT_FOUND
        if part == "html":
            shown = f'<base target="_blank">{mail.body("html")}'
            return Response(200, HTML, shown.encode(), {"Content-Security-Policy": MAIL_POLICY})
        number = int(part.removeprefix("attachments/"))
        attachments = mail.attachments()
        if number >= len(attachments):
            return NOT_FOUND
        attachment = attachments[number]
        disposition = f"attachment; filename*=UTF-8''{quote(attachment.name)}"
        return Response(200, attachment.content_type, attachment.content, {"Content-Disposition": disposition})

    def _page(self) -> str:
        sent = "".join(
            _text_article(one) if isinstance(one, SentText) else self._article(one) for one in self._newest()
        )
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Mailbox</title>'
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
            f"<h1>Mailbox</h1>{sent or '<p>No mail yet: what the system sends shows up here.'}</html>"
        )

    def _article(self, mail: SentMail) -> str:
        attachments = "".join(
            f'<li><a href="{escape(self._address(mail, f"attachments/{number}"))}">{escape(part.name)}</a>'
            f" ({len(part.content)} bytes)"
            for number, part in enumerate(mail.attachments())
        )
        html = (
            f"<details><summary>As HTML</summary><iframe loading=lazy sandbox='{SANDBOX}' title='The mail'"
            f" src='{escape(self._address(mail, 'html'))}'></iframe></details>"
        )
        return (
            f"<article><h2>{escape(mail.subject)}</h2>"
            f'<p class="about">To {escape(", ".join(map(readable, mail.to)))} · from {escape(mail.sender)}'
            f" · {escape(timestamp(mail.sent_at))}</p>"
            f"{f'<ul>{attachments}</ul>' if attachments else ''}"
            f"{html if mail.body('html') else ''}"
            f"<details open><summary>As text</summary><pre>{escape(mail.body('plain'))}</pre></details></article>"
        )


def _text_row(text: SentText) -> dict[str, Any]:
    return {
        "id": text.identifier,
        "channel": "sms",
        "to": [text.to],
        "subject": "",
        "text": text.text,
        "html": "",
        "attachments": [],
        "sent_at": timestamp(text.sent_at),
    }


def _text_article(text: SentText) -> str:
    shown = re.sub(r"https?://\S+", lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(text.text))
    return (
        f"<article><h2>Text message</h2>"
        f'<p class="about">To {escape(text.to)} · {escape(timestamp(text.sent_at))}</p><pre>{shown}</pre></article>'
    )
