"""How many requests each step of a confirmation asks of DynamoDB (P4-P7), counted at the client."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.accept_terms import handler as accept_terms
from functions.send_confirmation import handler as send_confirmation
from shared import wiring
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.link import Link, Purpose, seal_link
from tests.support import seeds
from tests.support.account import TABLE_NAME, create_table, open_account
from tests.support.builders import ANNA_ID, NOON, PARTNER_ID, QUOTE_ID, TAIL, TENANT, a_quote
from tests.support.counting import counted
from tests.support.events import Context, answer_of, api_event, page_event

FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
ANOTHER_QUOTE_ID = f"quo_01KAAAAAB9{TAIL}"
A_PERSON_READS_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Step:
    """`gate` is the greatest number of requests allowed."""

    name: str
    requests: Counter[str]
    gate: int

    @property
    def is_met(self) -> bool:
        return self.requests.total() <= self.gate


class Confirming:
    """One confirmation from sending to a repeated acceptance, each step counted."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._now = datetime.now(UTC)
        wiring.now = self._clock

    def _clock(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def _counted(self, name: str, gate: int, handler: Any, event: dict[str, Any], status: int) -> dict[str, Any]:
        with counted(wiring._table()._client) as requests:  # noqa: SLF001
            answer: dict[str, Any] = handler.lambda_handler(event, Context())
        if answer["statusCode"] != status:
            raise SystemExit(f"{name}: answered {answer['statusCode']}: {answer['body'][:500]}")
        self.steps.append(Step(name, requests, gate))
        return answer

    def run(self) -> list[Step]:
        headers = {"idempotency-key": "a-benchmark"}
        send = api_event("POST", f"/v1/quotes/{QUOTE_ID}/confirmations", {"contact_id": ANNA_ID}, headers=headers)
        sent = self._counted("send", 2, send_confirmation, send, 201)
        self._counted("send, repeated", 2, send_confirmation, send, 201)
        path = path_to(sent)
        # The terms are read once for a process; that reading is no part of a page.
        accept_terms.lambda_handler(page_event("GET", path, headers={"user-agent": "Googlebot/2.1"}), Context())
        page = self._counted("page, first human view", 2, accept_terms, page_event("GET", path), 200)
        self._counted("page", 1, accept_terms, page_event("GET", path), 200)
        # A process keeps the terms as they are shown once, in a request of its own.
        self._counted("accept, first of process", 3, accept_terms, self._read(*self._another()), 303)
        form = self._read(path, page)
        self._counted("accept", 2, accept_terms, form, 303)
        self._counted("accept, repeated", 2, accept_terms, form, 303)
        return self.steps

    def _another(self) -> tuple[str, dict[str, Any]]:
        """The path and the page of another confirmation, which somebody has opened."""
        path_of_it = f"/v1/quotes/{ANOTHER_QUOTE_ID}/confirmations"
        path = path_to(
            send_confirmation.lambda_handler(api_event("POST", path_of_it, {"contact_id": ANNA_ID}), Context())
        )
        return path, accept_terms.lambda_handler(page_event("GET", path), Context())

    def _read(self, path: str, page: dict[str, Any]) -> dict[str, Any]:
        self._now += A_PERSON_READS_FOR
        return filled_in(path, page)


def filled_in(path: str, page: dict[str, Any]) -> dict[str, Any]:
    """What the page's form sends when its customer accepts."""
    found = FORM_TOKEN.search(page["body"])
    if found is None:
        raise SystemExit("The page has no form token.")
    form = {
        "form_token": found[1],
        "terms_accepted": "yes",
        "authorized": "yes",
        "contact_id": ANNA_ID,
        "decision": "accept",
    }
    return page_event("POST", path, form)


def path_to(sent: dict[str, Any]) -> str:
    """The address that the mail carries, without its origin."""
    link = Link(purpose=Purpose.APPROVE, partner_id=PARTNER_ID, object_id=answer_of(sent)["id"], number=1)
    return f"/approve/{seal_link(link, wiring.signing_keys())}"


def count_requests() -> list[Step]:
    real_clock = wiring.now
    with open_account():
        table = DynamoTable(create_table(), TABLE_NAME)
        seeds.put_reseller(table)
        DynamoQuotes(table, TENANT, lambda: NOON).add(a_quote(id=ANOTHER_QUOTE_ID), None)
        try:
            return Confirming().run()
        finally:
            wiring.now = real_clock
