"""`make bench`: prints each figure with its gate, and fails where one isn't met."""

import os
import sys

from benchmarks.export import GOAL_SECONDS, MAX_MEGABYTES, ROWS, ExportFigure
from benchmarks.grid import MAX_QUERIES, MAX_RATIO, PageFigure
from tests.support.account import ENVIRONMENT


def main() -> int:
    os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
    from benchmarks import export, grid
    from benchmarks.feed import TABLE_WRITES, feed_accounts
    from benchmarks.requests import count_requests
    from tests.support.memory_dynamodb import PARTITION_WRITES

    steps = count_requests()
    print(f"{'step':<24}{'requests':>9}{'gate':>6}  of which")
    for step in steps:
        kinds = ", ".join(f"{number} {name}" for name, number in sorted(step.requests.items()))
        verdict = "" if step.is_met else "   over its gate"
        print(f"{step.name:<24}{step.requests.total():>9}{step.gate:>6}  {kinds}{verdict}")
    runs = feed_accounts(10_000)
    print(
        f"\n{'feed of 10,000 accounts':<24}{'refused':>9}{'requests each':>15}{'units/s, hottest key':>22}{'table':>7}"
    )
    for name, run in runs.items():
        verdict = "" if run.is_met else "   over its gate"
        figures = f"{run.refused:>9}{run.requests_for_each:>15.2f}{run.hottest:>22}{run.table:>7}"
        print(f"{name:<24}{figures}  {run.hottest_key}{verdict}")
    print(f"{'gates':<24}{0:>9}{'':>15}{PARTITION_WRITES:>22}{TABLE_WRITES:>7}")
    pages = grid.measure_pages()
    print_pages(pages)
    exported = export.measure_export()
    print_export(exported)
    are_met = (
        all(step.is_met for step in steps),
        all(run.is_met for run in runs.values()),
        all(page.is_met for page in pages),
        exported.is_met,
    )
    return 0 if all(are_met) else 1


def print_pages(pages: "list[PageFigure]") -> None:
    print(f"\n{'a page of 25 accounts':<28}{'queries':>8}{'read units: of 100':>20}{'of 100,000':>12}{'ratio':>7}")
    for page in pages:
        verdict = "" if page.is_met else "   over its gate"
        queries = max(page.few.queries, page.many.queries)
        print(f"{page.name:<28}{queries:>8}{page.few.units:>20}{page.many.units:>12}{page.ratio:>7.2f}{verdict}")
    print(f"{'gates':<28}{MAX_QUERIES:>8}{'':>20}{'':>12}{MAX_RATIO:>7}")


def print_export(exported: "ExportFigure") -> None:
    verdict = "" if exported.is_met else "   over its gate"
    print(f"\n{'Customers.xlsx':<20}{'rows':>9}{'MB at most':>12}{'seconds':>9}{'of processor':>18}{'file, MB':>12}")
    print(
        f"{'export':<20}{exported.rows:>9}{exported.megabytes:>12.0f}{exported.seconds:>9.1f}"
        f"{exported.cpu_seconds:>18.1f}{exported.file_megabytes:>12.1f}{verdict}"
    )
    print(f"{'gates (seconds: goal)':<20}{ROWS:>8}{MAX_MEGABYTES:>12}{GOAL_SECONDS:>9}")


if __name__ == "__main__":
    sys.exit(main())
