"""An asymmetric key of KMS: it signs and shows its public half; the private one never leaves KMS."""

from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_kms.literals import MessageTypeType

NOT_NOW = frozenset(
    {
        "DependencyTimeoutException",
        "KMSInternalException",
        "KeyUnavailableException",
        "LimitExceededException",
        "ServiceUnavailable",
        "ThrottlingException",
    }
)


class KmsSigner:
    """`key_id` names an ECC_NIST_P256 key that is there to sign."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    @property
    def key_id(self) -> str:
        return self._key_id

    def sign(self, message: bytes) -> bytes:
        return self._sign(message, "RAW")

    def sign_digest(self, digest: bytes) -> bytes:
        return self._sign(digest, "DIGEST")

    def _sign(self, message: bytes, kind: "MessageTypeType") -> bytes:
        try:
            answer = self._client.sign(
                KeyId=self._key_id, Message=message, MessageType=kind, SigningAlgorithm="ECDSA_SHA_256"
            )
        except (HTTPClientError, NotConnected, ClientError) as error:
            raise _refusal(error) from error
        return answer["Signature"]

    @cached_property
    def public_key(self) -> bytes:
        try:
            answer = self._client.get_public_key(KeyId=self._key_id)
        except (HTTPClientError, NotConnected, ClientError) as error:
            raise _refusal(error) from error
        return answer["PublicKey"]


def _refusal(error: HTTPClientError | NotConnected | ClientError) -> Exception:
    if isinstance(error, ClientError) and error.response["Error"]["Code"] not in NOT_NOW:
        return error
    return Unavailable("The signing key can't be reached now.")
