"""Documents for good, in S3: encrypted, private, never written over, reached by links that are soon over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.file_names import as_attachment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 300
# Whoever may not list a bucket isn't told that something is missing.
NOT_THERE = frozenset({"NoSuchKey", "AccessDenied"})
NOT_NOW = frozenset(
    {"InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "503", "ConditionalRequestConflict"}
)


class S3Documents:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, key: str, content: bytes, *, content_type: str) -> bytes:
        try:
            with _available():
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=content, ContentType=content_type, IfNoneMatch="*"
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            return self.get(key)
        return content

    def get(self, key: str) -> bytes:
        with _available():
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def find(self, key: str) -> bytes | None:
        try:
            return self.get(key)
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_THERE:
                return None
            raise

    def link(self, key: str, name: str) -> str:
        """Nothing is asked of S3: our own credentials sign it."""
        where = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentDisposition": as_attachment(name),
            "ResponseContentType": "application/pdf",
        }
        return self._client.generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_SECONDS)


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except (HTTPClientError, NotConnected) as error:
        raise Unavailable("Documents can't be reached now.") from error
    except ClientError as error:
        if error.response["Error"]["Code"] in NOT_NOW:
            raise Unavailable("Documents can't be reached now.") from error
        raise
