"""The layers hold what the functions use: all of it, and little else."""

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from layers.trim import OPERATIONS, trim
from tests.support.fakes.signer import FakeSigner
from tests.support.template import ROOT, load_template, resources_of

HANDLERS = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
LAYERS_OF = {
    properties["Handler"].split(".")[1]: [
        "core",
        *(layer["Ref"].removesuffix("Layer").lower() for layer in properties.get("Layers", [])),
    ]
    for properties in resources_of("AWS::Serverless::Function", load_template()).values()
}


def install(layer: str, target: Path) -> Path:
    """The packages of a layer, as they are installed here, trimmed as they are when they are shipped."""
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / f"{layer}.txt").read_text(), re.MULTILINE):
        for file in distribution(name).files or []:
            if ".." not in file.parts and "__pycache__" not in file.parts:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), target / file)
    trim(target)
    return target


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {
        layer: install(layer, tmp_path_factory.mktemp(layer))
        for layer in ("core", "documents", "evidence", "mail", "phones", "sheets")
    }


def run(script: str, *paths: Path) -> str:
    """In an interpreter that sees nothing but these folders and the standard library."""
    script = f"import sys\nsys.path[:0] = {[str(path) for path in paths]}\n{script}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("service", OPERATIONS)
def test_the_trimmed_models_make_working_clients(service: str, layers: dict[str, Path]) -> None:
    script = f"""
import boto3
client = boto3.client({service!r})
print(client.meta.endpoint_url, *sorted(client.meta.service_model.operation_names))
"""
    endpoint, *operations = run(script, layers["core"]).split()

    assert re.fullmatch(r"https://[\w-]+\.eu-north-1\.amazonaws\.com", endpoint)
    assert set(operations) == OPERATIONS[service]


def test_the_models_hold_exactly_the_operations_that_are_used() -> None:
    loader = Loader()
    # A link is signed for an operation that is named by a string.
    used = {
        node.attr if isinstance(node, ast.Attribute) else node.value
        for path in [*(ROOT / "shared" / "adapters").rglob("*.py"), ROOT / "shared" / "wiring.py"]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.Attribute, ast.Constant))
    }
    for service, kept in OPERATIONS.items():
        known = loader.load_service_model(service, "service-2")["operations"]
        assert {name for name in known if xform_name(name) in used} == kept, service


@pytest.mark.parametrize("folder", sorted(HANDLERS))
def test_a_handler_finds_every_package_in_its_layers(folder: str, layers: dict[str, Path]) -> None:
    script = f"import functions.{folder}.handler as handler\nprint(*sys.modules)"

    modules = run(script, ROOT, *(layers[name] for name in LAYERS_OF[folder])).split()

    assert f"functions.{folder}.handler" in modules
    assert not {"aws_xray_sdk", "awscrt", "s3transfer.crt"} & set(modules)


def test_a_link_can_be_signed_with_the_trimmed_models(layers: dict[str, Path]) -> None:
    script = """
import boto3
client = boto3.client("s3")
print(client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"}))
"""

    assert run(script, layers["core"]).startswith("https://bucket.s3")


def test_addresses_are_checked_without_asking_the_network(layers: dict[str, Path]) -> None:
    script = """
from email_validator import validate_email
print(validate_email("ada@xn--rksmrgs-5wao1o.se", check_deliverability=False).ascii_domain, "dns" in sys.modules)
"""

    assert run(script, layers["core"]).split() == ["xn--rksmrgs-5wao1o.se", "False"]


def test_a_pdf_is_sealed_with_what_is_left_of_pyhanko(layers: dict[str, Path]) -> None:
    key = FakeSigner()
    script = f"""
import sys
from datetime import UTC, datetime
import typst
from shared.adapters.pades import PadesSeal, make_certificate

class Signer:
    public_key = bytes.fromhex({key.public_key.hex()!r})

    def sign(self, message):
        return bytes.fromhex({key.sign(b"").hex()!r})

at = datetime(2026, 11, 22, tzinfo=UTC)
pdf = typst.compile(b"A page", pdf_standards="1.7")
sealed = PadesSeal(Signer(), make_certificate(Signer(), now=at)).seal(pdf, reason="A test.", at=at)
print(len(sealed) > len(pdf), b"ETSI.CAdES.detached" in sealed, *{{"lxml", "oscrypto"}} & set(sys.modules))
"""

    assert run(script, ROOT, layers["core"], layers["documents"]).split() == ["True", "True"]
