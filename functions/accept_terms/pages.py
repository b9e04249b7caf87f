"""What a link shows, as HTML: the question, the record of its answer, or why there is nothing to answer any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from functions.accept_terms.approval_form import ApprovalForm, Decision
from functions.accept_terms.evidence_of_acceptance import Shown
from functions.accept_terms.standing import Standing
from shared.amounts import number_words
from shared.dates import time_words
from shared.domain.approval_code import LIFETIME
from shared.domain.link import Link
from shared.domain.locale import Locale
from shared.evidence.recording import CUSTOMER
from shared.faults import Fault
from shared.ports import Approval
from shared.reason import MAX_LENGTH
from shared.web.linked_pages import other_locale, said
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent

_templates = create_templates(FOLDER)

# Where the link of a fault leads that is in no field: to the button to press.
_BUTTONS = {
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


def shown_of(view: View, terms: Markup) -> Shown:
    """What the question is about, word for word as it stands in its page."""
    t = page_texts(FOLDER, view.locale)
    return Shown(
        locale=view.locale,
        summary=_render("shown_summary.html", view).strip(),
        terms=_render("shown_terms.html", view, terms=terms).strip(),
        statements={
            "terms_accepted": t("terms_accepted_label"),
            "authorized": t("authorized_label", customer=CUSTOMER),
        },
        button=t("accept_button"),
    )


def question_page(view: View, terms: Markup, form: ApprovalForm, faults: Sequence[Fault] = ()) -> str:
    confirmation, customer = view.approval.confirmation, view.approval.customer
    code = confirmation.code if confirmation.code and confirmation.code.contact_id == form.contact_id else None
    people = sorted(((one.name, one.id) for one in customer.signatories), key=lambda one: one[0].casefold())
    button, shown = _BUTTONS[form.decision], shown_of(view, terms)
    return _render(
        "question.html",
        view,
        summary=Markup(shown.summary),  # noqa: S704 - a template of ours made it
        terms=Markup(shown.terms),  # noqa: S704 - a template of ours made it
        form=form,
        people=people,
        selected={contact_id: name for name, contact_id in people}.get(form.contact_id),
        code=code,
        asks_code=code is not None or bool(form.code) or any(fault.name == "code" for fault in faults),
        only_code_sent=[fault.key for fault in faults] == ["code_sent"],
        faults=said(faults, page_texts(FOLDER, view.locale), {"form": button, "decision": button}),
        code_minutes=LIFETIME // timedelta(minutes=1),
        most=MAX_LENGTH,
    )


def record_page(view: View, standing: Standing, terms: Markup) -> str:
    return _render("accepted.html" if standing is Standing.ACCEPTED else "declined.html", view, terms=terms)


def closed_page(view: View, standing: Standing) -> str:
    return _render("closed.html", view, why=standing.value)


def _render(template: str, view: View, **values: Any) -> str:
    return _templates.get_template(template).render(
        t=page_texts(FOLDER, view.locale),
        in_other=page_texts(FOLDER, other_locale(view.locale)),
        view=view,
        partner=view.approval.partner,
        customer=view.approval.customer,
        confirmation=view.approval.confirmation,
        when=lambda at: time_words(at, view.locale),
        count=lambda number: number_words(number, view.locale),
        **values,
    )
