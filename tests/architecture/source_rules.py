"""The rules for source files, each a function of one file: what it breaks there, or nothing."""

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

CLOCK_AND_RANDOMNESS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "os.urandom",
    "random",
    "secrets",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid7",
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv"}
AWS = {"boto3", "botocore"}


def broken_rules(path: str, source: str) -> list[str]:
    """`path` is relative to the repository's root, which is the root of imports."""
    module = ast.parse(source)
    imported = set(_imports(module))
    used = set(_used_names(module))
    where = PurePosixPath(path)
    return [
        f"{path}: {fault}"
        for fault in (
            *_imports_of_functions(where, imported),
            *_imports_of_the_domain(where, imported),
            *_aws_outside_its_adapters(where, imported),
            *_environment_outside_settings(where, used),
            *_clock_or_randomness_not_passed_in(where, used),
        )
    ]


def _imports_of_functions(path: PurePosixPath, imported: set[str]) -> Iterator[str]:
    own = ".".join(path.parts[:2])
    for name in imported:
        if _within(name, {"functions"}) and (path.parts[0] == "shared" or not _within(name, {own})):
            yield f"imports {name}"


def _imports_of_the_domain(path: PurePosixPath, imported: set[str]) -> Iterator[str]:
    if path.is_relative_to("shared/domain"):
        for name in imported:
            known = name.split(".")[0] in sys.stdlib_module_names
            if not known and not _within(name, {"pydantic", "shared.domain"}):
                yield f"the domain imports {name}"


def _aws_outside_its_adapters(path: PurePosixPath, imported: set[str]) -> Iterator[str]:
    if not (path.is_relative_to("shared/adapters") or path == PurePosixPath("shared/wiring.py")):
        yield from (f"imports {name} outside the adapters" for name in imported if _within(name, AWS))


def _environment_outside_settings(path: PurePosixPath, used: set[str]) -> Iterator[str]:
    if path != PurePosixPath("shared/settings.py"):
        yield from (f"reads {name} outside the settings" for name in used if _within(name, ENVIRONMENT))


def _clock_or_randomness_not_passed_in(path: PurePosixPath, used: set[str]) -> Iterator[str]:
    if path != PurePosixPath("shared/wiring.py"):
        yield from (f"uses {name} instead of an argument" for name in used if _within(name, CLOCK_AND_RANDOMNESS))


def _within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _used_names(module: ast.Module) -> Iterator[str]:
    """In full: `clock.now` after `from datetime import datetime as clock` is `datetime.datetime.now`."""
    origins = dict(_bound_names(module))
    for node in ast.walk(module):
        dotted = _dotted(node)
        if dotted and dotted[0] in origins:
            yield ".".join([origins[dotted[0]], *dotted[1:]])


def _bound_names(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (root, root)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
        return [*owner, node.attr]
    return []
