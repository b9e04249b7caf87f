"""Builds what the template ships, by the Makefile recipes that `sam build` calls, and only when something changed.

A built package is a zip in the cache, under the hash of what it is made of; several stacks share the cache.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.configuration import ROOT, StackFailure

CACHE = ROOT / ".local" / "build"
FUNCTIONS = ("functions", "shared", "Makefile")
LAYERS = ("layers", "requirements", "Makefile")
SOURCES = {
    "AWS::Serverless::Function": ("CodeUri", FUNCTIONS),
    "AWS::Serverless::LayerVersion": ("ContentUri", LAYERS),
}
A_DAY = 24 * 60 * 60
LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    resource: str
    location: str
    zip: Path


def build(template: dict[str, Any]) -> list[Package]:
    """Every function and layer of the template; what is in the cache already costs nothing."""
    hashes = {paths: _hash(paths) for _, paths in SOURCES.values()}
    CACHE.mkdir(parents=True, exist_ok=True)
    packages = []
    for name, resource in template["Resources"].items():
        if resource["Type"] in SOURCES:
            location, paths = SOURCES[resource["Type"]]
            packages.append(Package(name, location, CACHE / f"{name}-{hashes[paths]}.zip"))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(_make, [package for package in packages if not package.zip.exists()]))
    _forget_old({package.zip for package in packages})
    return packages


def _forget_old(used: set[Path]) -> None:
    """Not what is younger than a day: a stack that starts at this moment may be about to read it."""
    for built in CACHE.glob("*.zip"):
        if built not in used and time.time() - built.stat().st_mtime > A_DAY:
            built.unlink(missing_ok=True)


def _hash(paths: Iterable[str]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        for file in sorted(_files(ROOT / path)):
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        yield path
    for each in path.rglob("*"):
        if each.is_file() and each.parent.name != "__pycache__":
            yield each


def _make(package: Package) -> None:
    """As `sam build` does, but for this machine's processor and system, not for Lambda's."""
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        artifacts = Path(folder) / "artifacts"
        artifacts.mkdir()
        command = ["make", f"build-{package.resource}", f"ARTIFACTS_DIR={artifacts}", f"PY={sys.executable}", "WHEELS="]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StackFailure(f"{package.resource} could not be built: {done.stderr.strip()}")
        half = Path(folder) / "package.zip"
        _zip(artifacts, half)
        shutil.move(half, package.zip)


def _zip(folder: Path, target: Path) -> None:
    """The same files give the same bytes, so that what didn't change is not deployed again."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(_everything(folder)):
            entry = zipfile.ZipInfo(str(file.relative_to(folder)), LONG_AGO)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def _everything(folder: Path) -> Iterable[Path]:
    """Including `__pycache__`: compiled files are part of what is shipped."""
    return (path for path in folder.rglob("*") if path.is_file())
