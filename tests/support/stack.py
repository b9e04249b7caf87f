"""One local stack for a whole test run: the first worker that needs it starts it, the last that used it stops it."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest

from local.configuration import ROOT, STACK_NAME
from local.deploy import session
from local.users import sign_in
from tests.support.account import ENVIRONMENT

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

PORTS = ("PORT", "MAILBOX_PORT", "AWS_EMULATOR_PORT")
PATIENCE = 300


def wait_until[T](condition: Callable[[], T], *, within: float = 20, every: float = 0.05) -> T:
    """What the condition gives, as soon as it is true of something; an assertion error when that takes too long."""
    end = time.monotonic() + within
    while not (result := condition()):
        assert time.monotonic() < end, f"not within {within} seconds: {condition}"
        time.sleep(every)
    return result


@dataclass(frozen=True, slots=True)
class LocalStack:
    """A running stack, by what it says of itself in stack.json."""

    description: dict[str, Any]

    @property
    def api_url(self) -> str:
        return str(self.description["api_url"])

    @property
    def mailbox_url(self) -> str:
        return str(self.description["mailbox_url"])

    @property
    def aws_endpoint_url(self) -> str:
        return str(self.description["aws_endpoint_url"])

    @property
    def getaccept_url(self) -> str:
        """Where something stands in for GetAccept, if the stack started it."""
        return str(self.description["getaccept_url"])

    def users(self, **wanted: str) -> list[dict[str, str]]:
        return [
            user for user in self.description["users"] if all(user[name] == value for name, value in wanted.items())
        ]

    def token(self, user: dict[str, str]) -> str:
        return sign_in(
            user["username"],
            user["password"],
            aws_endpoint_url=self.aws_endpoint_url,
            client_id=self.description["user_pool_client_id"],
        )

    def as_user(self, user: dict[str, str]) -> httpx.Client:
        return httpx.Client(base_url=self.api_url, headers={"Authorization": f"Bearer {self.token(user)}"}, timeout=30)

    def as_anyone(self) -> httpx.Client:
        return httpx.Client(base_url=self.api_url, timeout=30)

    def mails(self, *, to: str, subject: str = "") -> list[dict[str, Any]]:
        """Newest first."""
        messages = httpx.get(f"{self.mailbox_url}/messages.json", timeout=30).json()
        return [message for message in messages if to in message["to"] and subject in message["subject"]]

    def wait_for_mail(self, *, to: str, subject: str = "") -> dict[str, Any]:
        return wait_until(lambda: self.mails(to=to, subject=subject))[0]

    @contextmanager
    def mail_service_down(self) -> Iterator[None]:
        """SES refuses every mail meanwhile. It does so for the whole stack: use an own stack, or an own group."""
        httpx.put(f"{self.mailbox_url}/mail-service", json={"available": False}).raise_for_status()
        try:
            yield
        finally:
            httpx.put(f"{self.mailbox_url}/mail-service", json={"available": True}).raise_for_status()

    def sweep(self, what: Literal["messages", "confirmations", "evidence"]) -> None:
        """What the schedule does every five minutes, now."""
        functions = {
            "messages": "DeliverMessagesFunction",
            "confirmations": "SendConfirmationFunction",
            "evidence": "IssueEvidenceFunction",
        }
        self.invoke(functions[what], {"sweep": what})

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        client: LambdaClient = session().client("lambda", endpoint_url=self.aws_endpoint_url)
        answer = client.invoke(FunctionName=self.physical_id(function), Payload=json.dumps(event).encode())
        content = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, content
        return content

    def physical_id(self, resource: str) -> str:
        client: CloudFormationClient = session().client("cloudformation", endpoint_url=self.aws_endpoint_url)
        found = client.describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=resource)
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def dynamodb(self) -> "DynamoDBClient":
        return session().client("dynamodb", endpoint_url=self.aws_endpoint_url)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[LocalStack]:
    base = tmp_path_factory.getbasetemp()
    state = (base if worker_id == "master" else base.parent) / "stack"
    state.mkdir(exist_ok=True)
    with (state / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with (state / "start.lock").open("w") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            started = None if (state / "stack.json").exists() else start_stack(state)
        yield LocalStack(json.loads((state / "stack.json").read_text()))
        fcntl.flock(users, fcntl.LOCK_UN)
        if started:
            fcntl.flock(users, fcntl.LOCK_EX)  # nobody uses it any more
            started.terminate()
            started.wait()


def start_stack(state: Path) -> "subprocess.Popen[bytes]":
    """What `make run` starts, on free ports and with its data in that folder; gives it when it is ready."""
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    log = state / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.run"],
            cwd=ROOT,
            # Without what functions under test are told: another GetAccept than the stack's own is among it.
            env={
                **{name: os.environ[name] for name in os.environ.keys() - ENVIRONMENT.keys()},
                **ports,
                "LOCAL_STATE_DIR": str(state),
            },
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    end = time.monotonic() + PATIENCE
    while not (state / "stack.json").exists():
        assert process.poll() is None, f"the local stack did not start: {log.read_text()}"
        assert time.monotonic() < end, f"the local stack takes too long to start: {log.read_text()}"
        time.sleep(0.1)
    return process


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
