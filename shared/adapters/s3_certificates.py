"""The files of certificates, to be deleted in every version that S3 keeps of them."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.adapters.s3_documents import NOT_NOW
from shared.domain.errors import Unavailable
from shared.domain.tenant import Tenant
from shared.evidence.certificate_file import certificates_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Certificates:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def remove(self, tenant: Tenant, record_id: str) -> None:
        try:
            while self._remove_some(certificates_of(tenant.partner_id, record_id)):
                pass
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable("Certificates can't be deleted now.") from error
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_NOW:
                raise Unavailable("Certificates can't be deleted now.") from error
            raise

    def _remove_some(self, prefix: str) -> bool:
        """Whether there may be more."""
        found = self._client.list_object_versions(Bucket=self._bucket, Prefix=prefix)
        for version in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
            self._client.delete_object(Bucket=self._bucket, Key=version["Key"], VersionId=version["VersionId"])
        return found["IsTruncated"]
