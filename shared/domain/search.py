"""Finding accounts by the beginnings of their words, without regard to case and diacritics (B3).

The words of an account are those of its name, email and city, and the digits of its phone number as one word. Each has
a search row under its *head*; whoever searches reads the rows whose heads begin with one word of the query, and holds
the words of each account against all of it.
"""

import re
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Self

from shared.domain.customer import Customer, CustomerRow
from shared.domain.folding import are_begun, fold

# Of the hundred writes that a transaction takes: each account has at most so many search rows.
MAX_HEADS = 24
# The sort key of a search row holds a head and a name, in 1024 bytes.
HEAD_LENGTH = 60

_PHONE = re.compile(r"[0-9 +().-]*")


def words_of(account: Customer | CustomerRow) -> tuple[str, ...]:
    """The first words of each field first, so that no long name crowds out the email."""
    fields = ([_digits(account.phone)], *(fold(text).split() for text in (account.name, account.email, account.city)))
    return tuple(dict.fromkeys(filter(None, chain.from_iterable(zip_longest(*fields)))))


def heads_of(account: Customer | CustomerRow) -> tuple[str, ...]:
    """Under which the account has search rows, sorted."""
    heads = dict.fromkeys(word[:HEAD_LENGTH] for word in words_of(account))
    return tuple(sorted(list(heads)[:MAX_HEADS]))


@dataclass(frozen=True, slots=True)
class Reading:
    """A query read one way: beginnings of words, each of which must match."""

    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: list[str]) -> Self:
        """Without those that another one implies: whoever has `bageri` has `ba`."""
        kept = [word for word in dict.fromkeys(words) if not any(word != it and it.startswith(word) for it in words)]
        return cls(tuple(sorted(kept, key=lambda word: (-len(word), word))))

    def matches(self, account: CustomerRow) -> bool:
        return are_begun(words_of(account), self.beginnings)


@dataclass(frozen=True, slots=True)
class Query:
    """An account is found when any of the readings matches it."""

    readings: tuple[Reading, ...]

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where there is no word in it: nothing is asked for."""
        words = fold(text).split()
        if not words:
            return None
        by_words = Reading.of(words)
        if len(words) > 1 and _PHONE.fullmatch(text):
            # 090-12 34 is a phone number as it is written. Or else two words of a name: Studio 12 34.
            return cls((Reading((_digits(text),)), by_words))
        return cls((by_words,))


def _digits(phone: str) -> str:
    return "".join(re.findall(r"[0-9]", phone))
