"""T3: whatever happens to partners and customers, in any order, with anything failing: the invariants hold.

A history follows from its seed alone; `python -m tests.faults.histories_run 17` plays the one of seed 17 again.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence

import pytest

from functions.accept_terms import standing
from shared import wiring
from shared.adapters.dynamodb.confirmations import DynamoConfirmations
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.confirmation import State
from shared.domain.message import Message
from tests.faults.histories import OFTEN, TROUBLES, History, Violation, history, tallied
from tests.faults.histories_acts import ACTS
from tests.support.account import ENVIRONMENT
from tests.support.builders import TENANT

FIRST = int(os.environ.get("FAULTS_SEED", "0"))
IN_CI = 80


def test_after_every_history_the_invariants_hold() -> None:
    played = play_all(range(FIRST, FIRST + IN_CI))

    assert len({one.trace for one in played}) == IN_CI
    tally = tallied(played)
    assert {act.__name__ for act in ACTS} - tally.done.keys() == set()
    assert OFTEN - tally.done.keys() == set()
    assert {trouble.split()[0] for trouble in TROUBLES} == {trouble.split()[0] for trouble in tally.faults}


def test_the_same_seed_gives_the_same_history_in_another_process_too() -> None:
    script = "from tests.faults.histories import history; print(*(history(seed).trace for seed in range(900, 904)))"
    environment = os.environ | ENVIRONMENT | {"PYTHONHASHSEED": "42"}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", script], env=environment, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == [history(seed).trace for seed in range(900, 904)]


# --- What is wrong is found -------------------------------------------------------------------------------------------


def tear_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each write comes by itself."""
    commit = DynamoTable.commit

    def commit_each(table: DynamoTable, writes: Sequence[Write]) -> None:
        for write in writes:
            commit(table, [write])

    monkeypatch.setattr(DynamoTable, "commit", commit_each)


def never_close_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Message, "moved", lambda message, *_: message)


def forget_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes of a confirmation nobody is told."""
    save = DynamoConfirmations.save
    monkeypatch.setattr(
        DynamoConfirmations,
        "save",
        lambda self, confirmation, messages=(), *more, **named: save(self, confirmation, (), *more, **named),
    )


def lose_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the stream lost nobody looks for."""
    monkeypatch.setattr(DynamoOutbox, "due", lambda *_: ())


def open_revoked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(standing._BY_STATE, State.REVOKED, standing.Standing.OPEN)


def mix_tenants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's confirmations are those of one partner."""
    of = wiring.confirmations
    monkeypatch.setattr(wiring, "confirmations", lambda _: of(TENANT))


BUGS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    tear_commits,
    never_close_messages,
    forget_messages,
    lose_sweep,
    open_revoked,
    mix_tenants,
)


@pytest.mark.parametrize("bug", BUGS)
def test_a_history_shows_what_is_wrong(
    bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)

    with pytest.raises(Violation, match=r"^seed \d+: "):
        play_all(range(1000, 1060))


def play_all(seeds: Iterable[int]) -> list[History]:
    return [history(seed) for seed in seeds]
