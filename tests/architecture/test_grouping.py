"""Tests that share the local stack take it in turns: that hangs on a feature that has failed silently before."""

import subprocess
import sys
from pathlib import Path

GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("stack")
@pytest.mark.parametrize("number", range(8))
def test_says_where_it_runs(number):
    with open(os.environ["WORKERS"], "a") as workers:
        workers.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_a_group_stays_on_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    workers = tmp_path / "workers"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n2", "--dist", "loadgroup", "--rootdir", "."]

    environment = {"WORKERS": str(workers)}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)  # noqa: S603 - our own

    assert len(workers.read_text().split()) == 8
    assert len(set(workers.read_text().split())) == 1
