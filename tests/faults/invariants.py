"""What must hold when faults have stopped and the schedule has run (invariants 1 to 10)."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from functions.verify_evidence.look_up_record import look_up_record
from shared import wiring
from shared.adapters.dynamodb.confirmations import confirmation_json
from shared.domain.confirmation import Confirmation, Event, State
from shared.domain.message import MessageState
from shared.evidence.findings import Outcome, Result
from shared.evidence.record import Record
from tests.faults.world import World
from tests.support.builders import TENANT

type Shape = Counter[tuple[str, ...]]

CONTENT_ADDRESSED = f"PARTNER#{TENANT.partner_id}#SHOWN"
"""Parts of pages are kept by their hash before what names them: one that nothing names says nothing."""
UNDER_WAY = (MessageState.WAITING, MessageState.DEAD)


def _shape_of_row(row: dict[str, Any]) -> tuple[str, ...]:
    """What follows the reports of others takes as many steps as there were: its version says nothing."""
    data = json.loads(row["data"]["S"])
    state = str(data.get("state") or data.get("status") or "") if isinstance(data, dict) else ""
    follows_others = row["pk"]["S"].startswith("OUTBOX#") or "doc_" in row["sk"]["S"]
    version = "" if follows_others else row["version"]["N"]
    return (_impersonal(row["pk"]["S"]), _impersonal(row["sk"]["S"]), state, version, str("due_shard" in row))


def _impersonal(key: str) -> str:
    return re.sub(r"[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{64}", "*", key)


@dataclass(frozen=True, slots=True)
class AtRest:
    """What the table holds, read once."""

    world: World
    rows: list[dict[str, Any]]

    @classmethod
    def of(cls, world: World) -> "AtRest":
        return cls(world, world.rows())

    @property
    def shape(self) -> Shape:
        """The rows that there are, without what differs from run to run: ids, hashes, times."""
        return Counter(_shape_of_row(row) for row in self.rows if row["pk"]["S"] != CONTENT_ADDRESSED)

    @property
    def ids(self) -> frozenset[str]:
        """Of all that has a row."""
        return frozenset(row["sk"]["S"].rpartition("#")[2] for row in self.rows)

    def violations(self) -> Iterator[str]:
        yield from self._of_confirmations()
        yield from self._of_evidence()
        yield from self._of_messages()
        yield from self._of_tenants()

    def of_kind(self, prefix: str) -> Iterator[dict[str, Any]]:
        return (row for row in self.rows if row["sk"]["S"].startswith(prefix))

    def confirmations(self) -> list[Confirmation]:
        return [confirmation_json.validate_json(row["data"]["S"]) for row in self.of_kind("CONFIRMATION#")]

    def records(self) -> list[Record]:
        return [Record.read(row["data"]["S"].encode()) for row in self.of_kind("EVIDENCE#")]

    def _of_confirmations(self) -> Iterator[str]:
        """1 and 2."""
        known = {record.id: record for record in self.records()}
        accepted_once: Counter[tuple[str, int]] = Counter()
        for one in self.confirmations():
            acceptances = [entry for entry in one.history if entry.event is Event.ACCEPT]
            if len(acceptances) != (one.state is State.ACCEPTED):
                yield f"2: {one.state}, and accepted {len(acceptances)} times"
            if (one.state is State.ACCEPTED) != (one.evidence is not None):
                yield f"2: {one.state}, and its evidence is {one.evidence}"
            if one.evidence and (
                one.evidence.record_id not in known or known[one.evidence.record_id].reference != one.evidence
            ):
                yield "1: the evidence of an acceptance isn't there"
            accepted_once[one.quote_id, one.quote_revision] += one.state is State.ACCEPTED
        if max(accepted_once.values(), default=0) > 1:
            yield "2: one revision was accepted twice"

    def _of_evidence(self) -> Iterator[str]:
        """9."""
        chains: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self.records():
            chains[str(record.subject)].append(record)
            found = look_up_record(
                record.id, registry=wiring.evidence_registry(), keys=wiring.evidence_public_keys
            ).verification
            if found.outcome is not Outcome.VERIFIED or any(
                finding.result is not Result.PASSED for finding in found.findings
            ):
                yield f"9: a record does not verify, or is not sealed: {found.findings}"
        for chain in chains.values():
            previous: Record | None = None
            for record in sorted(chain, key=lambda one: one.sequence):
                if not record.follows(previous):
                    yield "9: the chain of evidence is broken"
                previous = record

    def _of_messages(self) -> Iterator[str]:
        """3, 6 and 10."""
        states = {
            row["pk"]["S"].split("#")[2]: json.loads(row["data"]["S"]).get("state", MessageState.WAITING)
            for row in self.of_kind("MESSAGE")
        }
        sent, unsure = self.world.wire.sent, self.world.wire.unsure
        for message_id, state in states.items():
            if state in UNDER_WAY:
                yield f"10: {message_id} is {state}"
            if state != MessageState.DROPPED and not sent[message_id]:
                yield f"3: {message_id} is {state}, and was never sent"
            if sent[message_id] > 1 + (0 if self.world.is_reported else unsure[message_id]):
                yield f"6: {message_id} was sent {sent[message_id]} times, {unsure[message_id]} of which may be lost"
        for message_id in sent.keys() - states.keys():
            yield f"3: {message_id} was sent, and nothing caused it"

    def _of_tenants(self) -> Iterator[str]:
        """7."""
        if any(self.world.stranger.encode() in body for body in self.world.wire.bodies):
            yield "7: a request names the other partner"
        if [row["version"]["N"] for row in self.rows if self.world.stranger in row["pk"]["S"]] != ["1"]:
            yield "7: the other partner's row was changed"
