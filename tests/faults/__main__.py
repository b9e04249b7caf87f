"""`make faults`: every tier of the lab at full size, or again what one seed drew; says so in docs/reliability.md."""

import contextlib
import os
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.support.account import ENVIRONMENT

os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
warnings.simplefilter("ignore")

from tests.faults import planted, report  # noqa: E402 - Powertools reads its names when it is imported
from tests.faults.all_flows import FLOWS  # noqa: E402
from tests.faults.lab import Trial, Tried, attempt, baseline, pairs, single_faults  # noqa: E402

PAIRS = 1000


def main() -> int:
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FAULTS_SEED={seed}", flush=True)
    with ProcessPoolExecutor() as pool:
        singles = tried_in(pool, [*single_faults([*FLOWS])])
        doubles = tried_in(pool, [*pairs([*FLOWS], random.Random(seed), PAIRS)])
    bugs = [(bug, planted.is_found(bug)) for bug in planted.BUGS]
    report.write("T1", of_singles(singles))
    report.write("T2", of_pairs(doubles, seed))
    report.write("T6", of_bugs(bugs))
    violations = [one for one in (*singles, *doubles) if one.violations]
    for one in violations:
        print(one.trial, *one.violations, sep="\n    ")
    missed = sum(one.injected != len(one.trial.faults) for one in singles)
    overlooked = [bug.name for bug, is_found in bugs if not is_found]
    print(f"{len(violations)} with violations, {missed} faults not injected, overlooked: {overlooked}")
    return bool(violations or missed or overlooked)


def tried_in(pool: ProcessPoolExecutor, trials: Sequence[Trial]) -> list[Tried]:
    began = time.monotonic()
    tried = list(pool.map(quietly, trials, chunksize=14))
    print(f"{len(tried)} runs in {time.monotonic() - began:.0f} s", flush=True)
    return tried


def quietly(trial: Trial) -> Tried:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123 - devnull is no path
        return attempt(trial)


def of_singles(tried: Iterable[Tried]) -> str:
    planned: Counter[str] = Counter()
    injected: Counter[str] = Counter()
    violated: Counter[str] = Counter()
    for one in tried:
        planned[one.trial.flow] += len(one.trial.faults)
        injected[one.trial.flow] += one.injected
        violated[one.trial.flow] += bool(one.violations)
    rows = [(name, len(baseline(name).once.sites), planned[name], injected[name], violated[name]) for name in planned]
    total = ("**all**", "", planned.total(), injected.total(), violated.total())
    return report.table(("Flow", "Calls", "Faults planned", "injected", "Runs with a violation"), [*rows, total])


def of_pairs(tried: Sequence[Tried], seed: int) -> str:
    both = sum(one.injected == len(one.trial.faults) for one in tried)
    row = (seed, len(tried), both, sum(bool(one.violations) for one in tried))
    return report.table(("Seed", "Pairs", "of which both struck", "Runs with a violation"), [row])


def of_bugs(bugs: Iterable[tuple[planted.Bug, bool]]) -> str:
    rows = [(bug.name, bug.flow, "yes" if is_found else "**no**") for bug, is_found in bugs]
    return report.table(("Bug", "Flow", "Found"), rows)


if __name__ == "__main__":
    sys.exit(main())
