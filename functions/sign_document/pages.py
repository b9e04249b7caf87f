"""What a signing link shows, as HTML: the document and its form, the record of the answer, or why there is neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from functions.sign_document.signing_form import ACCEPT, JOB, Decision, SigningForm
from functions.sign_document.standing import Standing
from functions.sign_document.witness import Shown
from shared.amounts import money_words, number_words
from shared.dates import time_words
from shared.domain.digital_document import DocumentKind
from shared.domain.link import Link
from shared.domain.locale import Locale
from shared.domain.product import Billing
from shared.domain.quote import Line
from shared.evidence.recording import CUSTOMER, Part
from shared.faults import Fault
from shared.ports import Signing
from shared.reason import MAX_LENGTH
from shared.web.linked_pages import other_locale, said
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent

_templates = create_templates(FOLDER)

# What a document is called in the words of the page.
NAMES = {
    DocumentKind.QUOTE: "quote",
    DocumentKind.QUICK_QUOTE: "quote",
    DocumentKind.ORDER_CONFIRMATION: "order_confirmation",
    DocumentKind.UPSELL: "upsell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at one link: `chosen` is the language asked for, where it isn't the recipient's own."""

    token: str
    link: Link
    signing: Signing
    chosen: Locale | None

    @property
    def locale(self) -> Locale:
        return self.chosen or self.signing.document.recipient.locale

    @property
    def path(self) -> str:
        """Where the page of this link is, in this language."""
        is_own = self.locale is self.signing.document.recipient.locale
        return f"/sign/{self.token}" if is_own else f"/sign/{self.token}?lang={self.locale}"


def shown_of(view: View, terms: Markup | None) -> Shown:
    """What is to be signed, word for word as it stands in the page before anything is chosen."""
    t, document = page_texts(FOLDER, view.locale), view.signing.document
    parts = (
        Part(name="summary", html=_summary(view)),
        Part(name="choices", html=_choices(view, SigningForm())),
        Part(name="terms", html=_terms(view, terms), kept=True),
    )
    return Shown(
        locale=view.locale,
        parts=tuple(part for part in parts if part.html),
        statement=t(
            "agreed_with_terms" if document.terms else "agreed",
            what=t(f"the_{NAMES[document.kind]}"),
            customer=CUSTOMER,
        ),
        button=t("sign_button"),
    )


def question_page(view: View, terms: Markup | None, form: SigningForm, faults: Sequence[Fault] = ()) -> str:
    document = view.signing.document
    anchors = {
        "decision": "agreed",
        "form": "decline" if form.decision is Decision.DECLINE else "sign",
        "options": "options_title",
        **{f"{JOB}{job.id}": f"{JOB}{job.id}_{ACCEPT}" for job in document.jobs},
    }
    told = said(faults, page_texts(FOLDER, view.locale), anchors)
    return _render(
        "question.html",
        view,
        summary=Markup(_summary(view)),  # noqa: S704 - a template of ours made it
        choices=Markup(_choices(view, form, told)),  # noqa: S704 - a template of ours made it
        terms=Markup(_terms(view, terms)),  # noqa: S704 - a template of ours made it
        form=form,
        options=_options(view),
        faults=told,
        most=MAX_LENGTH,
    )


def record_page(view: View, standing: Standing, terms: Markup | None) -> str:
    return _render("signed.html" if standing is Standing.SIGNED else "declined.html", view, terms=terms)


def closed_page(view: View, standing: Standing) -> str:
    return _render("closed.html", view, why=standing.value)


def _summary(view: View) -> str:
    """Empty where all of it is to be chosen."""
    has_lines = any(not line.optional for line in view.signing.document.lines)
    return _render("shown_summary.html", view).strip() if has_lines else ""


def _choices(view: View, form: SigningForm, faults: Sequence[Any] = ()) -> str:
    """Empty where there is nothing to choose."""
    return _render("shown_choices.html", view, form=form, options=_options(view), faults=faults).strip()


def _terms(view: View, terms: Markup | None) -> str:
    return _render("shown_terms.html", view, terms=terms).strip() if view.signing.document.terms else ""


def _options(view: View) -> list[Line]:
    return [line for line in view.signing.document.lines if line.optional]


def _render(template: str, view: View, **values: Any) -> str:
    document = view.signing.envelope.applied_to(view.signing.document)
    lines = document.agreed_lines
    return _templates.get_template(template).render(
        t=page_texts(FOLDER, view.locale),
        in_other=page_texts(FOLDER, other_locale(view.locale)),
        view=view,
        partner=view.signing.partner,
        document=document,
        envelope=view.signing.envelope,
        name=NAMES[document.kind],
        groups=[(billing, found) for billing in Billing if (found := [one for one in lines if one.billing is billing])],
        when=lambda at: time_words(at, view.locale),
        count=lambda number: number_words(number, view.locale),
        money=lambda amount: money_words(amount, view.locale),
        **values,
    )
