"""Every route there is: from the document that we serve, and from the template, never from a list kept by hand."""

import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shared.adapters.dynamodb.table import DynamoTable
from tests.support.account import TABLE_NAME
from tests.support.events import DISTRIBUTOR_CLAIMS, SELLER_CLAIMS, SHOPPER_CLAIMS, Context
from tests.support.template import ROOT, load_template, resources_of

DOCUMENT: dict[str, Any] = json.loads((ROOT / "functions/site/openapi.json").read_text(encoding="utf-8"))
CLAIMS = {"partner": SELLER_CLAIMS, "storefront": SHOPPER_CLAIMS, "distributor": DISTRIBUTOR_CLAIMS}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    operation: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def group(self) -> str:
        return str(self.operation["tags"][0])

    @property
    def body(self) -> Any | None:
        """The schema of what it takes as JSON."""
        content = self.operation.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")

    @property
    def query(self) -> dict[str, Any]:
        """Name and schema of each parameter behind the question mark."""
        return {one["name"]: one["schema"] for one in self.operation.get("parameters", []) if one["in"] == "query"}


def documented() -> list[Route]:
    return [
        Route(method.upper(), path, operation)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def signed_in() -> list[Route]:
    """Those that take a token."""
    return [route for route in documented() if route.operation.get("security") != []]


@cache
def deployed() -> dict[str, str]:
    """The module of the handler behind each `METHOD /path` of the template."""
    return {
        f"{event['Properties']['Method']} {event['Properties']['Path']}": function["Handler"].rpartition(".")[0]
        for function in resources_of("AWS::Serverless::Function", load_template()).values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }


def handle(route: str, event: dict[str, Any]) -> dict[str, Any]:
    """By the function that the template puts behind the route."""
    answer: dict[str, Any] = importlib.import_module(deployed()[route]).lambda_handler(event, Context())
    return answer


def parameters(path: str) -> list[str]:
    return re.findall(r"{(\w+)\+?}", path)


def filled(path: str, values: Mapping[str, str]) -> str:
    return re.sub(r"{(\w+)\+?}", lambda found: values[found[1]], path)


def rows(table: DynamoTable) -> list[str]:
    return sorted(map(repr, table._client.scan(TableName=TABLE_NAME)["Items"]))
