"""The command is installed with little, runs where our sources are not, and opens no connection (G4)."""

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from shared.evidence.pem import public_pem
from tests.support.sealed_files import a_sealed_file, platform
from tests.support.template import ROOT

PACKAGES = Path(sysconfig.get_paths()["purelib"])

# Whatever would reach beyond this machine, or start something that might, ends the command.
WATCHED = """
import sys

def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "subprocess.", "os.exec", "os.posix_spawn", "os.system")):
        raise SystemExit(f"{event} {arguments}")

sys.path[:0] = [%r]
sys.path.append(%r)
sys.addaudithook(watch)
%s
from countersign.__main__ import main
code = main()
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, as that writes beside the sources."""
    sources, target = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("installed")
    for name in ("countersign", "shared"):
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", sources / "pyproject.toml")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--target", str(target), "."], cwd=sources, check=True, capture_output=True)  # noqa: S603
    return target


def run(installed: Path, folder: Path, content: bytes, first: str = "") -> subprocess.CompletedProcess[str]:
    """In an interpreter that sees what was installed and the packages of others, and nothing of ours."""
    (folder / "certificate.pdf").write_bytes(content)
    (folder / "key.pem").write_text(public_pem(platform().signer.public_key))
    script = WATCHED % (str(installed), str(PACKAGES), first)
    command = [sys.executable, "-I", "-S", "-c", script, "verify", "certificate.pdf", "--key", "key.pem"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def test_it_checks_a_certificate_without_a_network(installed: Path, tmp_path: Path) -> None:
    pdf = a_sealed_file()

    genuine, changed = (
        run(installed, tmp_path, content) for content in (pdf, pdf.replace(b"(record.json)", b"(recorD.json)"))
    )

    assert (genuine.returncode, changed.returncode) == (0, 1), genuine.stderr + changed.stderr
    assert "genuine and unchanged" in genuine.stdout
    assert "has been changed" in changed.stdout


def test_it_needs_nothing_but_what_it_names(installed: Path, tmp_path: Path) -> None:
    loaded = set(run(installed, tmp_path, a_sealed_file()).stderr.split()) - sys.stdlib_module_names
    named = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    of_those = {"pydantic_core", "typing_extensions", "typing_inspection", "annotated_types"}

    assert {name for name in loaded if not name.startswith("_")} <= named | of_those | {"countersign", "shared"}
    assert {"cryptography", "pydantic", "rfc8785"} == named


def test_the_watch_would_notice(installed: Path, tmp_path: Path) -> None:
    first = "import socket; socket.create_connection(('127.0.0.1', 9))"

    assert run(installed, tmp_path, b"", first).stderr.startswith("socket.")


def test_what_is_installed_is_the_command_and_what_it_uses_of_ours(installed: Path) -> None:
    modules = {str(path.relative_to(installed)) for path in installed.rglob("*.py")}

    assert {re.split(r"[/.]", name)[0] for name in modules} == {"countersign", "shared"}
    assert not {name for name in modules if re.match(r"shared/(adapters|web|wiring|settings)", name)}
    assert (installed / "shared" / "evidence" / "texts" / "sv.json").exists()
    assert (installed / "bin" / "countersign").exists()
