"""PDFs of orders, documents, evidence: made by a function that does nothing else, fetched from where they are kept."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.ports import Addendum, Documents, Rendered

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaRenderings:
    """Whatever keeps the function from making one is put right within the days that a message, or a task, waits."""

    def __init__(self, client: "LambdaClient", function: str, documents: Documents) -> None:
        self._client = client
        self._function = function
        self._documents = documents

    def of_order(self, tenant: Tenant, order_id: str, locale: Locale) -> Addendum:
        made = self._rendered({"partner_id": tenant.partner_id, "order_id": order_id, "locale": locale})
        return Addendum(name=made.name, content=made.content)

    def to_sign(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered({"partner_id": tenant.partner_id, "document_id": document_id, "form": "to_sign"})

    def signed(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered({"partner_id": tenant.partner_id, "document_id": document_id, "form": "signed"})

    def certificate(self, tenant: Tenant, record_id: str, locale: Locale, *, origin: str) -> Rendered:
        return self._rendered(
            {"partner_id": tenant.partner_id, "record_id": record_id, "locale": locale, "origin": origin}
        )

    def _rendered(self, wanted: dict[str, str]) -> Rendered:
        made = self._made(wanted)
        content = self._documents.get(made["key"])
        if hashlib.sha256(content).hexdigest() != made["sha256"]:
            raise Unavailable("The document isn't the one that was made.")
        return Rendered(name=made["name"], key=made["key"], sha256=made["sha256"], content=content)

    def _made(self, wanted: dict[str, str]) -> dict[str, Any]:
        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=json.dumps(wanted).encode())
            payload = answer["Payload"].read()
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise Unavailable("The document can't be made now.") from error
        if "FunctionError" in answer:
            raise Unavailable("The document could not be made.")
        made: dict[str, Any] = json.loads(payload)
        return made
