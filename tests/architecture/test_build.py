"""What `sam build` ships of a function: its own folder and shared/, compiled, and nothing else."""

import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from tests.support.template import ROOT, load_template, resources_of

UNCHECKED_HASH = (1).to_bytes(4, "little")


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("SendConfirmationFunction")
    make = shutil.which("make") or "make"
    command = [make, "build-SendConfirmationFunction", f"ARTIFACTS_DIR={folder}", f"PY={sys.executable}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    return folder


def test_a_function_ships_itself_and_what_is_shared(artifact: Path) -> None:
    shipped = {path.relative_to(artifact) for path in artifact.rglob("*") if "__pycache__" not in path.parts}
    ours = {
        path.relative_to(ROOT)
        for folder in ("functions/send_confirmation", "shared")
        for path in (ROOT / folder, *(ROOT / folder).rglob("*"))
        if "__pycache__" not in path.parts
    }

    assert shipped == ours | {Path("functions"), Path("functions/__init__.py")}


def test_every_module_ships_compiled_and_is_never_compiled_again(artifact: Path) -> None:
    modules = list(artifact.rglob("*.py"))

    assert modules
    for module in modules:
        assert Path(cache_from_source(str(module))).read_bytes()[4:8] == UNCHECKED_HASH


def test_a_traceback_names_the_place_where_lambda_unpacks(artifact: Path) -> None:
    compiled = Path(cache_from_source(str(artifact / "shared" / "api.py"))).read_bytes()

    assert b"/var/task/shared/api.py" in compiled
    assert str(artifact).encode() not in compiled


@pytest.mark.parametrize("kind", ["AWS::Serverless::Function", "AWS::Serverless::LayerVersion"])
def test_everything_is_built_by_a_recipe_of_the_makefile(kind: str) -> None:
    suffix = "Function" if kind.endswith("Function") else "Layer"
    for name in resources_of(kind, load_template()):
        assert name.endswith(suffix)
        assert load_template()["Resources"][name]["Metadata"]["BuildMethod"] == "makefile"
