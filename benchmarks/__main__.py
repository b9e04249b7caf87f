"""`make bench`: prints each figure with its gate, and fails where one isn't met."""

import os
import sys
from typing import TYPE_CHECKING

from benchmarks.export import GOAL_SECONDS, MAX_MEGABYTES, ROWS, ExportFigure
from benchmarks.grid import MAX_QUERIES, MAX_RATIO, PageFigure
from tests.support.account import ENVIRONMENT
from tests.support.template import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.acceptances import Rush
    from benchmarks.poll import PollFigures, PollRun
    from benchmarks.poll_simulation import Scale


def main() -> int:
    os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
    from benchmarks import export, grid, poll, poll_simulation
    from benchmarks.acceptances import measure_acceptances
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
    rushes = measure_acceptances()
    print_rushes(rushes)
    pages = grid.measure_pages()
    print_pages(pages)
    exported = export.measure_export()
    print_export(exported)
    polled = poll.measure_poll()
    print_poll(polled)
    scales = poll_simulation.simulate_scales(polled)
    print_scales(scales)
    poll_simulation.plot(scales, ROOT / "docs" / "poll.svg")
    are_met = (
        all(step.is_met for step in steps),
        all(run.is_met for run in runs.values()),
        all(rush.is_met for rush in rushes),
        all(page.is_met for page in pages),
        exported.is_met,
        not polled.faults,
        all(scale.is_met for scale in scales),
    )
    return 0 if all(are_met) else 1


def print_rushes(rushes: "list[Rush]") -> None:
    print(f"\n{'in one second, of a partner':<28}{'acceptances':>12}{'units each':>12}{'hottest key':>13}{'table':>7}")
    for rush in rushes:
        verdict = "" if rush.is_met else "   over its gate"
        figures = f"{rush.acceptances:>12}{rush.units_each:>12.1f}{rush.hottest:>13}{rush.table:>7}"
        print(f"{rush.name:<28}{figures}  {rush.hottest_key}{verdict}")
    from benchmarks.feed import TABLE_WRITES
    from tests.support.memory_dynamodb import PARTITION_WRITES

    print(f"{'gates':<28}{'':>24}{PARTITION_WRITES:>13}{TABLE_WRITES:>7}")


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


def print_poll(figures: "PollFigures") -> None:
    print(
        f"\n{'poll: 10,000 documents out':<36}{'visits':>7}{'calls':>7}{'gate':>6}{'requests':>10}{'read u.':>9}"
        f"{'write u.':>9}{'documents':>11}{'accounts':>10}{'seconds':>9}{'CPU ms':>8}"
    )
    for name, run in _named(figures):
        units = f"{run.read_units:>9}{run.write_units + run.index_units:>9}"
        print(
            f"{name:<36}{run.visits:>7}{run.calls:>7}{run.most_calls:>6}{run.requests.total():>10}{units}"
            f"{run.documents:>11}{run.accounts:>10}{run.seconds:>9.1f}{run.cpu_ms:>8.0f}"
        )
    print("seconds on the clock are with the stand-in's own work; calls without those that sign in")
    for provider, ratio in figures.ratios.items():
        print(f"{f'{provider}, ten times as many':<36}{ratio:>7.2f}  of the requests, read units, calls; gate 1.02")
    for fault in figures.faults:
        print(f"over its gate: {fault}")


def _named(figures: "PollFigures") -> "Iterator[tuple[str, PollRun]]":
    for provider, (few, many) in figures.unchanged.items():
        yield f"{provider}, unchanged", few
        yield f"{provider}, and 90,000 closed ones", many
    yield "getaccept, 100 changed", figures.changed
    yield "builtin, all looked at (once a day)", figures.anew


def print_scales(scales: "list[Scale]") -> None:
    workers = "".join(f"{number:>7}" for number in scales[0].runs)
    print(
        f"\n{'poll, simulated: minutes a run':<36}{workers} workers"
        f"{'read':>9}{'write':>7}{'SQS':>7}{'MGB-s':>7}{'USD':>9}"
    )
    for scale in scales:
        minutes = "".join(f"{run.over / 60:>7.1f}" for run in scale.runs.values())
        month = scale.month
        verdict = "" if scale.is_met else "   over its gate"
        print(
            f"{f'{scale.provider}, {scale.documents:,} out':<36}{minutes}        {month.read_units:>9.1f}"
            f"{month.write_units:>7.1f}{month.queue_requests:>7.1f}{month.gb_seconds:>7.1f}{month.total:>9.0f}{verdict}"
        )
    print("units and requests in millions a month; USD a month with GetAccept's secrets kept, of which:")
    for scale in scales:
        costs = ", ".join(f"{name} {cost:,.2f}" for name, cost in scale.month.costs.items())
        print(f"  {f'{scale.provider}, {scale.documents:,} out':<34}{costs}")


if __name__ == "__main__":
    sys.exit(main())
