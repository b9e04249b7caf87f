"""A part of the fault lab, drawn by a seed: `make faults` runs the whole."""

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.faults import planted, report
from tests.faults.all_flows import FLOWS
from tests.faults.lab import Trial, attempt, baseline, pairs, single_faults
from tests.faults.planted import BUGS
from tests.faults.wire import Kind

FLOWS_AT_ONCE = 2
SINGLES, PAIRS = 16, 4
REFUSED = {"ask for a code", "links that lead nowhere"}
"""They are answered that something is missing, or over."""


@pytest.fixture(scope="module")
def seed() -> int:
    """The same in every run, unless another is asked for: what `make faults` hasn't seen yet stops nobody's build."""
    return int(os.environ.get("FAULTS_SEED", "7"))


def test_a_drawn_part_of_all_faults_breaks_nothing(seed: int) -> None:
    chance = random.Random(seed)
    names = chance.sample(sorted(FLOWS), FLOWS_AT_ONCE)
    singles = chance.sample([*single_faults(names)], SINGLES)

    tried = [attempt(trial) for trial in (*singles, *pairs(names, chance, PAIRS))]

    broken = [f"{one.trial}: {one.violations}" for one in tried if one.violations]
    assert not broken, "\n".join([f"FAULTS_SEED={seed}", *broken])
    injected = sum(one.injected for one in tried[:SINGLES])
    assert injected == SINGLES, f"FAULTS_SEED={seed}: {injected} faults of {SINGLES} were injected"


def test_a_fault_is_injected_at_the_call_that_it_is_planned_for() -> None:
    assert baseline("confirm").once.sites == ("dynamodb.BatchGetItem", "dynamodb.TransactWriteItems")

    struck, missed = (attempt(Trial("confirm", ((number, Kind.CRASH_BEFORE),), False)) for number in (1, 2))

    assert (struck.injected, missed.injected) == (1, 0)


def test_every_flow_asks_something_of_aws_and_breaks_nothing_by_itself(seed: int) -> None:
    """Those of a drawn part: an act that is refused at once would try nothing."""
    for name in random.Random(seed).sample(sorted(FLOWS.keys() - REFUSED), 1):
        clean = baseline(name)
        (said,) = clean.once.said
        assert clean.once.sites, name
        assert said.status is not None
        assert said.status < 400, f"{name}: {said}"
        assert (clean.once.violations, clean.twice.violations) == ((), ()), name


def test_every_planted_bug_fits_the_sources_and_names_a_flow(tmp_path: Path) -> None:
    for bug in BUGS:
        assert bug.flow in FLOWS
        (tmp_path / bug.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(planted.ROOT / bug.file, tmp_path / bug.file)
        bug.plant(tmp_path)
        assert (tmp_path / bug.file).read_text() != (planted.ROOT / bug.file).read_text()


def test_a_drawn_bug_is_found(seed: int) -> None:
    """Of those in flows of a few calls: `make faults` looks for all of them."""
    bug = random.Random(seed).choice([bug for bug in BUGS if bug.flow in {"confirm", "accept"}])

    assert planted.is_found(bug), f"FAULTS_SEED={seed}: {bug.name}"


def test_the_page_has_a_place_for_each_table() -> None:
    page = report.PAGE.read_text()

    assert all(f"<!-- {part} -->" in page for part in ("T1", "T2", "T6"))
