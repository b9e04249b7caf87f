"""T3 and T4 at full size, told of in docs/reliability.md; or, by its seed, one history again."""

import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.support.account import ENVIRONMENT, TABLE_NAME, create_table, open_account

os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
warnings.simplefilter("ignore")

from shared.adapters.dynamodb.table import DynamoTable  # noqa: E402 - Powertools reads its names when it is imported
from tests.faults import report  # noqa: E402
from tests.faults.histories import OUTCOMES, TROUBLES, History, Tally, Violation, history, tallied  # noqa: E402
from tests.faults.histories_acts import ACTS  # noqa: E402
from tests.faults.test_double import STEPS, WHOLE, compare  # noqa: E402

HISTORIES = 20_000


def main(seeds: Sequence[str]) -> int:
    if seeds:
        for seed in seeds:
            print(seed, history(int(seed)).trace)
        return 0
    first = int(os.environ.get("FAULTS_SEED", "0"))
    began = time.monotonic()
    with ProcessPoolExecutor() as pool:
        played = [*pool.map(quietly, range(first, first + HISTORIES), chunksize=100)]
    good = [one for one in played if isinstance(one, History)]
    wrong = [one for one in played if isinstance(one, str)]
    print(*wrong, f"{len(good)} histories, {len(wrong)} violations, {time.monotonic() - began:.0f} s", sep="\n")
    tally = tallied(good)
    missing = {*OUTCOMES, *TROUBLES, *(act.__name__ for act in ACTS)} - {*tally.done, *tally.faults}
    report.write("T3", told_of(first, len(wrong), good, tally))
    report.write("T4", report.table(("Examples", "Steps of each", "Differences"), [(WHOLE, STEPS, compared())]))
    print(f"never seen: {sorted(missing)}")
    return bool(wrong or missing)


def quietly(seed: int) -> History | str:
    try:
        return history(seed)
    except Violation:
        return traceback.format_exc(limit=-3)


def told_of(first: int, wrong: int, good: Sequence[History], tally: Tally) -> str:
    heads = ("Seeds", "Histories", "Different traces", "Faults met", "Violations")
    row = (
        f"{first} to {first + HISTORIES - 1}",
        HISTORIES,
        len({one.trace for one in good}),
        tally.faults.total(),
        wrong,
    )
    tables = (
        report.table(heads, [row]),
        counted("Fault", tally.faults.items()),
        counted("Came to", of_outcomes(tally)),
    )
    return "\n".join(tables)


def of_outcomes(tally: Tally) -> Iterable[tuple[str, int]]:
    return ((name, tally.done[name]) for name in OUTCOMES)


def counted(head: str, counts: Iterable[tuple[str, int]]) -> str:
    return report.table((head, "Times"), sorted(counts))


def compared() -> int:
    """Differences; the first one is raised."""
    with open_account():
        compare(DynamoTable(create_table(), TABLE_NAME), WHOLE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
