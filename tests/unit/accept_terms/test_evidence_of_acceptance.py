"""What an acceptance is recorded with (G1): everything that was shown and done, nobody's name in the record itself."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from functions.accept_terms.accept_terms import Witness
from functions.accept_terms.evidence_of_acceptance import Shown
from shared.domain.approval_code import code_of
from shared.domain.approval_messages import approval_request
from shared.domain.confirmation import Confirmation, HistoryEntry, Origin, Person, State
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.message import MessageStep
from shared.domain.partner import CodePolicy, Partner
from shared.domain.quote import OrderOnAcceptance
from shared.evidence.canonical import sha256_of
from shared.evidence.disclosures import digests_of, misfits
from shared.evidence.record import Evidence
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    KEYS,
    NOON,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TENANT,
    TERMS,
    a_confirmation,
    a_contact,
    a_partner,
    a_quote,
    bo,
)
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.fakes.evidence import FakeShownParts
from tests.unit.accept_terms.links import SHOWN, a_link, accept, an_ordering, stored

OPEN_TO_ALL = a_partner(require_code=CodePolicy.OFF)
AN_OFFICE = Origin(ip="2001:db8::17", user_agent="Mozilla/5.0 (X11; Linux x86_64) Ünïcode")
ORDERED = OrderOnAcceptance(
    order_number="PO-17", order_number_not_required=False, governed_by_master_agreement=True, authorized_to_order=True
)


def viewed(**changes: Any) -> Confirmation:
    return a_confirmation(**changes).viewed(now=NOON + timedelta(minutes=1), origin=AN_OFFICE)


def the_only_one(confirmations: FakeConfirmations) -> Evidence:
    """It is the one that the confirmation names."""
    (evidence,) = confirmations.evidence.values()
    assert confirmations.get(CONFIRMATION_ID).evidence == evidence.record.reference
    return evidence


def evidence_of(
    confirmation: Confirmation | None = None, *, partner: Partner | None = None, **changes: Any
) -> Evidence:
    """Of Anna's acceptance, or as the changes say, five minutes past noon."""
    confirmations = stored(confirmation or viewed(), partner=partner)
    accept(confirmations, now=lambda: NOON + timedelta(minutes=5), **changes)
    return the_only_one(confirmations)


def facts_of(evidence: Evidence) -> dict[str, Any]:
    return dict(json.loads(evidence.record.stored)["facts"])


def values_of(evidence: Evidence) -> dict[str, Any]:
    return {one.name: one.value for one in evidence.disclosures}


def test_it_says_what_was_accepted_when_and_at_whose() -> None:
    content = json.loads(evidence_of().record.stored)

    del content["facts"], content["disclosures"]
    assert content == {
        "schema": "urn:countersign:evidence:1",
        "record_id": content["record_id"],
        "partner": {"id": PARTNER_ID, "name": "Nordic Resale AB"},
        "subject": {"kind": "confirmation", "id": CONFIRMATION_ID},
        "what": "accepted",
        "recorded_at": "2026-11-22T12:05:00.000000Z",
        "sequence": 1,
        "previous_hash": None,
    }
    assert content["record_id"].startswith("evd_")
    assert content["record_id"].endswith(CUSTOMER_ID[-16:])


def test_its_facts_are_all_that_there_is_to_say() -> None:
    summary, terms = SHOWN.summary.encode(), SHOWN.terms.encode()

    assert facts_of(evidence_of()) == {
        "title": "Safe workplace",
        "customer": {"id": CUSTOMER_ID},
        "quote": {"id": QUOTE_ID, "revision": 1},
        "document": {
            "media_type": "text/html; charset=utf-8",
            "sha256": sha256_of(summary + terms),
            "parts": [
                {
                    "name": "summary",
                    "sha256": sha256_of(summary),
                    "size": len(summary),
                    "content": "<section>Backup, 5</section>",
                },
                {"name": "terms", "sha256": sha256_of(terms), "size": len(terms)},
            ],
        },
        "terms": {"title": "General terms", "locale": "en", "version": 1, "sha256": TERMS.reference.sha256},
        "statements": [
            {"name": "terms_accepted", "text": "I have read the terms.", "ticked": True},
            {"name": "authorized", "text": "I may accept them.", "ticked": True},
        ],
        "button": "Accept terms",
        "language": "en",
        "addressee": ANNA_ID,
        "selected": ANNA_ID,
        "signer_differs": False,
        "code": "not_asked",
        "sent_at": "2026-11-22T12:00:00.000000Z",
        "expires_at": "2026-12-22T12:00:00.000000Z",
        "delivery": {"state": "pending", "events": []},
        "history": [
            {"at": "2026-11-22T12:00:00.000000Z", "event": None},
            {"at": "2026-11-22T12:01:00.000000Z", "event": "view"},
            {"at": "2026-11-22T12:05:00.000000Z", "event": "accept"},
        ],
    }


def test_it_says_what_became_of_the_mail_with_the_link_that_was_followed() -> None:
    confirmations = stored(viewed(link_number=2))
    for number, steps in (1, [MessageStep.BOUNCE]), (2, [MessageStep.HAND_OVER, MessageStep.DELIVERY]):
        mail = approval_request(a_confirmation(link_number=number), PARTNER_ID, NOON)
        for minutes, step in enumerate(steps):
            mail = mail.moved(step, NOON + timedelta(minutes=minutes), "anna.ek@bageri.example")
        confirmations.messages[mail.id] = mail

    accept(confirmations, link=a_link(2))

    evidence = the_only_one(confirmations)
    assert facts_of(evidence)["delivery"] == {
        "state": "delivered",
        "events": [
            {"at": "2026-11-22T12:00:00.000000Z", "event": "hand_over"},
            {"at": "2026-11-22T12:01:00.000000Z", "event": "Delivery"},
        ],
    }
    assert "anna.ek" not in evidence.record.stored.decode()


def test_every_device_that_looked_is_told_and_scanners_apart() -> None:
    filtering = Origin(ip="198.51.100.9", user_agent="BingPreview/1.0b")
    seen = a_confirmation().scanned(now=NOON, origin=filtering)
    for device in (AN_OFFICE, A_PHONE):
        seen = seen.viewed(now=NOON, origin=device)

    evidence = evidence_of(seen)

    assert [entry["event"] for entry in facts_of(evidence)["history"]] == [None, "scan", "view", "view", "accept"]
    origins = [values_of(evidence)[f"history.{number}"]["ip"] for number in (1, 2, 3)]
    assert origins == [filtering.ip, AN_OFFICE.ip, A_PHONE.ip]


def test_the_people_and_where_they_were_are_disclosed_beside_it() -> None:
    evidence = evidence_of(partner=OPEN_TO_ALL, contact_id=BO_ID)

    assert values_of(evidence) == {
        "customer": {"name": "Bageriet på Hörnet AB"},
        "addressee": {"name": "Anna Ek", "email": "anna.ek@bageri.example"},
        "selected": {"name": "Bo Berg", "email": "bo@bageri.example"},
        "sender": {"name": "Sam Seller", "email": "sam@reseller.example"},
        "history.1": {"ip": "2001:db8::17", "user_agent": AN_OFFICE.user_agent},
        "history.2": {"ip": "192.0.2.7", "user_agent": A_PHONE.user_agent},
    }
    assert evidence.record.digests == digests_of(evidence.disclosures)
    assert misfits(evidence.disclosures, evidence.record.digests) == ()


def test_no_person_and_no_device_is_told_by_the_record_itself() -> None:
    """Their ids are, which mean nothing once the people are forgotten."""
    evidence = evidence_of(partner=OPEN_TO_ALL, contact_id=BO_ID)
    written = evidence.record.stored.decode()
    disclosed = json.dumps(values_of(evidence), ensure_ascii=False)

    for value in (
        *(value for person in (a_contact(), bo()) for value in (person.name, person.email)),
        *(SELLER.name, SELLER.email),
        *(value for origin in (A_PHONE, AN_OFFICE) for value in (origin.ip, origin.user_agent)),
    ):
        assert value not in written
        assert value in disclosed
    for part in ("Anna", "Berg", "Seller", "Bageriet", "@", "Mozilla", "2001:db8"):
        assert part not in written


def test_what_somebody_wrote_about_the_history_is_not_in_the_record() -> None:
    told = (*viewed().history, HistoryEntry(at=NOON, event=None, by="usr_1", detail="Anna's cousin phoned"))

    assert "cousin" not in evidence_of(viewed(history=told)).record.stored.decode()


def test_each_value_has_a_salt_of_its_own() -> None:
    numbers = count(1)
    witness = Witness(
        show=lambda _: SHOWN, parts=FakeShownParts(), random_bytes=lambda length: next(numbers).to_bytes(length)
    )

    salts = [one.salt for one in evidence_of(witness=witness).disclosures]

    assert len(set(salts)) == len(salts) == 6
    assert {len(salt) for salt in salts} == {32}


def test_somebody_else_than_the_addressee_is_said_to_differ() -> None:
    facts = facts_of(evidence_of(partner=OPEN_TO_ALL, contact_id=BO_ID))

    assert (facts["addressee"], facts["selected"], facts["signer_differs"]) == (ANNA_ID, BO_ID, True)


@pytest.mark.parametrize(
    ("policy", "contact_id", "code"),
    [
        (CodePolicy.ON, ANNA_ID, "checked"),
        (CodePolicy.ON, BO_ID, "checked"),
        (CodePolicy.WHEN_NOT_ADDRESSEE, ANNA_ID, "not_asked"),
        (CodePolicy.WHEN_NOT_ADDRESSEE, BO_ID, "checked"),
        (CodePolicy.OFF, BO_ID, "not_asked"),
    ],
)
def test_it_says_whether_a_code_was_checked(policy: CodePolicy, contact_id: str, code: str) -> None:
    confirmations = stored(viewed(), partner=a_partner(require_code=policy))
    press = partial(accept, confirmations, contact_id=contact_id)

    if code == "checked":
        press(now=lambda: NOON + timedelta(minutes=4))
        assert confirmations.evidence == {}
        press(now=lambda: NOON + timedelta(minutes=5), code="12")
        assert confirmations.evidence == {}
    press(now=lambda: NOON + timedelta(minutes=5), code=code_of(CONFIRMATION_ID, 1, KEYS))

    facts = facts_of(the_only_one(confirmations))
    assert facts["code"] == code
    assert ("send_code" in [entry["event"] for entry in facts["history"]]) is (code == "checked")


def test_it_is_in_the_language_of_the_page_whatever_the_terms_are_in() -> None:
    shown = replace(SHOWN, locale=Locale.SWEDISH, button="Godkänn villkoren", summary="<p>Säkerhetskopia</p>")
    witness = Witness(show=lambda _: shown, parts=FakeShownParts(), random_bytes=bytes)

    facts = facts_of(evidence_of(witness=witness))

    assert (facts["language"], facts["terms"]["locale"], facts["button"]) == ("sv", "en", "Godkänn villkoren")
    summary, _ = facts["document"]["parts"]
    assert summary["size"] == len(shown.summary) + 1, "in bytes"


def test_what_is_shown_is_of_the_approval_that_is_decided_and_its_terms_are_kept_first() -> None:
    parts, asked = FakeShownParts(), []

    class Refusing(FakeConfirmations):
        def save(self, confirmation: Confirmation, *more: Any, **named: Any) -> None:
            assert parts.get(TENANT, SHOWN.terms_sha256) == SHOWN.terms.encode()
            super().save(confirmation, *more, **named)

    def show(approval: Any) -> Shown:
        asked.append(approval.confirmation)
        return SHOWN

    confirmations = Refusing(a_partner(), *stored().customers.values(), confirmations=[viewed()])
    accept(confirmations, witness=Witness(show=show, parts=parts, random_bytes=bytes))

    assert asked == [viewed()]
    assert list(parts.kept) == [(TENANT, SHOWN.terms_sha256)]
    the_only_one(confirmations)


def test_it_goes_on_where_the_chain_of_its_confirmation_stands() -> None:
    earlier = EvidenceReference(record_id="evd_0", record_hash="ab" * 32, sequence=3)

    record = evidence_of(viewed(evidence=earlier)).record

    assert (record.sequence, record.previous_hash) == (4, earlier.record_hash)


@pytest.mark.parametrize(
    "changes",
    [{"terms_accepted": False}, {"authorized": False}, {"contact_id": ""}, {"contact_id": BO_ID}],
    ids=["terms not ticked", "not authorized", "nobody selected", "code not given"],
)
def test_what_decides_nothing_leaves_no_evidence(changes: dict[str, Any]) -> None:
    confirmations = stored(viewed())

    outcome = accept(confirmations, **changes)

    assert outcome.faults
    assert (confirmations.evidence, confirmations.get(CONFIRMATION_ID).evidence) == ({}, None)


def test_a_second_acceptance_leaves_no_second_evidence() -> None:
    confirmations = stored(viewed())
    accept(confirmations)
    first = the_only_one(confirmations)

    accept(confirmations, now=lambda: NOON + timedelta(hours=1))

    assert the_only_one(confirmations) == first


@pytest.mark.parametrize("wish", [ORDERED, None], ids=["submitted", "held back"])
def test_an_acceptance_that_orders_has_its_evidence_too(wish: OrderOnAcceptance | None) -> None:
    confirmations = stored(viewed(places_order=True))
    quote = a_quote(order_on_acceptance=wish, **({} if wish else {"valid_until": NOON - timedelta(days=1)}))

    outcome = accept(confirmations, ordering=an_ordering(quote, confirmations=confirmations))

    assert outcome.order is not None
    assert confirmations.get(CONFIRMATION_ID).state is State.ACCEPTED
    assert facts_of(the_only_one(confirmations))["selected"] == ANNA_ID


def test_people_are_as_they_were_asked_and_as_they_are_in_the_record_of_today() -> None:
    """The addressee as the mail said; whoever was selected as the list of the page said."""
    then = Person(contact_id=ANNA_ID, name="Anna Ekk", email="anna.ekk@bageri.example")

    values = values_of(evidence_of(viewed(addressee=then)))

    assert values["addressee"] == {"name": "Anna Ekk", "email": "anna.ekk@bageri.example"}
    assert values["selected"] == {"name": "Anna Ek", "email": "anna.ek@bageri.example"}
