"""The fault lab: every flow is done once to see what it asks of AWS, then anew with each fault at each of its calls.

A run is one world: the flow with its faults, then no faults, the client once more where it repeats itself, and what
the schedule does. What is there at last is compared with worlds in which nothing went wrong.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from tests.faults.all_flows import FLOWS
from tests.faults.flows import Act
from tests.faults.invariants import AtRest, Shape
from tests.faults.wire import Crash, Kind, Plan
from tests.faults.world import new_world

SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What a client was told, about which object; no status by a process that crashed."""

    status: int | None
    about: str = ""

    @property
    def is_sure(self) -> bool:
        return self.status is not None and self.status < SERVER_ERROR


@dataclass(frozen=True, slots=True)
class Run:
    said: tuple[Said, ...]
    sites: tuple[str, ...]
    injected: int
    shape: Shape
    ids: frozenset[str]
    violations: tuple[str, ...]
    only_seen: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One run with faults, by the numbers of the calls that they strike."""

    flow: str
    faults: tuple[tuple[int, Kind], ...]
    is_repeated: bool

    def __str__(self) -> str:
        what = ", ".join(f"{kind} at call {number}" for number, kind in self.faults)
        return f"{self.flow}: {what}; the client {'repeats' if self.is_repeated else 'gives up'}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """A flow that nothing struck: not begun, done, and done again."""

    untouched: Shape
    once: Run
    twice: Run


def play(name: str, plan: Plan, *, acts: int) -> Run:
    said: list[Said] = []
    with new_world() as world:
        act = FLOWS[name](world)
        world.wire.plan = plan
        if acts:
            with world.wire.armed():
                said.append(_say(act))
        said.extend(_say(act) for _ in range(1, acts))
        world.report()
        world.pass_time()
        at_rest = AtRest.of(world)
        return Run(
            said=tuple(said),
            sites=tuple(world.wire.sites),
            injected=len(world.wire.injected),
            shape=at_rest.shape,
            ids=at_rest.ids,
            violations=tuple(at_rest.violations()),
            only_seen=world.only_seen,
        )


def _say(act: Act) -> Said:
    try:
        answer = act()
    except Crash:
        return Said(None)
    except Exception:  # noqa: BLE001 - Lambda tells whoever invoked it that the function failed
        return Said(SERVER_ERROR)
    return Said(int(answer["statusCode"]), _object_of(answer))


def _object_of(answer: dict[str, Any]) -> str:
    """Its id; nothing where a page was answered."""
    is_json = answer.get("headers", {}).get("Content-Type", "").startswith("application/json")
    told = json.loads(answer["body"]) if is_json and answer["body"] else {}
    return str(told.get("id", ""))


@cache
def baseline(name: str) -> Baseline:
    return Baseline(play(name, {}, acts=0).shape, play(name, {}, acts=1), play(name, {}, acts=2))


def single_faults(names: Sequence[str]) -> Iterator[Trial]:
    """Every call of every flow, with each fault, with and without a client that repeats."""
    for name in names:
        for number, kind, is_repeated in product(range(len(baseline(name).once.sites)), Kind, (False, True)):
            yield Trial(name, ((number, kind),), is_repeated)


def pairs(names: Sequence[str], chance: random.Random, count: int) -> Iterator[Trial]:
    """Of calls drawn at random, the second of which may be one that only the first fault leads to."""
    for _ in range(count):
        name = chance.choice([one for one in names if len(baseline(one).once.sites) > 1])
        first, second = sorted(chance.sample(range(len(baseline(name).once.sites) + 1), 2))
        yield Trial(
            name,
            ((first, chance.choice(tuple(Kind))), (second, chance.choice(tuple(Kind)))),
            chance.random() < 0.5,
        )


@dataclass(frozen=True, slots=True)
class Tried:
    trial: Trial
    injected: int
    violations: tuple[str, ...]


def attempt(trial: Trial) -> Tried:
    run = play(trial.flow, dict(trial.faults), acts=1 + trial.is_repeated)
    found = (*run.violations, *_contradictions(trial, run, baseline(trial.flow)))
    return Tried(trial, run.injected, found)


def _contradictions(trial: Trial, run: Run, expected: Baseline) -> Iterator[str]:
    """3 and 4: all of a change or nothing, and nobody was told otherwise."""
    done = (expected.once.shape, expected.twice.shape)
    first, *rest = run.said
    may_be_lost = run.only_seen or not (first.is_sure or trial.is_repeated)
    if run.shape not in done and not (may_be_lost and run.shape == expected.untouched):
        closest = expected.once.shape
        yield f"3: half of it: lacks {dict(closest - run.shape)}, has {dict(run.shape - closest)}"
    usual = {one.status for one in expected.once.said}
    if first.is_sure and first.status not in usual:
        yield f"4: was told {first.status}, not {usual}"
    usual |= {one.status for one in expected.twice.said}
    yield from (f"4: was told {one.status} when asking again, not {usual}" for one in rest if one.status not in usual)
    if len(objects := {one.about for one in run.said if one.about}) > 1:
        yield f"4: was told of {objects}"
    yield from (f"1: was told of {one}, which isn't there" for one in objects if one not in run.ids)
