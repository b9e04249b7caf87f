"""Personal data beside a record: shown by whoever has it, forgotten without a trace."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.disclosures import SALT_LENGTH, Disclosure, digests_of, disclose, misfits

salts = st.binary(min_size=SALT_LENGTH, max_size=SALT_LENGTH).map(bytes.hex)
people = st.text(max_size=20) | st.dictionaries(st.sampled_from(["name", "email", "ip"]), st.text(max_size=20))
disclosures = st.builds(Disclosure, st.text(min_size=1, max_size=20), salts, people)

ANNA: dict[str, Any] = {
    "addressee": {"name": "Anna Ek", "email": "anna.ek@bageri.example"},
    "sender": {"name": "Sam Seller", "email": "sam@reseller.example"},
    "history.1": {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0"},
}


def salted() -> tuple[Disclosure, ...]:
    numbers = count(1)
    return disclose(ANNA, lambda length: next(numbers).to_bytes(length))


def test_each_value_has_a_salt_of_its_own_of_128_bits() -> None:
    asked: list[int] = []

    def random_bytes(length: int) -> bytes:
        asked.append(length)
        return bytes([len(asked)]) * length

    made = disclose(ANNA, random_bytes)

    assert asked == [16, 16, 16]
    assert [(one.name, one.value) for one in made] == list(ANNA.items())
    assert len({one.salt for one in made}) == 3
    assert {len(one.salt) for one in made} == {32}


def test_the_digest_is_of_salt_name_and_value_in_their_canonical_form() -> None:
    one = Disclosure("addressee", "00" * 16, {"name": "Åsa", "email": "a@b.example"})

    written = f'["{"00" * 16}","addressee",{{"email":"a@b.example","name":"Åsa"}}]'
    assert one.digest == sha256_of(written.encode())


@given(disclosures, disclosures)
def test_another_salt_name_or_value_is_another_digest(one: Disclosure, other: Disclosure) -> None:
    for changed in (
        replace(one, salt=other.salt),
        replace(one, name=other.name),
        replace(one, value=other.value),
        other,
    ):
        assert (changed.digest == one.digest) is (changed == one)


@given(disclosures)
def test_a_digest_tells_nothing_of_its_value(one: Disclosure) -> None:
    """Without the salt: who guesses the value can't hold the guess against the digest."""
    assert one.digest != sha256_of(canonical(one.value))
    assert one.digest != sha256_of(canonical([one.name, one.value]))
    assert replace(one, salt="").digest != one.digest


def test_all_of_them_fit_what_they_were_made_for() -> None:
    made = salted()

    assert digests_of(made).keys() == ANNA.keys()
    assert misfits(made, digests_of(made)) == ()


@pytest.mark.parametrize("erased", ANNA)
def test_those_that_are_left_fit_when_one_was_erased(erased: str) -> None:
    made = salted()

    assert misfits([one for one in made if one.name != erased], digests_of(made)) == ()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"value": {"name": "Anna Eg", "email": "anna.ek@bageri.example"}}, id="another-value"),
        pytest.param({"value": None}, id="no-value"),
        pytest.param({"salt": "ff" * 16}, id="another-salt"),
    ],
)
def test_what_does_not_fit_is_named(changed: dict[str, Any]) -> None:
    addressee, *others = salted()

    assert misfits([replace(addressee, **changed), *others], digests_of(salted())) == ("addressee",)


def test_what_the_record_does_not_know_or_knows_by_another_name_does_not_fit() -> None:
    addressee, sender, origin = salted()
    swapped = (replace(addressee, name="sender"), replace(sender, name="addressee"))

    assert misfits([Disclosure("judge", "00" * 16, "Eve")], digests_of(salted())) == ("judge",)
    assert misfits([*swapped, origin], digests_of(salted())) == ("sender", "addressee")


@given(st.lists(disclosures, unique_by=lambda one: one.name, max_size=6), st.data())
def test_whatever_is_erased_the_rest_fits_and_whatever_is_changed_is_named(
    made: list[Disclosure], data: st.DataObject
) -> None:
    digests = digests_of(made)
    left = [one for one in made if data.draw(st.booleans())]
    touched = [replace(one, value=data.draw(people)) for one in left]

    assert misfits(left, digests) == ()
    assert misfits(touched, digests) == tuple(
        now.name for now, then in zip(touched, left, strict=True) if now.value != then.value
    )
