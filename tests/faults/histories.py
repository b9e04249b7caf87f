"""Histories by their seeds: what happens, comes to rest, and is looked at."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.histories_acts import come_to_rest, play
from tests.faults.histories_invariants import check_all, check_outbox
from tests.faults.histories_world import World

STEPS = 40
ROUNDS_TO_EMPTY = 3

OFTEN = frozenset({"approve accepted", "approve declined", "sign signed", "webhook", "404", "410", "verified"})
OUTCOMES = OFTEN | {
    *("code", "evidence again", "message again", "misused", "provider rejected", "provider signed", "sign declined"),
    *("told canceled", "told expired", "told revoked", "told signed", "told undeliverable", "trespassed"),
}
"""What many histories come to: none of it may be missing, or something isn't tried any more."""

SERVICES = ("commit", "mail", "mail event", "provider", "queue", "stream")
TROUBLES = frozenset({f"{service} {trouble}" for service in SERVICES for trouble in ("before", "lost")})


@dataclass(frozen=True, slots=True)
class History:
    """`trace` is a hash of all that was answered, sent and written, in its order and with its times."""

    trace: str
    done: Counter[str]
    faults: Counter[str]


@dataclass(frozen=True, slots=True)
class Tally:
    done: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


class Violation(AssertionError):
    """An invariant doesn't hold: the message has the seed that shows it."""


def history(seed: int) -> History:
    world = World(seed)
    try:
        with world.in_place():
            play(world, STEPS)
            for number in come_to_rest(world):
                if number == ROUNDS_TO_EMPTY:
                    check_outbox(world)
            check_all(world)
    except Exception as error:
        raise Violation(f"seed {seed}: {type(error).__name__} {error}") from error
    return History(world.trace.hexdigest(), world.done, world.chance.met)


def tallied(played: Iterable[History]) -> Tally:
    tally = Tally()
    for one in played:
        tally.done.update(+one.done)
        tally.faults.update(one.faults)
    return tally
