"""What a link shows, as HTML: the question, the record of its answer, or why there is nothing to answer any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from functions.accept_terms.approval_form import ApprovalForm, Decision
from functions.accept_terms.outcome import Fault
from functions.accept_terms.reason import MAX_LENGTH
from functions.accept_terms.standing import Standing
from shared.dates import time_words
from shared.domain.approval_code import LIFETIME
from shared.domain.link import Link
from shared.domain.locale import Locale
from shared.ports import Approval
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent

_templates = create_templates(FOLDER)

# Where the link of a fault leads: to the field of its name, or to the button to press.
_ANCHORS = {
    None: "accept",
    Decision.ACCEPT: "accept",
    Decision.DECLINE: "decline",
    Decision.REQUEST_CHANGE: "request_change",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at one link: `chosen` is the language asked for, where it isn't the contact's own."""

    token: str
    link: Link
    approval: Approval
    chosen: Locale | None

    @property
    def locale(self) -> Locale:
        return self.chosen or self.approval.confirmation.locale

    @property
    def path(self) -> str:
        """Where the page of this link is, in this language."""
        is_own = self.locale is self.approval.confirmation.locale
        return f"/approve/{self.token}" if is_own else f"/approve/{self.token}?lang={self.locale}"


def question_page(view: View, terms: Markup, form: ApprovalForm, faults: Sequence[Fault] = ()) -> str:
    confirmation, customer = view.approval.confirmation, view.approval.customer
    code = confirmation.code if confirmation.code and confirmation.code.contact_id == form.contact_id else None
    people = sorted(((one.name, one.id) for one in customer.signatories), key=lambda one: one[0].casefold())
    return _render(
        "question.html",
        view,
        terms=terms,
        form=form,
        people=people,
        selected={contact_id: name for name, contact_id in people}.get(form.contact_id),
        code=code,
        asks_code=code is not None or bool(form.code) or any(fault.name == "code" for fault in faults),
        only_code_sent=[fault.key for fault in faults] == ["code_sent"],
        faults=[_put(fault, view, form) for fault in faults],
        code_minutes=LIFETIME // timedelta(minutes=1),
        most=MAX_LENGTH,
    )


def record_page(view: View, standing: Standing, terms: Markup) -> str:
    return _render("accepted.html" if standing is Standing.ACCEPTED else "declined.html", view, terms=terms)


def closed_page(view: View, standing: Standing) -> str:
    return _render("closed.html", view, why=standing.value)


def _put(fault: Fault, view: View, form: ApprovalForm) -> dict[str, str]:
    values = {
        name: time_words(value, view.locale) if isinstance(value, datetime) else value
        for name, value in fault.values.items()
    }
    is_button = fault.name in {"form", "decision"}
    return {
        "name": fault.name,
        "anchor": _ANCHORS[form.decision] if is_button else fault.name,
        "text": page_texts(FOLDER, view.locale)(fault.key, **values),
    }


def _render(template: str, view: View, **values: Any) -> str:
    other = next(locale for locale in Locale if locale is not view.locale)
    return _templates.get_template(template).render(
        t=page_texts(FOLDER, view.locale),
        in_other=page_texts(FOLDER, other),
        view=view,
        partner=view.approval.partner,
        customer=view.approval.customer,
        confirmation=view.approval.confirmation,
        when=lambda at: time_words(at, view.locale),
        count=lambda number: _count_words(number, view.locale),
        **values,
    )


def _count_words(number: int, locale: Locale) -> str:
    return f"{number:,}" if locale is Locale.ENGLISH else f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
