"""What a signature at a provider is recorded with, and what came after it (G1, G2)."""

import json
from datetime import timedelta

import pytest

from shared.domain.digital_document import DocumentStatus
from shared.evidence.disclosures import digests_of
from tests.support.builders import CUSTOMER_ID, PARTNER_ID, QUOTE_ID, TERMS
from tests.unit.poll_status.world import MINUTE, World, document_id


@pytest.fixture
def world() -> World:
    """Out at the provider since noon, signed there a day later, and kept."""
    world = World()
    world.put_out()
    world.happen("sent")
    world.at += timedelta(days=1)
    world.visit()
    world.happen("signed")
    world.at += MINUTE
    world.visit()
    world.at += MINUTE
    world.settle()
    return world


def test_it_holds_all_that_the_provider_told(world: World) -> None:
    content = dict(world.evidence[0].record.content)
    line = {"billing": "monthly", "unit_price": {"amount": 1113_75, "currency": "SEK"}}

    facts = content.pop("facts")
    assert content == {
        "schema": "urn:countersign:evidence:1",
        "record_id": content["record_id"],
        "partner": {"id": PARTNER_ID, "name": "Nordic Resale AB"},
        "subject": {"kind": "digital_document", "id": document_id(1)},
        "what": "signed",
        "recorded_at": "2026-11-23T12:01:00.000000Z",
        "sequence": 1,
        "previous_hash": None,
        "disclosures": digests_of(world.evidence[0].disclosures),
    }
    assert [entry.pop("source") for entry in facts["history"]] == ["sending", "sending", "schedule"]
    assert facts["agreed"]["lines"][0] == facts["agreed"]["lines"][0] | line
    del facts["agreed"]["lines"]
    assert facts == {
        "title": "Safe workplace",
        "customer": {"id": CUSTOMER_ID},
        "kind": "quote",
        "quote": {"id": QUOTE_ID, "revision": 1},
        "order": None,
        "provider": "getaccept",
        "provider_document_id": world.document().provider_document_id,
        "provider_status": "signed",
        "file": {"name": "to_sign", "media_type": "application/pdf", "sha256": "5" * 64},
        "document": None,
        "terms": {"title": "General terms", "locale": "en", "version": 1, "sha256": TERMS.reference.sha256},
        "agreed": {
            "jobs": [],
            "options": [],
            "total": {
                "monthly": {"amount": 13_365_00, "currency": "SEK"},
                "one_time": {"amount": 7_654_00, "currency": "SEK"},
                "jobs": {"amount": 0, "currency": "SEK"},
            },
        },
        "statements": [],
        "button": None,
        "language": None,
        "channel": "email",
        "code": "not_asked",
        "signers": ["recipient"],
        "sent_at": "2026-11-22T12:00:00.000000Z",
        "expires_at": "2026-12-22T12:00:00.000000Z",
        "signed_at": facts["history"][-1]["at"],
        "delivery": None,
        "history": facts["history"],
    }


def test_whoever_signed_and_sent_stands_beside_it(world: World) -> None:
    evidence = world.evidence[0]

    assert {one.name: one.value for one in evidence.disclosures} == {
        "customer": {"name": "Bageriet på Hörnet AB"},
        "recipient": {"name": "Anna Ek", "address": "anna.ek@bageri.example"},
        "sender": {"name": "Sam Seller", "email": "sam@reseller.example"},
    }
    for part in ("Anna", "Seller", "Bageriet", "@"):
        assert part not in evidence.record.stored.decode()


def test_that_the_signed_file_was_kept_is_recorded_after_it(world: World) -> None:
    signed, filed = (evidence.record for evidence in world.evidence)

    assert filed.follows(signed)
    assert filed.content["what"] == "filed"
    kept = world.document().signed_file
    assert kept is not None
    assert filed.content["facts"]["file"] == {"name": "signed", "media_type": "application/pdf", "sha256": kept.sha256}
    assert (filed.digests, filed.id > signed.id) == ({}, True)
    assert world.document().evidence == filed.reference.after(signed.reference)


def test_a_record_of_the_same_instant_has_a_later_id() -> None:
    world = World()
    world.put_out()
    world.happen("signed")
    world.visit()
    world.settle()

    signed, filed = (evidence.record for evidence in world.evidence)

    assert signed.content["recorded_at"] == filed.content["recorded_at"]
    assert filed.id > signed.id


@pytest.mark.parametrize("word", ["viewed", "declined", "expired", "in orbit"])
def test_what_is_not_signed_leaves_no_evidence(word: str) -> None:
    world = World()
    world.put_out()
    world.happen(word)
    world.visit()
    world.settle()

    assert world.status() is not DocumentStatus.SIGNED
    assert (world.evidence, world.document().evidence) == ([], None)


def test_a_word_that_came_before_the_signature_is_told_as_it_was_said() -> None:
    world = World()
    world.put_out()
    for word in ("in orbit", "signed"):
        world.happen(word)
        world.visit()

    history = json.loads(world.evidence[0].record.stored)["facts"]["history"]

    assert [(entry["event"], entry["raw"]) for entry in history[-2:]] == [("unknown", "in orbit"), ("signed", "signed")]
