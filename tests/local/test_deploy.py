"""The template as it reaches the emulated AWS."""

import re
from pathlib import Path
from typing import Any

import pytest

from local.build import Package
from local.configuration import StackFailure, configuration
from local.deploy import transformed
from local.emulator_faults import with_routes
from tests.support.template import load_template


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    template = load_template()
    kinds = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
    packed = {
        name: (Package(name, kinds[resource["Type"]], Path("built.zip")), "built.zip")
        for name, resource in template["Resources"].items()
        if resource["Type"] in kinds
    }
    found: dict[str, Any] = transformed(template, packed)["Resources"]
    return found


def of(resources: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in resources.values() if each["Type"] == kind]


def declared() -> dict[str, str | None]:
    """Each route of the template, and its authorizer if it names one."""
    routes: dict[str, str | None] = {}
    for resource in load_template()["Resources"].values():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "HttpApi":
                route = event["Properties"]
                routes[f"{route['Method']} {route['Path']}"] = route.get("Auth", {}).get("Authorizer")
    return routes


def test_every_route_of_the_template_is_a_resource(resources: dict[str, Any]) -> None:
    assert {route["RouteKey"] for route in of(resources, "AWS::ApiGatewayV2::Route")} == declared().keys()


def test_only_public_routes_go_without_the_authorizer(resources: dict[str, Any]) -> None:
    public = {
        route["RouteKey"] for route in of(resources, "AWS::ApiGatewayV2::Route") if route["AuthorizationType"] == "NONE"
    }

    assert public == {route for route, authorizer in declared().items() if authorizer == "NONE"}


def test_the_api_itself_has_no_body_left(resources: dict[str, Any]) -> None:
    [api] = of(resources, "AWS::ApiGatewayV2::Api")

    assert "Body" not in api


def test_no_function_asks_for_a_secret_by_name(resources: dict[str, Any]) -> None:
    secrets = [name for name, each in resources.items() if each["Type"] == "AWS::SecretsManager::Secret"]

    assert secrets
    assert not re.search("|".join(f"'Ref': '{name}'" for name in secrets), str(resources))


def test_a_template_without_an_api_is_left_as_it_is() -> None:
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}}

    assert with_routes(template) == template


def test_a_port_that_is_none_is_said_in_a_sentence() -> None:
    with pytest.raises(StackFailure, match="PORT must be a port number, not 'eighty'"):
        configuration({"PORT": "eighty"})
