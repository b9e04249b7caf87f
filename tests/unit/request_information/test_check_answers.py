"""Every question's answers: what is taken, as it is kept; and what isn't, by its code."""

import pytest

from functions.request_information.check_answers import check_answers
from shared.domain.rfi import MAX_ENTRIES, QUESTIONS, Kind

BY_KIND = {kind: [question.id for question in QUESTIONS if question.kind is kind] for kind in Kind}

GOOD: dict[Kind, list[tuple[str, str]]] = {
    Kind.NAME: [("Åsa", "Åsa"), ("  Bo  ", "Bo"), ("x" * 100, "x" * 100)],
    Kind.EMAIL: [("ada@bageri.example", "ada@bageri.example"), ("Ada@Bageri.Example", "Ada@bageri.example")],
    Kind.MOBILE: [
        ("070-174 06 05", "+46701740605"),
        ("0701740605", "+46701740605"),
        ("+46 (0)70 174 06 05", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("+1 202 555 0123", "+12025550123"),
    ],
    Kind.ADDRESSES: [
        ("192.0.2.10", "192.0.2.10"),
        (" 192.0.2.0/28 ", "192.0.2.0/28"),
        ("192.0.2.7/32", "192.0.2.7"),
        ("10.0.0.5", "10.0.0.5"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
    Kind.DOMAINS: [
        ("bageri.example", "bageri.example"),
        ("BAGERI.Example.", "bageri.example"),
        ("räksmörgås.se", "xn--rksmrgs-5wao1o.se"),
    ],
    Kind.HOSTS: [
        ("mail.example", "mail.example"),
        (" Mail.Example ", "mail.example"),
        ("192.0.2.10", "192.0.2.10"),
        ("2001:DB8::25", "2001:db8::25"),
    ],
}
WRONG: dict[Kind, list[tuple[str, str]]] = {
    Kind.NAME: [("x" * 101, "string_too_long"), ("A\nB", "control_character"), ("A\u202eB", "control_character")],
    Kind.EMAIL: [("ada", "email"), ("ada@", "email"), ("ada@bageri", "email"), ("a b@bageri.example", "email")],
    Kind.MOBILE: [
        ("12", "phone"),
        ("nobody", "phone"),
        ("+46 70 174 06", "phone"),
        ("+999 123 456 789", "phone"),
        ("070-174 06 05 ext. 3", "phone"),
        ("0" * 101, "string_too_long"),
    ],
    Kind.CHOICE: [("cellar", "enum"), ("None", "enum")],
    Kind.ADDRESSES: [
        ("mail.example", "address"),
        ("192.0.2", "address"),
        ("192.0.2.256", "address"),
        ("192.0.02.1", "address"),
        ("192.0.2.0/33", "address"),
        ("192.0.2.0/255.255.255.240", "address"),
        ("192.0.2.0/", "address"),
        ("/24", "address"),
        ("fe80::1%eth0", "address"),
        ("192.0.2.1/28", "network"),
        ("2001:db8::1/32", "network"),
        ("127.0.0.1", "address_unusable"),
        ("224.0.0.1", "address_unusable"),
        ("0.0.0.1", "address_unusable"),
        ("0.0.0.0/0", "address_unusable"),
        ("255.255.255.255", "address_unusable"),
        ("::", "address_unusable"),
        ("::1", "address_unusable"),
        ("::/0", "address_unusable"),
        ("ff02::1", "address_unusable"),
        ("fe80::1", "address_unusable"),
        ("::ffff:127.0.0.1", "address_unusable"),
        ("", "string_too_short"),
    ],
    Kind.DOMAINS: [
        ("bageri", "domain_name"),
        ("192.0.2.1", "domain_name"),
        ("a_b.example", "domain_name"),
        ("-a.example", "domain_name"),
        ("a..example", "domain_name"),
        ("https://bageri.example", "domain_name"),
        ("ada@bageri.example", "domain_name"),
    ],
    Kind.HOSTS: [
        ("localhost", "domain_name"),
        ("mail example.com", "domain_name"),
        ("192.0.2", "address"),
        ("192.0.2.0/28", "domain_name"),
        ("127.0.0.1", "address_unusable"),
        ("[2001:db8::25]", "address"),
    ],
}
GOOD_CASES = [(name, *case) for kind, cases in GOOD.items() for name in BY_KIND[kind] for case in cases]
WRONG_CASES = [(name, *case) for kind, cases in WRONG.items() for name in BY_KIND[kind] for case in cases]
CHOICES = [(question.id, choice) for question in QUESTIONS for choice in question.choices]
LISTS = {question.id for question in QUESTIONS if question.takes_list}


def sent(name: str, value: str) -> dict[str, str | list[str] | None]:
    return {name: [value] if name in LISTS else value}


def test_every_kind_is_in_the_tables() -> None:
    assert GOOD.keys() | {Kind.CHOICE} == WRONG.keys() == set(Kind)
    assert all(BY_KIND.values())


@pytest.mark.parametrize(("name", "value", "kept"), GOOD_CASES)
def test_a_good_answer_is_kept_in_one_way(name: str, value: str, kept: str) -> None:
    checked = check_answers(sent(name, value), country="SE")

    assert checked.faults == []
    assert checked.answers == {name: (kept,) if name in LISTS else kept}
    assert check_answers(sent(name, kept), country="SE") == checked


@pytest.mark.parametrize(("name", "choice"), CHOICES)
def test_a_choice_is_kept(name: str, choice: str) -> None:
    assert check_answers({name: choice}, country="SE").answers == {name: choice}


@pytest.mark.parametrize(("name", "value", "code"), WRONG_CASES)
def test_a_wrong_answer_is_named_and_not_kept(name: str, value: str, code: str) -> None:
    checked = check_answers(sent(name, value), country="SE")

    assert [(fault.field, fault.code) for fault in checked.faults] == [(f"{name}.0" if name in LISTS else name, code)]
    assert checked.answers == {}


@pytest.mark.parametrize("name", [question.id for question in QUESTIONS])
@pytest.mark.parametrize("nothing", [None, "", "  ", []], ids=repr)
def test_nothing_takes_an_answer_back(name: str, nothing: str | list[str] | None) -> None:
    assert check_answers({name: nothing}, country="SE").answers == {name: None}


def test_a_number_is_of_the_country_unless_it_says_another() -> None:
    number = {"technical_contact.mobile": "0701740605"}

    assert check_answers(number, country="SE").faults == []
    assert [fault.code for fault in check_answers(number, country="US").faults] == ["phone"]


def test_every_wrong_entry_of_a_list_is_named_and_repeats_count_once() -> None:
    checked = check_answers({"email_domains": ["a", "b.example", "c"]}, country="SE")
    assert [fault.field for fault in checked.faults] == ["email_domains.0", "email_domains.2"]

    checked = check_answers({"email_domains": ["B.example", "b.example"]}, country="SE")
    assert checked.answers == {"email_domains": ("b.example",)}


def test_a_list_has_an_end() -> None:
    full = [f"192.0.2.{number}" for number in range(MAX_ENTRIES)]

    assert check_answers({"outbound_addresses": full}, country="SE").faults == []
    (fault,) = check_answers({"outbound_addresses": [*full, "198.51.100.1"]}, country="SE").faults
    assert (fault.field, fault.code) == ("outbound_addresses", "too_long")
