"""Files in S3, encrypted and private: some for a short time, reached by links that are signed and soon over; others
to stay, under names that are made of their content."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_SECONDS = 300
# Whoever may not list a bucket isn't told that something is missing.
NOT_THERE = frozenset({"NoSuchKey", "AccessDenied"})
NOT_NOW = frozenset({"InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "503"})


class S3Files:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, path: Path, *, content_type: str) -> None:
        with _available(), path.open("rb") as file:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=file,
                ContentType=content_type,
                ContentDisposition=f'attachment; filename="{path.name}"',
            )

    def link(self, key: str) -> str:
        """Nothing is asked of S3: our own credentials sign it."""
        where = {"Bucket": self._bucket, "Key": key}
        return self._client.generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_SECONDS)


class S3Assets:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        with _available():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def get(self, key: str) -> bytes:
        try:
            with _available():
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_THERE:
                raise NotFound from error
            raise


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except (HTTPClientError, NotConnected) as error:
        raise Unavailable("Files can't be reached now.") from error
    except ClientError as error:
        if error.response["Error"]["Code"] in NOT_NOW:
            raise Unavailable("Files can't be reached now.") from error
        raise
