"""moto takes a digest that KMS is to sign for a message, and hashes it once more: here it is signed as it is."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from moto.kms.responses import KmsResponse

SHA256 = utils.Prehashed(hashes.SHA256())


@contextmanager
def signed_digests() -> Iterator[None]:
    with patch.object(KmsResponse, "sign", _sign):
        yield


_sign_message = KmsResponse.sign


def _sign(response: KmsResponse) -> str:
    if response._get_param("MessageType") != "DIGEST":
        return _sign_message(response)
    key = response.kms_backend.describe_key(response._get_param("KeyId"))
    algorithm = response._get_param("SigningAlgorithm")
    assert algorithm in key.signing_algorithms
    private: ec.EllipticCurvePrivateKey = vars(key.private_key)["private_key"]
    signature = private.sign(response._get_param("Message"), ec.ECDSA(SHA256))
    answer = {"KeyId": key.arn, "Signature": b64encode(signature).decode(), "SigningAlgorithm": algorithm}
    return json.dumps(answer)
