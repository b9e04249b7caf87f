"""The process behind `make run`: the emulated AWS, with the gateway and the mailbox in front of it, on three ports.
What stands in for GetAccept shares the mailbox's.

Its parent starts it with an empty environment, so nothing of the developer's shell reaches the Lambda workers. It
saves its state and ends when its standard input does, which happens even if the parent is killed.
"""

import asyncio
import os
import shutil
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config

from local import emulator_faults
from local.asgi import Application, Beside
from local.configuration import HOST, REGION, Configuration
from local.gateway import Gateway
from local.getaccept.site import GetAcceptSite
from local.mailbox import Mailbox

GETACCEPT_PATHS = ("/v1/", "/document/", "/documents", "/files/")


def main(arguments: list[str]) -> None:
    port, mailbox_port, emulator_port, state, getaccept_elsewhere = arguments
    stack = Configuration(
        port=int(port),
        mailbox_port=int(mailbox_port),
        emulator_port=int(emulator_port),
        state=Path(state),
        getaccept_elsewhere=getaccept_elsewhere,
    )
    scratch = stack.state / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    # The emulator reads its settings while it is imported.
    os.environ.update(_environment(stack, scratch))
    asyncio.run(_serve(stack, scratch))


def _environment(stack: Configuration, scratch: Path) -> dict[str, str]:
    return {
        "AUTH": "true",
        "GATEWAY_PORT": str(stack.emulator_port),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(stack.state / "aws"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(stack.state / "s3"),
        "TMPDIR": str(scratch),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        # It would clean up containers and open further ports, which nobody here asked for.
        "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


async def _serve(stack: Configuration, scratch: Path) -> None:
    emulator = import_module("ministack.app").app
    mail = emulator_faults.MailService()
    emulator_faults.install(scratch, mail)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, stop.set)  # it has nothing to say: readable means ended
    mailbox: Application = Mailbox(stack.mailbox_url, mail)
    with ExitStack() as kept:
        if not stack.getaccept_elsewhere:
            getaccept = GetAcceptSite(stack.getaccept_url, stack.getaccept_state)
            kept.enter_context(getaccept.keeping())
            mailbox = Beside(mailbox, getaccept, GETACCEPT_PATHS)
        applications: list[tuple[Any, int]] = [
            (emulator, stack.emulator_port),
            (Gateway(emulator), stack.port),
            (mailbox, stack.mailbox_port),
        ]
        await asyncio.gather(
            *(serve(application, _listen_on(port), shutdown_trigger=stop.wait) for application, port in applications)
        )
    import_module("ministack.core.lambda_runtime").reset()


def _listen_on(port: int) -> Config:
    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 2
    config.loglevel = "WARNING"
    return config


if __name__ == "__main__":
    main(sys.argv[1:])
