"""`make run`: the whole system on this machine, until it is interrupted."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

from local.build import build
from local.configuration import HOST, REGION, ROOT, Configuration, StackFailure, configuration
from local.deploy import deploy, read_template
from local.fill import people
from local.users import User

PATIENCE = 60


def main() -> int:
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell that starts it in the background has SIGINT ignored
        signal.signal(stop, _interrupt)
    try:
        run(configuration(), fresh="--fresh" in sys.argv[1:])
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the data is kept for the next start.")
    return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(stack: Configuration, *, fresh: bool) -> None:
    with _alone(stack.state):
        _check_ports(stack)
        if fresh:
            for data in ("aws", "s3"):
                shutil.rmtree(stack.state / data, ignore_errors=True)
            stack.getaccept_state.unlink(missing_ok=True)
        with _emulator(stack) as emulator:
            template = read_template()
            packages = build(template)
            _wait_for(f"{stack.aws_endpoint_url}/_ministack/health", stack, emulator)
            outputs = deploy(template, packages, stack)
            _wait_for(f"{stack.api_url}/health", stack, emulator)
            _announce(stack, outputs, people(stack, outputs))
            emulator.wait()
            raise _ended(stack)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise StackFailure(
                f"A stack that keeps its data in {_shown(state)} runs already: stop it first."
            ) from taken
        yield


def _check_ports(stack: Configuration) -> None:
    named = {"PORT": stack.port, "MAILBOX_PORT": stack.mailbox_port, "AWS_EMULATOR_PORT": stack.emulator_port}
    for name, port in named.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as taken:
                raise StackFailure(
                    f"Port {port} is taken: stop what listens there, or choose another with {name}=..."
                ) from taken


@contextmanager
def _emulator(stack: Configuration) -> Iterator["subprocess.Popen[bytes]"]:
    ports = (stack.port, stack.mailbox_port, stack.emulator_port)
    command = [sys.executable, "-m", "local.emulator", *map(str, ports), str(stack.state), stack.getaccept_elsewhere]
    with _log(stack).open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={}, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        for interruption in (signal.SIGINT, signal.SIGTERM):
            signal.signal(interruption, signal.SIG_IGN)  # a second one must not cost the data
        stack.description.unlink(missing_ok=True)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # whatever it started and left behind


def _log(stack: Configuration) -> Path:
    return stack.state / "aws.log"


def _ended(stack: Configuration) -> StackFailure:
    return StackFailure(f"The emulated AWS ended by itself; its last words are in {_shown(_log(stack))}.")


def _wait_for(url: str, stack: Configuration, emulator: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    problem = "no answer"
    while time.monotonic() < end:
        if emulator.poll() is not None:
            raise _ended(stack)
        try:
            with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own
                if answer.status == HTTPStatus.OK:
                    return
        except OSError as error:
            problem = str(error)
        time.sleep(0.1)
    raise StackFailure(f"{url} does not answer as it should: {problem}.")


def _announce(stack: Configuration, outputs: dict[str, str], people: list[User]) -> None:
    description = {
        "ready": True,
        "api_url": stack.api_url,
        "portal_url": f"{stack.api_url}/portal",
        "mailbox_url": stack.mailbox_url,
        "aws_endpoint_url": stack.aws_endpoint_url,
        "region": REGION,
        "user_pool_client_id": outputs["UserPoolClientId"],
        "users": [user.shown() for user in people],
    }
    if not stack.getaccept_elsewhere:
        description["getaccept_url"] = stack.getaccept_url
    half = stack.description.with_suffix(".json.half")
    half.write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    half.replace(stack.description)
    print(f"""
Countersign runs; Ctrl-C stops it and keeps the data.
  Portal   {stack.api_url}/portal
  API      {stack.api_url} (documentation: {stack.api_url}/docs)
  Mailbox  {stack.mailbox_url}
  {_getaccept_told(stack)}
  Users    all with the password "{people[0].password}":""")
    for user in people:
        print(f"    {user.username:48} {user.role} of {user.tenant_name or 'the ' + user.group} ({user.group})")
    print(f"  For programs: {_shown(stack.description)}", flush=True)


def _getaccept_told(stack: Configuration) -> str:
    if stack.getaccept_elsewhere:
        return f"GetAccept is what answers at {stack.getaccept_elsewhere}"
    return f'GetAccept {stack.getaccept_url}/documents stands in for it: any email address, any password but "wrong"'


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    sys.exit(main())
