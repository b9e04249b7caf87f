"""How the demo is told: numbered steps, what was seen in each, and one clear message where it was not as told."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx

from local.users import sign_in

PATIENCE = 30


class NotAsTold(Exception):
    pass


class Telling:
    """Of one demo on one stack; `suffix` stands in every name, so that it can be told again beside an earlier one."""

    def __init__(self, stack: dict[str, Any]) -> None:
        self.stack = stack
        self.suffix = secrets.token_hex(3)
        self._step = 0

    def chapter(self, title: str) -> None:
        print(f"\n{title}\n{'-' * len(title)}", flush=True)

    def now(self, happens: str) -> None:
        self._step += 1
        print(f"\n{self._step}. {happens[0].upper()}{happens[1:]}", flush=True)

    def tell(self, detail: str) -> None:
        print(f"   {detail}", flush=True)

    def api_of(self, username: str, password: str) -> httpx.Client:
        token = sign_in(
            username,
            password,
            aws_endpoint_url=self.stack["aws_endpoint_url"],
            client_id=self.stack["user_pool_client_id"],
        )
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.stack["api_url"], headers=headers, timeout=PATIENCE)

    def mail(self, address: str, *, at_least: int = 1, about: str = "", holding: str = "") -> Any:
        """The newest mail to the address, once it has that many; about what, its subject says. Where the address is
        not of this demo alone, its text holds the suffix, or what else only this demo knows."""

        def found() -> Any:
            mails = httpx.get(f"{self.stack['mailbox_url']}/messages.json", timeout=PATIENCE).json()
            theirs = [mail for mail in mails if address in mail["to"] and about in mail["subject"]]
            fresh = [mail for mail in theirs if self.suffix in address or (holding or self.suffix) in mail["text"]]
            return fresh[0] if len(fresh) >= at_least else None

        return wait(found, f"no mail has reached {address}")


def check(holds: bool, told: str) -> None:
    if not holds:
        raise NotAsTold(told)


def done(response: httpx.Response) -> Any:
    check(response.is_success, f"{response.request.method} {response.request.url.path} gives {response.text}")
    return response.json()


def wait[T](look: Callable[[], T | None], otherwise: str) -> T:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        check(time.monotonic() < end, otherwise)
        time.sleep(0.1)
    return found
