"""One origin for API and pages: what arrives here goes to the deployed HTTP API, as API Gateway would take it."""

from local.asgi import Application, Receive, Scope, Send, answer_lifespan
from local.configuration import API_ID

PREFIX = f"/_aws/execute-api/{API_ID}/$default"


class Gateway:
    def __init__(self, emulator: Application) -> None:
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        elif scope["type"] == "http":
            path = {"path": PREFIX + scope["path"], "raw_path": PREFIX.encode() + scope["raw_path"]}
            headers = [*scope["headers"], (b"x-forwarded-proto", scope["scheme"].encode())]
            await self._emulator({**scope, **path, "headers": headers}, receive, send)
