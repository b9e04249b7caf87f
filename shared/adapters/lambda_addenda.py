"""The addendum of an order as a file: made by a function that does nothing else, then fetched from where it is kept."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.ports import Addendum, Documents

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaAddenda:
    """Whatever keeps the function from making it is put right within the days that a message waits."""

    def __init__(self, client: "LambdaClient", function: str, documents: Documents) -> None:
        self._client = client
        self._function = function
        self._documents = documents

    def of_order(self, tenant: Tenant, order_id: str, locale: Locale) -> Addendum:
        made = self._made({"partner_id": tenant.partner_id, "order_id": order_id, "locale": locale})
        content = self._documents.get(made["key"])
        if hashlib.sha256(content).hexdigest() != made["sha256"]:
            raise Unavailable("The addendum isn't the one that was made.")
        return Addendum(name=made["name"], content=content)

    def _made(self, wanted: dict[str, str]) -> dict[str, Any]:
        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=json.dumps(wanted).encode())
            payload = answer["Payload"].read()
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise Unavailable("The addendum can't be made now.") from error
        if "FunctionError" in answer:
            raise Unavailable("The addendum could not be made.")
        made: dict[str, Any] = json.loads(payload)
        return made
