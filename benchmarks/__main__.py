"""`make bench`: prints each figure with its gate, and fails where one isn't met."""

import os
import sys

from tests.support.account import ENVIRONMENT


def main() -> int:
    os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
    from benchmarks.requests import count_requests

    steps = count_requests()
    print(f"{'step':<24}{'requests':>9}{'gate':>6}  of which")
    for step in steps:
        kinds = ", ".join(f"{number} {name}" for name, number in sorted(step.requests.items()))
        verdict = "" if step.is_met else "   over its gate"
        print(f"{step.name:<24}{step.requests.total():>9}{step.gate:>6}  {kinds}{verdict}")
    return 0 if all(step.is_met for step in steps) else 1


if __name__ == "__main__":
    sys.exit(main())
