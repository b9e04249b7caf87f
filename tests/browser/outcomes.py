"""Every outcome of the approval page, each brought about in a browser as a customer would, or found as it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from shared.domain.approval_code import code_of
from shared.domain.confirmation import Confirmation, ConfirmedLine, Person, State
from shared.domain.locale import Locale
from shared.domain.product import Billing
from shared.domain.tenant import Actor
from tests.browser.approval_site import ApprovalSite
from tests.support.builders import ANNA_ID, BO_ID, KEYS, NOON

REASON = "We already have backup.\nPlease take it out, and add three more users."


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer with a browser, who follows links to the site."""

    site: ApprovalSite
    page: Page
    locale: Locale

    def open(self, confirmation: Confirmation, number: int | None = None) -> int:
        answer = self.page.goto(self.site.path(confirmation, number))
        assert answer is not None
        self.site.wait(seconds=20)
        return answer.status

    def send(self, **changes: object) -> Confirmation:
        confirmation = self.site.put(locale=self.locale, **changes)
        self.open(confirmation)
        return confirmation

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.click(button)

    def fill_in(self, contact_id: str) -> None:
        self.page.check("#terms_accepted")
        self.page.check("#authorized")
        self.page.select_option("#contact_id", contact_id)

    def type_code(self, code: str) -> None:
        self.page.fill("#code", code)
        self.press("#accept")


def question(visit: Visit) -> None:
    visit.send()


def very_long_words(visit: Visit) -> None:
    """Nothing but what the API takes: 200 characters without a space, the largest of numbers."""
    word = "Donaudampfschifffahrtsgesellschaft" * 5
    visit.send(
        title=word,
        permitted_users=1_000_000,
        lines=(
            ConfirmedLine(description=word, quantity=1_000_000, billing=Billing.ONE_TIME, optional=True),
            ConfirmedLine(description=word, quantity=1_000_000, billing=Billing.MONTHLY),
        ),
        addressee=Person(contact_id=ANNA_ID, name=word, email="anna.ek@bageri.example"),
        sent_by=Actor(user_id="usr_1", name=word, email="sam@reseller.example"),
    )
    visit.press("#decline")


def nothing_filled_in(visit: Visit) -> None:
    visit.send()
    visit.press("#accept")


def pressed_at_once(visit: Visit) -> None:
    visit.send()
    visit.site.wait(seconds=-19)
    visit.fill_in(ANNA_ID)
    visit.press("#accept")


def without_reason(visit: Visit) -> None:
    visit.send()
    visit.press("#decline")


def code_sent(visit: Visit) -> None:
    visit.send()
    visit.fill_in(BO_ID)
    visit.press("#accept")


def code_wrong(visit: Visit) -> None:
    code_sent(visit)
    visit.type_code("12")


def too_many_codes(visit: Visit) -> None:
    code_sent(visit)
    for _ in range(3):
        visit.press("[name=new_code]")


def accepted(visit: Visit) -> None:
    visit.send()
    visit.fill_in(ANNA_ID)
    visit.press("#accept")


def accepted_by_another(visit: Visit) -> None:
    confirmation = visit.send()
    visit.fill_in(BO_ID)
    visit.press("#accept")
    visit.type_code(code_of(confirmation.id, 1, KEYS))


def declined(visit: Visit) -> None:
    visit.send()
    visit.page.fill("#reason", REASON)
    visit.press("#decline")


def change_requested(visit: Visit) -> None:
    visit.send()
    visit.page.fill("#reason", REASON)
    visit.press("#request_change")


def resent(visit: Visit) -> None:
    confirmation = visit.site.put(locale=visit.locale, link_number=2)
    visit.open(confirmation, number=1)


def revoked(visit: Visit) -> None:
    visit.send(state=State.REVOKED, reason="Sent by mistake", decided_at=NOON)


def superseded(visit: Visit) -> None:
    visit.send(state=State.SUPERSEDED)


def expired(visit: Visit) -> None:
    visit.send(expires_at=NOON - timedelta(days=1))


def unknown(visit: Visit) -> None:
    visit.page.goto("/approve/nothing-like-a-link")


OUTCOMES: tuple[Callable[[Visit], None], ...] = (
    question,
    very_long_words,
    nothing_filled_in,
    pressed_at_once,
    without_reason,
    code_sent,
    code_wrong,
    too_many_codes,
    accepted,
    accepted_by_another,
    declined,
    change_requested,
    resent,
    revoked,
    superseded,
    expired,
    unknown,
)
