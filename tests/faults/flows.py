"""The table of what is tried under faults: each flow gets a world ready, and gives the act that is done there, once or
again.

A client that repeats its act asks for the same thing once more, whatever it was told.
"""

from collections.abc import Callable
from typing import Any

from tests.faults.world import World

type Answer = dict[str, Any]
type Act = Callable[[], Answer]
type Flow = Callable[[World], Act]

FLOWS: dict[str, Flow] = {}


def flow(name: str) -> Callable[[Flow], Flow]:
    def register(begin: Flow) -> Flow:
        FLOWS[name] = begin
        return begin

    return register


def told(_: object = None) -> Answer:
    """Nobody reads what the stream, the queue and the schedule are told."""
    return {"statusCode": 200, "body": ""}
