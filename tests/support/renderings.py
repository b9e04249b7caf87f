"""Lambda as whoever has PDFs made meets it: it runs the function that makes them, and tells what it gave or raised."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from functions.render_documents import handler
from functions.render_documents.handler import NotRendered
from shared import wiring
from tests.support.events import Context


@contextmanager
def rendering_at_hand() -> Iterator[list[Any]]:
    """Gives the addresses that are asked."""
    client = wiring.certificates()._client
    asked: list[Any] = []

    def run(request: Any, **_: Any) -> Any:
        asked.append(request.url)
        headers = HTTPHeaders()
        try:
            answer: Any = handler.lambda_handler(json.loads(request.body), Context())
        except NotRendered as error:
            headers["X-Amz-Function-Error"] = "Unhandled"
            answer = {"errorMessage": str(error), "errorType": "NotRendered"}

        class Raw:
            def stream(self, **_: Any) -> Iterator[bytes]:
                yield json.dumps(answer).encode()

            def read(self, *_: Any) -> bytes:
                return json.dumps(answer).encode()

        return AWSResponse(request.url, 200, headers, Raw())

    client.meta.events.register_first("before-send.lambda.Invoke", run)
    yield asked
    client.meta.events.unregister("before-send.lambda.Invoke", run)
