import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.password import MIN_LENGTH, PasswordFault, fault_of_password

KNOWN = ("anna.ek@hamnlogistik.example", "Anna", "Ek", "nordic-resale", "Nordic Resale AB", "Hamnlogistik i Norr")

GUESSED = [
    "passwordpassword",
    "Password12345678",
    "P@ssw0rd P@ssw0rd!",
    "LösenordLösenord",
    "Välkommen2026!!!",
    "Sommar2026Sommar2026",
    "Summer-2026-Winter",
    "iloveyouiloveyou",
    "correct horse battery staple",
    "The Quick Brown Fox",
    "aaaaaaaaaaaaaaaa",
    "111111111111111",
    "!!!!!!!!!!!!!!!!!",
    "1234567890123456",
    "987654321987654321",
    "abcdefghijklmnop",
    "qwertyuiopasdfgh",
    "1q2w3e4r5t6y7u8i",
    "zaq12wsxcde34rfv",
    "abcabcabcabcabcabc",
    "xkcdxkcdxkcdxkcd",
    "test1234test1234",
    "anna.ek@hamnlogistik.example",
    "AnnaEkHamnlogistik",
    "nordic-resale-2026",
    "Hamnlogistik i Norr 1",
    "N0rd1c R3sale Admin",
]
OWN = [
    "a local demo passphrase",
    "blå cykel under trappan",
    "kaffe klockan sju varje dag",
    "k3Lo9vnPq2sd8Zx",
    "mfk4-83hd-a9sl-xx2q",
    "短い鍵ではない長い長い合言葉です",
    "Anna reads three owls aloud",
]


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_soon_is_refused(password: str) -> None:
    assert fault_of_password(password, known=KNOWN) is PasswordFault.TOO_COMMON


@pytest.mark.parametrize("password", OWN)
def test_what_is_one_s_own_is_taken_without_rules_of_composition(password: str) -> None:
    assert fault_of_password(password, known=KNOWN) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", PasswordFault.TOO_SHORT),
        ("k3Lo9vnPq2sd8Z", PasswordFault.TOO_SHORT),
        ("k3Lo9vnPq2sd8Z" * 19, PasswordFault.TOO_LONG),
        ("blå cykel under trappan ", PasswordFault.SPACE_AROUND),
        ("\tblå cykel under trappan", PasswordFault.SPACE_AROUND),
    ],
)
def test_length_and_edges(password: str, fault: PasswordFault) -> None:
    assert fault_of_password(password, known=KNOWN) is fault


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_typed_gets_an_answer(password: str, known: list[str]) -> None:
    fault = fault_of_password(password, known=known)

    assert (fault is PasswordFault.TOO_SHORT) == (len(password) < MIN_LENGTH)


@given(st.text(alphabet="bcdfghjkmnpqrstvxz2789", min_size=40, max_size=60))
def test_what_chance_makes_is_taken(password: str) -> None:
    if len(set(password)) > 12:
        assert fault_of_password(password, known=KNOWN) is None
