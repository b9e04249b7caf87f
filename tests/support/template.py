"""template.yaml as plain data: as it is written, and as SAM expands it."""

import json
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

ROOT = Path(__file__).parents[2]


class _TemplateLoader(yaml.SafeLoader):
    """Reads `!Ref Table` as `{"Ref": "Table"}`, as CloudFormation's own JSON has it."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_TemplateLoader.add_multi_constructor("!", _intrinsic)


@cache
def load_template() -> dict[str, Any]:
    """The template as it is written."""
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader=_TemplateLoader)  # noqa: S506
    return loaded


@cache
def expand_template() -> dict[str, Any]:
    """The template as CloudFormation gets it, with the roles, routes and schedules that SAM adds."""
    template = deepcopy(load_template())
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/key"
    for layer in resources_of("AWS::Serverless::LayerVersion", template).values():
        layer["ContentUri"] = "s3://bucket/key"
    session = boto3.Session(region_name="eu-north-1")
    expanded: dict[str, Any] = Translator({}, Parser(), boto_session=session).translate(template, {})
    return expanded


def resources_of(kind: str, template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Logical id -> properties."""
    return {name: it.get("Properties", {}) for name, it in template["Resources"].items() if it["Type"] == kind}


if __name__ == "__main__":
    json.dump(expand_template(), sys.stdout, indent=1)
