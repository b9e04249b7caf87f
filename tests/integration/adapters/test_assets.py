"""One contract, two implementations: the fake may not drift from S3."""

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from shared import wiring
from shared.adapters.s3 import S3Assets
from shared.domain.errors import NotFound, Unavailable
from shared.ports import Assets
from tests.support.account import create_assets_bucket
from tests.support.fakes.assets import FakeAssets

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture(params=["s3", "fake"])
def assets(request: pytest.FixtureRequest) -> Assets:
    if request.param == "fake":
        return FakeAssets()
    request.getfixturevalue("aws")
    create_assets_bucket()
    return wiring.assets()


def test_what_is_put_is_what_is_got_however_often(assets: Assets) -> None:
    assets.put("logos/a", b"picture", content_type="image/png")
    assets.put("logos/a", b"picture", content_type="image/png")

    assert assets.get("logos/a") == b"picture"


def test_what_is_not_there_is_not_found(assets: Assets) -> None:
    with pytest.raises(NotFound):
        assets.get("logos/b")


class BrokenS3:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_object(self, **_: object) -> None:
        raise self._error

    put_object = get_object


def broken(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "GetObject")


def broken_assets(error: Exception) -> Assets:
    client: S3Client = BrokenS3(error)  # type: ignore[assignment]
    return S3Assets(client, "bucket")


@pytest.mark.parametrize("error", [broken("SlowDown"), EndpointConnectionError(endpoint_url="x")])
def test_a_store_that_does_not_answer_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable):
        broken_assets(error).get("logos/a")
    with pytest.raises(Unavailable):
        broken_assets(error).put("logos/a", b"", content_type="image/png")


def test_whoever_may_not_list_what_there_is_hears_no_more_of_what_is_missing() -> None:
    with pytest.raises(NotFound):
        broken_assets(broken("AccessDenied")).get("logos/b")


def test_to_be_refused_when_storing_is_a_fault_of_ours() -> None:
    with pytest.raises(ClientError):
        broken_assets(broken("AccessDenied")).put("logos/a", b"", content_type="image/png")
