"""Cut a folder of installed packages down to what our functions use.

Most of it is botocore: models of 400 services, each with its documentation, parsed when a client is made.
We keep three services and, of each, the operations that are called (tests/architecture compares them with the code).
"""

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

OPERATIONS = {
    "cognito-idp": {
        "AdminAddUserToGroup",
        "AdminCreateUser",
        "AdminDisableUser",
        "AdminEnableUser",
        "AdminSetUserPassword",
        "AdminUpdateUserAttributes",
        "AdminUserGlobalSignOut",
        "InitiateAuth",
        "RespondToAuthChallenge",
    },
    "dynamodb": {"BatchGetItem", "GetItem", "Query", "TransactWriteItems"},
    "kms": {"GetPublicKey", "Sign"},
    "lambda": {"Invoke"},
    "s3": {"DeleteObject", "GetObject", "ListObjectVersions", "PutObject"},
    "secretsmanager": {"CreateSecret", "GetSecretValue", "PutSecretValue"},
    "sesv2": {"SendEmail"},
    "sns": {"Publish"},
    "sqs": {"SendMessage", "SendMessageBatch"},
}

UNUSED = (
    "bin",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui-bundle.min.js",
    "aws_lambda_powertools/utilities/auth_alpha",
    "aws_lambda_powertools/utilities/circuit_breaker",
    "aws_lambda_powertools/utilities/feature_flags",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/parameters",
    "boto3/data",
    "boto3/examples",
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
    "dns",  # email-validator asks it only whether a domain receives mail; we never do
    "lxml",  # pyHanko asks it to rewrite metadata; we leave them as they are
    "oscrypto",  # pyHanko asks it for the trusted roots of a machine
    "pydantic/v1",
)

Model = dict[str, Any]


def trim(packages: Path) -> None:
    for name in UNUSED:
        path = packages / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for record in packages.glob("*.dist-info/RECORD"):
        record.unlink()  # a list of files that is no longer true
    if (packages / "botocore").is_dir():
        trim_botocore(packages / "botocore" / "data")


def trim_botocore(data: Path) -> None:
    for service in (path for path in data.iterdir() if path.is_dir()):
        if service.name in OPERATIONS:
            trim_service(service, OPERATIONS[service.name])
        else:
            shutil.rmtree(service)
    endpoints = read(data / "endpoints.json")
    for partition in endpoints["partitions"]:
        partition["services"] = {name: it for name, it in partition["services"].items() if name in OPERATIONS}
    write(data / "endpoints.json", endpoints)


def trim_service(folder: Path, operations: set[str]) -> None:
    *older, newest = sorted(folder.iterdir())
    for version in older:
        shutil.rmtree(version)
    for name in ("examples-1.json", "waiters-2.json"):
        (newest / name).unlink(missing_ok=True)
    for compressed in newest.glob("*.json.gz"):
        content = read(compressed)
        compressed.unlink()
        plain = compressed.with_suffix("")  # the zip compresses anyway, and once is faster to read
        write(plain, trim_model(content, operations) if plain.name == "service-2.json" else content)


def trim_model(model: Model, operations: set[str]) -> Model:
    kept = {name: model["operations"][name] for name in sorted(operations)}
    shapes: Model = {}
    waiting = references(kept)
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            waiting |= references(shapes[name])
    trimmed: Model = without_documentation({**model, "operations": kept, "shapes": shapes})
    if "clientContextParams" in model:  # botocore reads their documentation
        trimmed["clientContextParams"] = model["clientContextParams"]
    return trimmed


def references(node: Any) -> set[str]:
    """The names of the shapes that a part of a model mentions."""
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["shape"]} if isinstance(node.get("shape"), str) else set()
    return own.union(*map(references, node.values()))


def without_documentation(node: Any) -> Any:
    if isinstance(node, list):
        return [without_documentation(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_documentation(value)
        for key, value in node.items()
        if not (key == "documentation" and isinstance(value, str))
    }


def read(path: Path) -> Model:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    content: Model = json.loads(raw)
    return content


def write(path: Path, content: Model) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")))


if __name__ == "__main__":
    trim(Path(sys.argv[1]))
