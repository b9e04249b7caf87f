"""Every outcome of the signing page, each brought about in a browser as a customer would, or found as it stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import boto3
from playwright.sync_api import Page

from shared import wiring
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.channel import Channel
from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope, EnvelopeEvent
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.product import Billing
from shared.domain.tenant import Actor
from shared.domain.terms import Terms
from tests.browser.approval_site import TERMS
from tests.browser.portal_site import PortalSite
from tests.support.account import ENVIRONMENT
from tests.support.builders import NOON, TAIL, TENANT, a_line
from tests.support.orders import put_contract, put_submitted
from tests.support.signing import (
    a_document,
    a_job,
    a_recipient,
    an_envelope,
    an_option,
    an_upsell,
    handed_over,
    put_document,
    put_envelope,
    signing_path,
)

REASON = "We already have backup.\nPlease come back in the spring."

LINES = (
    a_line(description="Microsoft 365 Business Premium", quantity=25, unit_price=Money(219_00, "SEK")),
    a_line(id="2", description="Säkerhetskopiering i molnet, 100 GB", quantity=1_200, unit_price=Money(11_50, "SEK")),
    a_line(
        id="5",
        sku=None,
        description="Installation och flytt av befintlig e-post",
        quantity=1,
        unit_price=Money(18_750_00, "SEK"),
        billing=Billing.ONE_TIME,
    ),
)
OPTIONS = (
    an_option(id="3", description="Utökad övervakning dygnet runt", quantity=25),
    an_option(
        id="4",
        description="Utbildning på plats, en halv dag",
        quantity=2,
        unit_price=Money(6_500_00, "SEK"),
        billing=Billing.ONE_TIME,
    ),
)


def prepare(site: PortalSite) -> None:
    """An order for what is added to one, and a queue for the poll."""
    put_contract(site.table)
    put_submitted()
    name = ENVIRONMENT["SIGNING_QUEUE"].rpartition("/")[2]
    boto3.client("sqs").create_queue(QueueName=name, Attributes={"FifoQueue": "true"})


def published(locale: Locale, site: PortalSite) -> Terms:
    """Terms of some length, in that language."""
    library = DynamoTermsLibrary(site.table, TENANT, site.now)
    newest = library.newest(locale)
    title = {Locale.ENGLISH: "General terms", Locale.SWEDISH: "Allmänna villkor"}[locale]
    terms = Terms(
        locale=locale,
        version=(newest.version if newest else 0) + 1,
        title=title,
        body_markdown=TERMS[locale],
        created_at=NOON,
    )
    library.add(terms, None)
    return terms


@dataclass(slots=True)
class Visit:
    """A customer with a browser, who follows links to the site."""

    site: PortalSite
    page: Page
    locale: Locale
    count: int = 0

    def put(
        self, document: DigitalDocument | None = None, *, event: EnvelopeEvent | None = None, **changes: Any
    ) -> str:
        """A document of its own that is out; the answer is its id."""
        self.count += 1
        base = document or a_document(lines=LINES, terms=published(self.locale, self.site).reference)
        recipient = replace(base.recipient, locale=self.locale)
        identifier = f"doc_01KAAAAC{self.count:02}{TAIL}"
        made = handed_over(replace(base, **{"id": identifier, "recipient": recipient, **changes}))
        put_document(self.site.table, made)
        envelope = an_envelope(made)
        put_envelope(self.site.table, made, envelope.moved(event, now=NOON) if event else envelope)
        return made.id

    def open(self, document_id: str) -> int:
        answer = self.page.goto(signing_path(document_id))
        assert answer is not None
        self.site.wait(seconds=20)
        return answer.status

    def send(self, document: DigitalDocument | None = None, **more: Any) -> str:
        document_id = self.put(document, **more)
        self.open(document_id)
        return document_id

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.click(button)

    def sign(self) -> None:
        self.page.check("#agreed")
        self.press("#sign")


def stored(document_id: str) -> Envelope:
    return wiring.envelopes(TENANT).read(document_id).envelope


def a_quote_with_options(visit: Visit) -> DigitalDocument:
    return a_document(lines=(*LINES, *OPTIONS), terms=published(visit.locale, visit.site).reference)


def question(visit: Visit) -> None:
    visit.send()


def with_options(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))


def only_options(visit: Visit) -> None:
    visit.send(a_document(lines=OPTIONS, terms=None))


def upsell(visit: Visit) -> None:
    visit.send(an_upsell())


def very_long_words(visit: Visit) -> None:
    """Nothing but what the API takes: 200 characters without a space, the largest of numbers and amounts."""
    word = "Donaudampfschifffahrtsgesellschaft" * 5
    dear = Money(100_000_000_000, "SEK")
    line = a_line(description=word, quantity=1_000_000, unit_price=dear)
    visit.send(
        a_document(
            title=word,
            partner_name=word,
            customer_name=word,
            lines=(line, replace(line, id="2", billing=Billing.ONE_TIME), replace(line, id="3", optional=True)),
            jobs=(a_job(description=word, quantity=1_000_000, unit_price=dear),),
            recipient=a_recipient(name=word),
            sent_by=Actor(user_id="usr_1", name=word, email="sam@reseller.example"),
        )
    )
    visit.press("#decline")


def nothing_filled_in(visit: Visit) -> None:
    visit.send(an_upsell())
    visit.press("#sign")


def pressed_at_once(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))
    visit.site.wait(seconds=-19)
    visit.page.check("[name=options] >> nth=0")
    visit.sign()


def without_reason(visit: Visit) -> None:
    visit.send()
    visit.press("#decline")


def signed(visit: Visit) -> None:
    visit.send()
    visit.sign()


def signed_with_options(visit: Visit) -> None:
    visit.send(a_quote_with_options(visit))
    visit.page.check("[name=options] >> nth=1")
    visit.sign()


def signed_upsell(visit: Visit) -> None:
    visit.send(an_upsell(recipient=a_recipient(channel=Channel.SMS, address="+46701234567")))
    visit.page.check("#job_1_decline")
    visit.page.check("#job_2_accept")
    visit.sign()


def declined(visit: Visit) -> None:
    visit.send()
    visit.page.fill("#reason", REASON)
    visit.press("#decline")


def canceled(visit: Visit) -> None:
    visit.send(event=EnvelopeEvent.CANCEL)


def undeliverable(visit: Visit) -> None:
    visit.send(event=EnvelopeEvent.FAIL)


def expired(visit: Visit) -> None:
    document_id = visit.put()
    visit.site.wait(days=31)
    visit.open(document_id)


OUTCOMES: tuple[Callable[[Visit], None], ...] = (
    question,
    with_options,
    only_options,
    upsell,
    very_long_words,
    nothing_filled_in,
    pressed_at_once,
    without_reason,
    signed,
    signed_with_options,
    signed_upsell,
    declined,
    canceled,
    undeliverable,
    expired,
)
