"""Where exports wait and lie: a queue that is worked off by hand, and a store that hands out what links lead to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import pytest

from functions.export_lists import handler, request_export
from functions.export_lists.handler import NotPrepared
from shared import settings
from shared.adapters.s3 import S3Files
from tests.browser.portal_site import PortalSite
from tests.support.account import ENVIRONMENT
from tests.support.events import Context

BUCKET = ENVIRONMENT["EXPORTS_BUCKET"]


@dataclass(frozen=True, slots=True)
class Exports:
    """Every list is a long one."""

    site: PortalSite

    def open_store(self) -> None:
        with self.site.busy:
            where = {"LocationConstraint": "eu-north-1"}
            boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)  # type: ignore[arg-type]

    def work(self, tried: int = 1) -> None:
        """What the queue holds is handed to the function, for the `tried`th time."""
        with self.site.busy:
            found = boto3.client("sqs").receive_message(
                QueueUrl=settings.settings().exports_queue, MaxNumberOfMessages=10, VisibilityTimeout=0
            )
            for message in found["Messages"]:
                attributes = {"ApproximateReceiveCount": str(tried)}
                record = {"eventSource": "aws:sqs", "body": message["Body"], "attributes": attributes}
                handler.lambda_handler({"Records": [record]}, Context())

    def fail(self) -> None:
        """As often as the queue tries, to no avail: there is no store."""
        for tried in range(1, handler.TRIES + 1):
            with pytest.raises(NotPrepared):
                self.work(tried)


@contextmanager
def exporting(site: PortalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exports]:
    monkeypatch.setattr(request_export, "SHORT", 1)
    monkeypatch.setenv("EXPORTS_QUEUE", boto3.client("sqs").create_queue(QueueName="test-exports")["QueueUrl"])
    settings.settings.cache_clear()
    with _store(site) as url:
        monkeypatch.setattr(S3Files, "link", lambda self, key: f"{url}/{key}")
        yield Exports(site)


@contextmanager
def _store(site: PortalSite) -> Iterator[str]:
    """What S3 answers to a signed link: the address of the real one is nowhere near."""

    class Store(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with site.busy:
                found = boto3.client("s3").get_object(Bucket=BUCKET, Key=self.path.lstrip("/"))
                content = found["Body"].read()
            self.send_response(200)
            self.send_header("Content-Type", found["ContentType"])
            self.send_header("Content-Disposition", found["ContentDisposition"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
