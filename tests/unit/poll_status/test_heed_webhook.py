"""A webhook says where to look, and nothing else (D11)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.poll_status.heed_webhook import heed_webhook
from shared.domain.errors import Unavailable
from shared.domain.link import Link, LinkUnknown, Purpose, seal_link
from shared.domain.partner import SigningProvider
from shared.domain.signing_keys import SigningKeys
from tests.support.builders import KEYS, PARTNER_ID, TENANT
from tests.support.fakes.signing_queue import FakeSigningQueue
from tests.support.signing import DOCUMENT_ID


def secret(purpose: Purpose = Purpose.WEBHOOK, keys: SigningKeys = KEYS) -> str:
    return seal_link(Link(purpose=purpose, partner_id=PARTNER_ID, object_id=PARTNER_ID, number=1), keys)


def event(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "event": "document.signed",
        "event_action": "signed",
        "subscription_id": "sub1",
        "entity": {"id": "e1"},
        "document": {"id": "ga1", "external_id": DOCUMENT_ID, "status": "signed"},
        "recipient": {"email": "anna.ek@bageri.example", "status": "signed"},
    }
    return told | changes


def heed(queue: FakeSigningQueue, told: object = None, of: str | None = None) -> str | None:
    body = told if isinstance(told, bytes) else json.dumps(event() if told is None else told).encode()
    return heed_webhook(secret() if of is None else of, body, keys=KEYS, queue=queue)


def test_what_it_tells_of_is_queued_to_be_read_back() -> None:
    queue = FakeSigningQueue()

    assert heed(queue) == DOCUMENT_ID

    ((tenant, provider, document_id, _),) = queue.documents
    assert (tenant, provider, document_id) == (TENANT, SigningProvider.GETACCEPT, DOCUMENT_ID)


def test_nothing_of_what_it_says_about_the_status_is_taken_on() -> None:
    queue = FakeSigningQueue()
    heed(queue, event(document={"id": "ga1", "external_id": DOCUMENT_ID, "status": "signed", "sign_date": "now"}))

    assert "signed" not in repr(queue.documents)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "par_01KAPARTNER00000000000001A",
        secret(Purpose.SIGN).replace("doc", "par"),
        secret(keys=SigningKeys({1: b"another key"})),
        secret()[:-2],
    ],
    ids=["none", "a-guess", "another-purpose", "another-key", "cut-short"],
)
def test_an_address_that_was_never_given_out_leads_nowhere(forged: str) -> None:
    queue = FakeSigningQueue()

    with pytest.raises(LinkUnknown):
        heed(queue, of=forged)
    assert queue.documents == []


def test_repeats_of_an_event_are_one_wish_and_other_events_are_others() -> None:
    queue = FakeSigningQueue()
    for told in (
        event(),
        event(entity={"id": "e2"}),
        event(event_action="viewed"),
        event(subscription_id="sub2"),
        event(recipient={"email": "bo@bageri.example"}),
        event(document={"id": "ga2", "external_id": DOCUMENT_ID}),
    ):
        heed(queue, told)

    keys = [once for *_, once in queue.documents]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 5


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"document": "ga1"}',
        b'{"document": {"external_id": 5}}',
        b'{"document": {"id": "ga1"}}',
        b'{"document": {"external_id": "quo_01KAAAAAACCVST0MER00000001"}}',
        b'{"document": {"external_id": "doc_01KAAAAAAKCVST0MER00000001#../x"}}',
        b'{"document": {"external_id": null}, "recipient": []}',
        b"[" * 60_000,
    ],
)
def test_what_makes_no_sense_is_ignored(junk: bytes) -> None:
    queue = FakeSigningQueue()

    assert heed(queue, junk) is None
    assert queue.documents == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["document", "recipient", "external_id", "id", "event", "email"]), inner)
        ),
    )
)
def test_nothing_that_is_sent_breaks_it(told: object) -> None:
    assert heed(FakeSigningQueue(), json.dumps(told).encode()) is None


def test_what_cannot_be_queued_is_refused_so_that_it_is_sent_again() -> None:
    queue = FakeSigningQueue()
    queue.available = False

    with pytest.raises(Unavailable):
        heed(queue)
