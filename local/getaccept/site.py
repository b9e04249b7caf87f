"""The stand-in for GetAccept as an application; its documents outlive a restart."""

import asyncio
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from local.asgi import Receive, Response, Scope, Send, answer_lifespan, body_of, respond
from local.getaccept.fake import FakeGetAccept

FAULTLESS = Response(500, "text/plain", b"Nothing was planned to go wrong here.\n")
PATIENCE = 30


class GetAcceptSite:
    """Webhooks go out beside it, each once: what they lead to may well ask here."""

    def __init__(self, url: str, kept: Path) -> None:
        self._kept = kept
        self._post = ThreadPoolExecutor(max_workers=1)
        self._fake = FakeGetAccept(lambda: datetime.now(UTC), deliver=self._deliver)
        self._fake.origin = url

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """What it knows is read at first and written at the end."""
        if self._kept.exists():
            self._fake.load(self._kept.read_bytes())
        try:
            yield
        finally:
            self._post.shutdown(cancel_futures=True)
            self._kept.write_bytes(self._fake.dump())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        elif scope["type"] == "http":
            target = f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}"
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            body = await body_of(receive)
            answer = await asyncio.to_thread(self._fake.answer, scope["method"], target, headers, body)
            await respond(send, answer or FAULTLESS)

    def _deliver(self, url: str, told: dict[str, Any]) -> None:
        self._post.submit(_post, url, told)


def _post(url: str, told: dict[str, Any]) -> None:
    try:
        httpx.post(url, json=told, timeout=PATIENCE).raise_for_status()
    except httpx.HTTPError as error:
        print(f"A webhook was not delivered: {type(error).__name__}", file=sys.stderr)
