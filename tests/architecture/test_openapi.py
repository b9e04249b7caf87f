"""The API document, the handlers and the template tell one story."""

from local.openapi import DOCUMENT, document, operations, text
from tests.support.template import load_template, resources_of


def test_the_document_is_the_one_that_the_code_generates() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == text(), "run `make openapi`"


PLAIN_PAGES = {"/", "/docs", "/static/{file}"}
"""What a person looks at and no program calls, beside the portal."""


def test_every_route_of_the_document_is_one_of_the_template_and_the_other_way_round() -> None:
    routes = {
        (event["Properties"]["Method"].upper(), event["Properties"]["Path"])
        for function in resources_of("AWS::Serverless::Function", load_template()).values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    }
    told = {
        (method.upper(), path)
        for path, methods in document(operations())["paths"].items()
        for method in methods
        if method != "parameters"
    }

    pages = {(method, path) for method, path in routes if path in PLAIN_PAGES or path.startswith("/portal")}
    assert told == routes - pages


def test_every_operation_has_an_id_of_its_own_and_says_what_it_does() -> None:
    found = [
        operation
        for methods in document(operations())["paths"].values()
        for method, operation in methods.items()
        if method != "parameters"
    ]

    assert len({operation["operationId"] for operation in found}) == len(found)
    assert all(operation["summary"] for operation in found)


def test_every_reference_leads_somewhere() -> None:
    made = document(operations())
    schemas = made["components"]["schemas"]

    def references(node: object) -> set[str]:
        match node:
            case {"$ref": str(reference)}:
                return {reference}
            case dict():
                return set().union(*map(references, node.values()))
            case list():
                return set().union(*map(references, node))
        return set()

    assert {one.removeprefix("#/components/schemas/") for one in references(made)} <= schemas.keys()
