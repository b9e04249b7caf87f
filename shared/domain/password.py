"""What a password must be: long, and not one that others would try first. No rules of composition (NIST SP 800-63B).

Long passwords are guessed by pattern rather than from a list: words that everybody takes, what is known of the
person, the same thing twice, a walk over the keyboard. All of these are taken out; what remains must be something.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from shared.domain.folding import fold

MIN_LENGTH = 15
MAX_LENGTH = 256
MIN_OF_ITS_OWN = 5
"""So many letters and digits must be left when all that is easily guessed is taken out."""

COMMON_WORDS = (
    "password", "passwort", "passphrase", "losenord", "losenordet", "administrator", "administrera", "countersign",
    "welcome", "valkommen", "valkomna", "changeme", "letmein", "iloveyou", "jagalskardig", "trustno", "default",
    "account", "konto", "login", "signin", "loggain", "secret", "hemligt", "hemlig", "admin", "root", "guest", "gast",
    "user", "test", "sommar", "vinter", "hosten", "varen", "summer", "winter", "autumn", "spring", "superman", "batman",
    "football", "fotboll", "baseball", "hockey", "monkey", "dragon", "master", "princess", "sunshine", "shadow",
    "starwars", "pokemon", "computer", "dator", "internet", "company", "foretag", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag",
    "january", "february", "april", "august", "september", "october", "november", "december", "januari", "februari",
    "augusti", "oktober", "sverige", "sweden", "stockholm", "goteborg", "hello", "hejhej", "hejsan", "please",
    "correcthorsebatterystaple", "thequickbrownfoxjumpsoverthelazydog", "thequickbrownfox", "maytheforcebewithyou",
    "nevergonnagiveyouup", "supercalifragilisticexpialidocious", "openthedoor", "opensesame", "whatisyourname",
    "thisismy", "thisisa", "mittlosenord", "detarmitt", "forever", "together", "everyone", "nobodyknows",
    "knowsthis", "tobeornottobe", "thatisthequestion", "donttellanyone", "beritta", "qazwsxedc",
    "allworkandnoplaymakesjackadullboy", "thereisnoplacelikehome", "houstonwehaveaproblem", "elementarymydearwatson",
"loremipsumdolorsitamet", "loremipsum", "livelaughlove", "blinkablinkalillastjarna",
    "twinkletwinklelittlestar", "happybirthday", "merrychristmas", "godjul", "fuckyou", "asdf",
    "qwerty", "azerty", "zxcvbn", "onetwothree", "ettvatre", "abcdefg", "dummy", "example", "exempel", "sample",
)  # fmt: skip

WALKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "poiuytrewqlkjhgfdsamnbvcxz",
)
SHORTEST_WALK = 4

_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_REPEATED = re.compile(r"(.{1,12}?)\1+")


class PasswordFault(StrEnum):
    TOO_SHORT = "password_too_short"
    TOO_LONG = "password_too_long"
    SPACE_AROUND = "password_space_around"
    TOO_COMMON = "password_too_common"


def fault_of_password(password: str, *, known: Iterable[str]) -> PasswordFault | None:
    """None for a good one; `known` is what anybody may know of the person: names, addresses, the company."""
    if len(password) < MIN_LENGTH:
        return PasswordFault.TOO_SHORT
    if len(password) > MAX_LENGTH:
        return PasswordFault.TOO_LONG
    if password != password.strip():
        return PasswordFault.SPACE_AROUND
    if _is_common(password, known):
        return PasswordFault.TOO_COMMON
    return None


def _is_common(password: str, known: Iterable[str]) -> bool:
    guessable = {*COMMON_WORDS, *_words(known)}
    as_typed = _letters(password)
    as_read = _letters(password.translate(_LOOKALIKES))
    return any(len(_own_part(text, guessable)) < MIN_OF_ITS_OWN for text in (as_typed, as_read))


def _words(known: Iterable[str]) -> set[str]:
    """Each text as a whole and word by word; words of fewer than three letters are too common in everything."""
    folded = [fold(re.sub(r"[_\W]+", " ", text)) for text in known]
    return {word for text in folded for word in (*text.split(), text.replace(" ", "")) if len(word) > 2}


def _letters(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")


def _own_part(text: str, guessable: set[str]) -> str:
    """What is left of a password without what is guessed first: longest words, walks, repetitions, years."""
    for word in sorted(guessable, key=len, reverse=True):
        text = text.replace(word, " ")
    text = _without_walks(text)
    text = re.sub(r"(19|20)\d\d", " ", text)
    text = _REPEATED.sub(lambda found: f" {found[1]} " if len(set(found[1])) > 2 else " ", text)
    return text.replace(" ", "")


def _without_walks(text: str) -> str:
    steps = {walk[at : at + 2] for line in WALKS for walk in (line, line[::-1]) for at in range(len(line) - 1)}
    left, start = [], 0
    for end in range(1, len(text) + 1):
        if end < len(text) and text[end - 1 : end + 1] in steps:
            continue
        if end - start < SHORTEST_WALK:
            left.append(text[start:end])
        start = end
    return "".join(left)
