"""`python -m tests.faults.one_flow FLOW`: its single faults, until one breaks something: then it ends with 1."""

import contextlib
import os
import sys
import warnings

from tests.support.account import ENVIRONMENT

os.environ.update(ENVIRONMENT | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
warnings.simplefilter("ignore")

from tests.faults.lab import Tried, attempt, single_faults  # noqa: E402 - Powertools reads its names when imported


def first_found(flow: str) -> Tried | None:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123 - devnull is no path
        return next((tried for tried in map(attempt, single_faults([flow])) if tried.violations), None)


if __name__ == "__main__":
    found = first_found(sys.argv[1])
    if found:
        print(found.trial, *found.violations, sep="\n    ")
    sys.exit(found is not None)
