"""Fills in what is out to be signed: sent by the API, opened by the links that were mailed or texted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.answers import answer_to
from local.approval import OpenedPage, open_link, signing_link
from local.demo_signings import SIGNINGS, SigningOutcome, SigningStory

OPENED = {SigningOutcome.VIEWED, SigningOutcome.SIGNED, SigningOutcome.DECLINED}

type Find = Callable[[str], dict[str, Any]]
"""The newest message to an address, or a number."""


@dataclass(frozen=True, slots=True)
class SentToSign:
    api: httpx.Client
    story: SigningStory
    document: dict[str, Any]


def send_to_sign(tenant_name: str, api: httpx.Client) -> list[SentToSign]:
    """Each to another of the partner's customers."""
    stories = SIGNINGS[tenant_name]
    customers = answer_to(api.get("/v1/customers", params={"limit": len(stories)}))["items"]
    currency = answer_to(api.get("/v1/partner"))["currency"]
    until = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    sent = []
    for story, customer in zip(stories, customers * len(stories), strict=False):
        quote = answer_to(api.post(f"/v1/customers/{customer['id']}/quotes", json=story.quote(currency, until)))
        to = {"channel": story.channel, "address": story.address}
        document = answer_to(api.post(f"/v1/quotes/{quote['id']}/digital-documents", json=to))
        sent.append(SentToSign(api, story, document))
    return sent


def open_to_sign(sent: Iterable[SentToSign], find: Find) -> list[tuple[SentToSign, OpenedPage]]:
    """What its customer looks at; what the partner cancels is cancelled."""
    opened = []
    for each in sent:
        if each.story.outcome in OPENED:
            page = open_link(signing_link(find(each.document["address"])))
            page.response.raise_for_status()
            opened.append((each, page))
        elif each.story.outcome is SigningOutcome.CANCELED:
            find(each.document["address"])
            answer_to(each.api.post(f"/v1/digital-documents/{each.document['id']}/cancel"))
    return opened


def answer_to_sign(opened: Iterable[tuple[SentToSign, OpenedPage]]) -> None:
    for each, page in opened:
        if each.story.answer:
            page.submit(**each.story.answer).raise_for_status()
