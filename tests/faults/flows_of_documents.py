"""Digital documents on our own signing page: handed over, signed, declined, read back; and evidence, sealed."""

import re
from datetime import timedelta

from functions.issue_evidence import handler as issue_evidence
from functions.sign_document import handler as sign_document
from tests.faults.flows import Act, Answer, flow, told
from tests.faults.world import World
from tests.support.events import Context, page_event
from tests.support.orders import put_contract, put_submitted
from tests.support.signing import a_document, handed_over, put_document, put_envelope, signing_path
from tests.support.waiting_evidence import put_waiting


@flow("hand a document over")
def hand_over(world: World) -> Act:
    """As the poll's worker does."""
    _prepare(world)
    put_document(world.table)
    world.sweep_documents()
    return lambda: _worked(world)


@flow("sign a document")
def sign(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | {"decision": "sign"})


@flow("decline a document")
def decline(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | {"decision": "decline", "reason": "Too dear"})


@flow("poll what was signed")
def poll(world: World) -> Act:
    form = _opened(world)
    _page("POST", form | {"decision": "sign"})
    return lambda: _worked(world)


@flow("seal evidence")
def seal(world: World) -> Act:
    put_waiting(world.table, 0, 1)
    world.clock.at += timedelta(minutes=5)
    return lambda: told(issue_evidence.lambda_handler({"sweep": "evidence"}, Context()))


def _worked(world: World) -> Answer:
    world.work_on_queue()
    return told()


def _prepare(world: World) -> None:
    world.is_signing = True
    put_contract(world.table)
    put_submitted()


def _opened(world: World) -> dict[str, str]:
    """Its page was read for a while."""
    _prepare(world)
    out = handed_over(a_document())
    put_document(world.table, out)
    put_envelope(world.table, out)
    page = _page("GET")
    world.clock.at += timedelta(seconds=20)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page["body"]))


def _page(method: str, form: dict[str, str] | None = None) -> Answer:
    return sign_document.lambda_handler(page_event(method, signing_path(), form), Context())
