"""Where a local stack lives: its ports, its files, and the words it fails with."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
REGION: Final = "eu-north-1"
STACK_NAME = "countersign"
API_ID = "countersign"
POLL_RATE = "rate(30 minutes)"


class StackFailure(Exception):
    """What keeps the local stack from running, said in one sentence for the person who started it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """`getaccept_elsewhere` is the address of what stands in for GetAccept's API, where ours is not to."""

    port: int
    mailbox_port: int
    emulator_port: int
    state: Path
    getaccept_elsewhere: str = ""
    poll_rate: str = POLL_RATE

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def mailbox_url(self) -> str:
        return f"http://{HOST}:{self.mailbox_port}"

    @property
    def aws_endpoint_url(self) -> str:
        return f"http://{HOST}:{self.emulator_port}"

    @property
    def getaccept_url(self) -> str:
        """Of what stands in for GetAccept here: it shares the mailbox's port."""
        return self.mailbox_url

    @property
    def getaccept_base_url(self) -> str:
        return self.getaccept_elsewhere or f"{self.getaccept_url}/v1"

    @property
    def getaccept_state(self) -> Path:
        return self.state / "getaccept.json"

    @property
    def description(self) -> Path:
        """What a running stack leaves for programs."""
        return self.state / "stack.json"


def configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    return Configuration(
        port=_port(environment, "PORT", 8080),
        mailbox_port=_port(environment, "MAILBOX_PORT", 8081),
        emulator_port=_port(environment, "AWS_EMULATOR_PORT", 4566),
        state=ROOT / environment.get("LOCAL_STATE_DIR", ".local"),
        getaccept_elsewhere=environment.get("GETACCEPT_BASE_URL", "").rstrip("/"),
        poll_rate=environment.get("POLL_RATE") or POLL_RATE,
    )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StackFailure(f"{name} must be a port number, not {text!r}.")
    return int(text)
