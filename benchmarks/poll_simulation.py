"""One run of the poll over many accounts, played through event by event, and what a month of runs costs.

What a visit asks is measured (`benchmarks.poll`); how long it waits for others is assumed, and so is what goes wrong:
one account in a hundred is so slow that its visit takes all the time there is, two run into time-outs.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil
from pathlib import Path

from benchmarks.poll import ACCOUNTS, OUT, PollFigures
from shared.domain.partner import SigningProvider

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
WORKERS = (20, 100, 200, 500)
"""MaximumConcurrency of the queue's event source mapping."""
ENOUGH = {10_000: 20, 100_000: 20, 1_000_000: 20, 10_000_000: 200}
"""With so many workers a run must be over before the next one begins."""
HALF_AN_HOUR = 1800.0

# --- Assumed: how long others take, in seconds ---------------------------------------------------------------------
CALL = 0.3
"""A call of a provider: the median; one in twenty takes three times as long."""
REQUEST = 0.005
"""A request to DynamoDB, or a message handed to a function."""
SECRET = 0.02
BATCH = 0.02
"""Ten tasks handed to SQS."""
CPU_SHARE = 512 / 1769
"""What a function of 512 MB has of a processor."""
SLOW, SLOW_SHARE = 95.0, 0.01
FAILING, FAILING_SHARE = 12.0, 0.02
RAMP_START, RAMP = 5, 300 / 60
"""Lambda begins with five readers of a queue and adds 300 each minute."""
INLINE = 95.0
"""For so long the schedule's own invocation queues accounts; the rest it leaves to a task for each shard."""
SHARDS = 8

# --- Prices: AWS's public price lists for US East (N. Virginia), as of 2026-03; USD, no free tier, no discount ------
# aws.amazon.com/{dynamodb,lambda,sqs,secrets-manager,kms,cloudwatch}/pricing. Stockholm differs by a few per cent.
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
GB_SECOND, INVOCATION = 13.3334e-6, 0.20e-6
FIFO_REQUEST = 0.50e-6
SECRET_READ, SECRET_MONTH = 0.05 / 10_000 + 0.03 / 10_000, 0.40
LOGGED_GB = 0.50
MEMORY_GB = 0.5
LOGGED = 1e-6
"""In GB: a visit writes a line, and Lambda three."""
RUNS_A_MONTH = 48 * 365 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit to one account asks, while nothing changes, with a 48th of what our own page looks at once a day.

    Processor time is rounded up to ten milliseconds, so that the same code gives the same figures. A process that
    serves many accounts seldom has the token of the next one: each visit of a provider signs in.
    """

    calls: int
    requests: float
    read_units: float
    write_units: float
    queue_requests: float
    reads_secret: bool
    cpu_seconds: float

    @property
    def waits(self) -> float:
        """In seconds, for all but the provider."""
        return self.requests * REQUEST + REQUEST + self.reads_secret * SECRET + self.cpu_seconds / CPU_SHARE


def visit_of(figures: PollFigures, provider: SigningProvider) -> Visit:
    run, is_asked = figures.unchanged[provider][0], provider is not SigningProvider.BUILTIN
    daily = 0 if is_asked else (figures.anew.read_units - run.read_units) / 48
    return Visit(
        calls=ceil(run.calls / ACCOUNTS) + is_asked,
        requests=run.requests.total() / ACCOUNTS,
        read_units=(run.read_units + daily) / ACCOUNTS,
        write_units=(run.write_units + run.index_units) / ACCOUNTS,
        queue_requests=run.queued / ACCOUNTS + 2,
        reads_secret=is_asked,
        cpu_seconds=ceil(run.cpu_ms / ACCOUNTS / 10) / 100,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """In seconds from the schedule's call: when half, 99 of a hundred, and all of the accounts that are well were
    checked, and when the queue was empty; `worked` by all workers together."""

    half: float
    most: float
    all: float
    over: float
    worked: float


def simulate(accounts: int, workers: int, visit: Visit, seed: int = 1) -> Simulated:
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret with it
    inline = min(accounts, int(INLINE / BATCH) * 10)
    queue: deque[tuple[float, int]] = deque((number // 10 * BATCH, 0) for number in range(inline))
    rest = accounts - inline
    queue.extend((INLINE, rest // SHARDS + (shard < rest % SHARDS)) for shard in range(SHARDS if rest else 0))
    free = [max(0.0, (worker - RAMP_START) / RAMP) for worker in range(workers)]
    checked: list[float] = []
    over = worked = 0.0
    while queue:
        queued_at, of_shard = queue.popleft()
        start = max(heappop(free), queued_at)
        if of_shard:
            end = start + of_shard / 10 * BATCH
            queue.extend((start + number // 10 * BATCH, 0) for number in range(of_shard))
        else:
            took, is_well = _played(visit, chance)
            end = start + took
            if is_well:
                checked.append(end)
        heappush(free, end)
        over, worked = max(over, end), worked + end - start
    checked.sort()
    return Simulated(
        half=checked[len(checked) // 2],
        most=checked[int(len(checked) * 0.99)],
        all=checked[-1],
        over=over,
        worked=worked,
    )


def _played(visit: Visit, chance: random.Random) -> tuple[float, bool]:
    """How long a visit takes, and whether the account answered in time. Our own page is never slow."""
    which = chance.random()
    if visit.calls and which < SLOW_SHARE:
        return SLOW, False
    if visit.calls and which < SLOW_SHARE + FAILING_SHARE:
        return FAILING, False
    calls = sum(CALL * (3 if chance.random() < 0.05 else 1) for _ in range(visit.calls))
    return visit.waits + calls, True


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Of one run each half hour; in millions, and USD."""

    visits: float
    read_units: float
    write_units: float
    queue_requests: float
    gb_seconds: float
    costs: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.costs.values())


def month_of(accounts: int, visit: Visit, worked: float) -> Month:
    visits = accounts * RUNS_A_MONTH
    gb_seconds = worked * RUNS_A_MONTH * MEMORY_GB
    costs = {
        "DynamoDB": visits * (visit.read_units * READ_UNIT + visit.write_units * WRITE_UNIT),
        "Lambda": gb_seconds * GB_SECOND + visits * INVOCATION,
        "SQS": visits * visit.queue_requests * FIFO_REQUEST,
        "logs": visits * LOGGED * LOGGED_GB,
        "secrets read": visits * visit.reads_secret * SECRET_READ,
        "secrets kept": accounts * visit.reads_secret * SECRET_MONTH,
    }
    return Month(
        visits=visits / 1e6,
        read_units=visits * visit.read_units / 1e6,
        write_units=visits * visit.write_units / 1e6,
        queue_requests=visits * visit.queue_requests / 1e6,
        gb_seconds=gb_seconds / 1e6,
        costs=costs,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """So many documents out, a hundred for each account, by the number of workers."""

    documents: int
    provider: SigningProvider
    runs: dict[int, Simulated]
    month: Month

    @property
    def accounts(self) -> int:
        return self.documents // OUT

    @property
    def is_met(self) -> bool:
        return self.runs[ENOUGH[self.documents]].over <= HALF_AN_HOUR


def simulate_scales(figures: PollFigures) -> list[Scale]:
    visits = {provider: visit_of(figures, provider) for provider in figures.unchanged}
    return [_scale(size, provider, visit) for provider, visit in visits.items() for size in SIZES]


def _scale(documents: int, provider: SigningProvider, visit: Visit) -> Scale:
    accounts = documents // OUT
    runs = {workers: simulate(accounts, workers, visit) for workers in WORKERS}
    month = month_of(accounts, visit, runs[ENOUGH[documents]].worked)
    return Scale(documents=documents, provider=provider, runs=runs, month=month)


# --- The plot -----------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 380, 70, 30, 150, 50
COLOURS = ("#0b5fff", "#c2410c", "#15803d", "#7c3aed")


def plot(scales: list[Scale], path: Path) -> None:
    """Minutes until a run is over, by documents that are out, for each number of workers; both scales by decades."""
    of_getaccept = [scale for scale in scales if scale.provider is SigningProvider.GETACCEPT]
    x, y = _decades(4, 7, LEFT, WIDTH - RIGHT), _decades(-1, 3, HEIGHT - BOTTOM, TOP)
    parts = [*_axes(x, y)]
    for colour, workers in zip(COLOURS, WORKERS, strict=True):
        points = [(x(scale.documents), y(scale.runs[workers].over / 60)) for scale in of_getaccept]
        parts += _line(points, colour, f"{workers} workers")
    style = "<style>text{font:13px system-ui,sans-serif;fill:#1f2937}</style>"
    title = "<title>Minutes until a run of the poll is over, by documents that are out</title>"
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    path.write_text("\n".join([head, title, style, ground, *parts, "</svg>"]) + "\n")


def _decades(first: int, last: int, start: float, end: float) -> Callable[[float], float]:
    """Where a number comes to stand, of 10**first at `start` to 10**last at `end`."""
    from math import log10

    return lambda value: round(start + (log10(value) - first) / (last - first) * (end - start), 1)


def _axes(x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    right = WIDTH - RIGHT
    grid = [
        f'<line x1="{LEFT}" x2="{right}" y1="{y(minutes)}" y2="{y(minutes)}" stroke="#e5e7eb"/>'
        f'<text x="{LEFT - 8}" y="{y(minutes) + 4}" text-anchor="end">{minutes:g}</text>'
        for minutes in (0.1, 1, 10, 100, 1000)
    ]
    below = [
        f'<text x="{x(size)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{name}</text>'
        for size, name in zip(SIZES, ("10,000", "100,000", "1 million", "10 million"), strict=True)
    ]
    half_an_hour = (
        f'<line x1="{LEFT}" x2="{right}" y1="{y(30)}" y2="{y(30)}" stroke="#b91c1c" stroke-dasharray="6 4"/>'
        f'<text x="{LEFT + 6}" y="{y(30) - 6}">the next run begins</text>'
    )
    names = (
        f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 8}" text-anchor="middle">documents that are out</text>'
        f'<text x="{LEFT - 8}" y="{TOP - 12}" text-anchor="end">minutes</text>'
    )
    return [*grid, *below, half_an_hour, names]


def _line(points: list[tuple[float, float]], colour: str, name: str) -> list[str]:
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points)
    x, y = points[-1]
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}',
        f'<text x="{x + 10}" y="{y + 4}">{name}</text>',
    ]
