"""`make run` from its start to its stop, as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.configuration import ROOT
from tests.support.stack import LocalStack, start_stack

pytestmark = pytest.mark.stack


def described(state: Path) -> LocalStack:
    return LocalStack(json.loads((state / "stack.json").read_text()))


def mailbox(stack: LocalStack) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = httpx.get(f"{stack.mailbox_url}/messages.json", timeout=30).json()
    return messages


def test_what_was_done_is_there_at_the_next_start(tmp_path: Path) -> None:
    with start_stack(tmp_path) as process:
        first = described(tmp_path)
        mails = {mail["id"] for mail in mailbox(first)}
        process.send_signal(signal.SIGINT)

    assert process.returncode == 0
    assert not (tmp_path / "stack.json").exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(first.api_url)

    with start_stack(tmp_path) as process:
        second = described(tmp_path)
        kept = {mail["id"] for mail in mailbox(second)}
        story = subprocess.run(
            [sys.executable, "-m", "local.demo"],
            cwd=ROOT,
            env={**os.environ, "LOCAL_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        process.terminate()

    assert second.description["users"] == first.description["users"]
    assert mails
    assert mails <= kept
    assert story.returncode == 0, story.stdout + story.stderr


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = subprocess.run(
            [sys.executable, "-m", "local.run"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "LOCAL_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert process.returncode == 1
    assert process.stderr == f"Port {port} is taken: stop what listens there, or choose another with PORT=...\n"


def test_the_demo_without_a_stack_says_how_to_start_one(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "LOCAL_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr == "No stack runs here: start one with `make run`, in another terminal.\n"
