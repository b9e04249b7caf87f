"""What no log may hold, looked for in all that the functions of a running stack have logged.

Two ways, since each misses what the other finds: by the shape of an address, a token, the secret of a link; and by
the very values that this stack knows: its people's names, its users' passwords, the links in its mails.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import httpx

from local.deploy import session
from tests.support.stack import LocalStack

SHAPES = {
    "an email address": re.compile(r"[\w.+-]+@(?!email\.amazonses\.com\b)[\w-]+(?:\.[\w-]+)+"),
    "a token of the user pool": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "the secret of a link": re.compile(r"/(?:activate|approve|getaccept|rfi|sign)/[\w-]{20,}"),
    "a sealed token": re.compile(r"(?<![\w-])[\w-]{72}(?![\w-])"),
    "a phone number": re.compile(r"(?<![\w+])\+[1-9]\d{7,14}\b"),
    "a cookie": re.compile(r"__(?:Host|Secure)-\w+="),
}
LINK = re.compile(r"/(?:activate|approve|rfi|sign)/([\w-]{20,})")
PEOPLE = {"first_name", "last_name", "to_name"}
WORD = re.compile(r"[^\W\d_]+")


def leaks(lines: Iterable[str], *, names: Iterable[str], secrets: Iterable[str]) -> list[str]:
    """What was found, with the line around it: nothing where all is well."""
    texts = {text for line in lines for text in texts_of(line)}
    found = [f"{what}: {text}" for text in texts for what, shape in SHAPES.items() if shape.search(text)]
    found += [f"a secret: {text}" for secret in secrets for text in texts if secret in text]
    said = {words for text in texts for words in pairwise(WORD.findall(text))}
    found += [f"a name: {name}" for name in names if any(pair in said for pair in pairwise(WORD.findall(name)))]
    return sorted(found)


def texts_of(line: str) -> Iterator[str]:
    """A line as it is; of a line of JSON its values, as nobody has escaped them."""
    try:
        yield from _strings(json.loads(line))
    except ValueError:
        yield line


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, one in value.items():
                yield from (name, *_strings(one))
        case list():
            for one in value:
                yield from _strings(one)


def logged(stack: LocalStack) -> dict[str, list[str]]:
    """Log group -> its lines."""
    client = session().client("logs", endpoint_url=stack.aws_endpoint_url)
    pages = client.get_paginator("describe_log_groups").paginate()
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return {group: list(_lines(client, group)) for group in groups}


def _lines(client: Any, group: str) -> Iterator[str]:
    for page in client.get_paginator("filter_log_events").paginate(logGroupName=group):
        yield from (event["message"] for event in page["events"])


def names_known_to(stack: LocalStack) -> set[str]:
    """Of everybody in the table, first and last name together."""
    table = stack.physical_id("Table")
    pages = stack.dynamodb().get_paginator("scan").paginate(TableName=table)
    rows = [json.loads(row["data"]["S"]) for page in pages for row in page["Items"] if row.get("data", {}).get("S")]
    return {name for row in rows for name in _people(row) if len(WORD.findall(name)) > 1}


def _people(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "first_name" in value and "last_name" in value:
            yield f"{value['first_name']} {value['last_name']}"
        for name, one in value.items():
            if name in PEOPLE and isinstance(one, str):
                yield one
            yield from _people(one)
    elif isinstance(value, list):
        for one in value:
            yield from _people(one)


def secrets_known_to(stack: LocalStack) -> set[str]:
    """Passwords of its users, and what opens the links that it has mailed."""
    mails = httpx.get(f"{stack.mailbox_url}/messages.json", timeout=30).json()
    links = {token for mail in mails for token in LINK.findall(mail["text"])}
    return links | {user["password"] for user in stack.description["users"]}
