"""What belongs to a person is found by the address that they were reached at, and nothing of anybody else's."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.evidence.disclosures import Disclosure
from shared.evidence.people import names_of_person
from shared.evidence.record import Evidence
from tests.unit.evidence.records import a_record

ANNA = {"name": "Anna Ek", "email": "anna.ek@bageri.example"}
BO = {"name": "Bo Ek", "email": "bo.ek@bageri.example"}
AT = {"ip": "192.0.2.7", "user_agent": "Mozilla"}
HISTORY = [{"event": event} for event in (None, "view", "scan", "send_code", "accept")]


def an_evidence(values: Mapping[str, Any], history: list[dict[str, Any]] | None = None) -> Evidence:
    disclosures = tuple(Disclosure(name, "5a" * 16, value) for name, value in values.items())
    facts = {"history": history} if history else {}
    return Evidence(record=a_record(facts=facts, disclosures=disclosures), disclosures=disclosures)


ACCEPTED = an_evidence(
    {
        "customer": {"name": "Bageriet AB"},
        "addressee": ANNA,
        "selected": BO,
        "sender": {"name": "Sam", "email": "sam@nordic.example"},
        **{f"history.{at}": AT for at in range(1, 5)},
    },
    HISTORY,
)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("anna.ek@bageri.example", ("addressee", "history.1", "history.2")),
        (" ANNA.EK@Bageri.example ", ("addressee", "history.1", "history.2")),
        ("bo.ek@bageri.example", ("selected", "history.3", "history.4")),
        ("sam@nordic.example", ("sender",)),
        ("nobody@bageri.example", ()),
    ],
)
def test_each_person_has_their_own_values_and_the_origins_of_what_they_did(
    address: str, names: tuple[str, ...]
) -> None:
    assert names_of_person(ACCEPTED, address) == names


def test_whoever_is_both_has_all() -> None:
    both = an_evidence({"addressee": ANNA, "selected": ANNA, "history.4": AT, "history.1": AT}, HISTORY)

    assert len(names_of_person(both, ANNA["email"])) == 4


def test_a_recipient_is_found_by_number_and_has_every_origin() -> None:
    signed = an_evidence(
        {"recipient": {"name": "Anna Ek", "address": "+46701234567"}, "history.0": AT, "history.1": AT},
        [{"event": "view"}, {"event": "sign"}],
    )

    assert names_of_person(signed, "+46701234567") == ("recipient", "history.0", "history.1")


def test_words_that_hold_the_address_are_the_person_s_too() -> None:
    consented = an_evidence({"by": BO, "note": {"text": "Called back, anna.ek@bageri.example agreed."}})

    assert names_of_person(consented, ANNA["email"]) == ("note",)


@pytest.mark.parametrize(("customer", "is_theirs"), [("anna  ek", True), ("Anna Ek AB", False)])
def test_the_name_of_a_sole_trader_is_the_person_s(customer: str, is_theirs: bool) -> None:
    found = names_of_person(an_evidence({"customer": {"name": customer}, "addressee": ANNA}), ANNA["email"])

    assert ("customer" in found) is is_theirs


def test_whoever_s_address_ends_like_theirs_or_begins_like_it_is_somebody_else() -> None:
    joanna = {"name": "Joanna Ek", "email": f"jo{ANNA['email']}"}
    abroad = {"name": "Anna Ek", "email": f"{ANNA['email']}.mail.example"}
    note = {"text": f"Asked <{ANNA['email'].upper()}>, or jo{ANNA['email']}."}
    evidence = an_evidence({"addressee": joanna, "selected": abroad, "sender": ANNA, "note": note})

    assert names_of_person(evidence, ANNA["email"]) == ("sender", "note")
