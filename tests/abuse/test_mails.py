"""What people typed stays what they typed: in a mail's headers, in its text and in its markup."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from email import message_from_bytes
from email.policy import SMTP
from functools import cache
from typing import Any

import pytest

from functions.deliver_messages.mime import ascii_address
from shared.domain.message import MailRefused, Message
from tests.support.builders import TERMS, a_confirmation, a_customer, a_partner
from tests.support.fakes.mailer import SentMail
from tests.unit.deliver_messages.test_mails import occasions
from tests.unit.deliver_messages.test_order_mails import CASES as OF_ORDERS
from tests.unit.deliver_messages.test_order_mails import PARTNER, SHOPPER
from tests.unit.deliver_messages.test_user_mails import CASES as TO_USERS
from tests.unit.deliver_messages.world import World

TYPED = {
    "author",
    "city",
    "company",
    "description",
    "display_name",
    "first_name",
    "job_title",
    "last_name",
    "name",
    "reason",
    "title",
    "to_name",
}
"""The fields that hold what somebody typed, whatever they are in."""

HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "Content-Type",
    "MIME-Version",
}

INJECTED = (
    "a\r\nBcc: everybody@elsewhere.example",
    "\x00",
    "\N{COMBINING ACUTE ACCENT}" * 300,
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "<script>alert(1)</script>",
    "a\nBcc: everybody@elsewhere.example\n\n<b>",
    "a\x0bBcc: b@elsewhere.example\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: c@elsewhere.example",
    '"Anna" <everybody@elsewhere.example>, b@elsewhere.example',
    "=?utf-8?q?a=0D=0ABcc=3A_everybody=40elsewhere.example?=",
    "=?utf-8?b?DQpCY2M6IGVAZS5leGFtcGxl?=",
    "anna@bageri.example, everybody@elsewhere.example;",
    "Anna <everybody@elsewhere.example>, b@elsewhere.example " + "and more until a line is folded " * 4,
    "Åsa, <everybody@elsewhere.example> " * 5,
    '(comment) \\ <>@,;:".[]',
    "</mj-text></mj-column><mj-raw><img src=x onerror=alert(1)></mj-raw>",
    "<!-- --><mj-include path='/etc/passwd'/><![CDATA[",
    "&#60;img src=x&#62;{% for x in y %}{{ config }}{# #}",
)


def spoiled[T](made: T, word: str) -> T:
    """The same with that word in every field that somebody typed."""
    if isinstance(made, tuple):
        return type(made)(*(spoiled(one, word) for one in made)) if hasattr(made, "_fields") else _each(made, word)  # type: ignore[return-value]
    if not is_dataclass(made) or isinstance(made, type):
        return made
    changed: dict[str, Any] = {}
    for field in fields(made):
        value = getattr(made, field.name)
        is_typed = field.name in TYPED and type(value) is str
        changed[field.name] = word if is_typed else spoiled(value, word)
    return replace(made, **changed)


def _each(made: Iterable[Any], word: str) -> tuple[Any, ...]:
    return tuple(spoiled(one, word) for one in made)


def to_user(user: Any, message: Any) -> tuple[Message, dict[str, Any]]:
    return message, {"users": (user,)}


@cache
def mails(word: str) -> tuple[tuple[Message, SentMail], ...]:
    """One of each kind, in a world where everybody typed that word."""
    around: dict[str, Any] = {
        "confirmation": a_confirmation(),
        "partner": a_partner(),
        "customer": a_customer(),
        "terms": (TERMS,),
        "users": (SHOPPER,),
    }
    said: list[tuple[Message, dict[str, Any]]] = [
        *((message, {"confirmation": confirmation}) for message, confirmation in occasions().values()),
        *((message, {"order": order, "partner": PARTNER}) for message, order in OF_ORDERS.values()),
        *(to_user(*case.values) for case in TO_USERS),
    ]
    made: list[tuple[Message, SentMail]] = []
    for message, about in said:
        standing = {name: spoiled(value, word) for name, value in (around | about).items()}
        world = World(spoiled(message, word), **standing)
        world.deliver(message)
        made.extend((message, mail) for mail in world.mailer.sent)
    return tuple(made)


def test_there_are_mails_of_every_kind_to_try() -> None:
    assert len({message.kind for message, _ in mails("Anna")}) >= 14
    assert any("{{7*7}}" in str(mail.message["Subject"]) for _, mail in mails("{{7*7}}"))


@pytest.mark.parametrize("word", INJECTED, ids=lambda word: ascii(word)[1:25])
def test_no_word_becomes_a_header_or_a_recipient(word: str) -> None:
    plain = mails("Anna")
    for (message, mail), (_, usual) in zip(mails(word), plain, strict=True):
        read = message_from_bytes(mail.mime, policy=SMTP)
        head = mail.mime.partition(b"\r\n\r\n")[0].decode("ascii")

        assert set(read.keys()) <= HEADERS, message.kind
        assert len(read.keys()) == len(set(read.keys()))
        assert not re.search(r"(?<!\r)\n|\r(?!\n)", head)
        for header in ("From", "To", "Reply-To"):
            addresses = [one.addr_spec for one in read[header].addresses] if read[header] else []
            assert addresses == [one.addr_spec for one in (usual.message[header].addresses if read[header] else [])]
        assert [part.get_content_type() for part in read.walk()] == [
            part.get_content_type() for part in usual.message.walk()
        ]


@pytest.mark.parametrize("word", INJECTED, ids=lambda word: ascii(word)[1:25])
def test_no_word_becomes_markup_or_is_worked_out(word: str) -> None:
    plain = mails("Anna")
    for (message, mail), (_, usual) in zip(mails(word), plain, strict=True):
        assert tags(mail.html) <= tags(usual.html) | {"br"}, message.kind
        assert "root:" not in mail.html
        assert "49$" not in mail.text


@pytest.mark.parametrize(
    "address",
    [
        "anna@bageri.example\r\nBcc: b@elsewhere.example",
        "anna@bageri.example, b@elsewhere.example",
        "<b@elsewhere.example> anna@bageri.example",
        "anna@bageri.example>",
        "a b@bageri.example",
        "bageri.example",
        "@bageri.example",
        "anna@",
    ],
)
def test_an_address_that_is_none_is_refused_though_it_came_this_far(address: str) -> None:
    with pytest.raises(MailRefused):
        ascii_address(address)


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][\w-]*)", html))
