"""What the pages of an RFI have in common, whoever looks at them: the questions, the answers, the company."""

from dataclasses import dataclass
from typing import Any

from functions.request_information.company import company_of
from functions.request_information.fill_in_rfi import FillInRfi, filled_in, rfi_of
from functions.request_information.rfi_form import (
    Faults,
    RfiForm,
    differences,
    fault_words,
    name_of,
    sections_of,
)
from shared.domain.errors import Invalid
from shared.domain.rfi import QUESTIONS, Rfi
from shared.ports import Inquiry
from shared.texts import Texts
from shared.web.country_names import country_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A form as it is shown: what was typed, what is wrong with it; `notes` are about the form as a whole."""

    form: RfiForm
    faults: Faults
    notes: tuple[str, ...] = ()


def untouched(inquiry: Inquiry) -> Shown:
    return Shown(form=RfiForm.of(rfi_of(inquiry)), faults={})


def corrected(form: RfiForm, refusal: Invalid, t: Texts) -> Shown:
    return Shown(form=form, faults=fault_words(refusal.errors, form, t))


def outrun(form: RfiForm, rfi: Rfi, t: Texts) -> Shown:
    """Somebody else saved meanwhile: what was typed stays, beside what is there now."""
    form = form.over(rfi)
    differing = {name: (words,) for name, words in differences(form, rfi.answers, t)}
    return Shown(form=form, faults=differing, notes=(t("form_stale"),))


def is_saved(command: FillInRfi, inquiry: Inquiry) -> bool:
    """Whether what was sent is what is there already: a second click."""
    rfi = rfi_of(inquiry)
    try:
        return not command.submits and filled_in(rfi, command, country=inquiry.partner.country) == rfi
    except Invalid:
        return False


def question_values(inquiry: Inquiry, shown: Shown, t: Texts) -> dict[str, Any]:
    """For the template of the form."""
    names = {question.id: name_of(question, t) for question in QUESTIONS}
    return {
        **_common(inquiry, t),
        "form": shown.form,
        # What wasn't sent stays as it is.
        "sections": sections_of(RfiForm.of(rfi_of(inquiry)).typed | shown.form.typed, shown.faults, t),
        "notes": shown.notes,
        "faults": [(name, f"{names[name]} – {words}") for name, all_ in shown.faults.items() for words in all_],
    }


def record_values(inquiry: Inquiry, t: Texts) -> dict[str, Any]:
    """For the template of what was submitted."""
    return {**_common(inquiry, t), "sections": sections_of(RfiForm.of(rfi_of(inquiry)).typed, {}, t)}


def _common(inquiry: Inquiry, t: Texts) -> dict[str, Any]:
    company = company_of(inquiry.customer)
    return {
        "inquiry": inquiry,
        "rfi": rfi_of(inquiry),
        "company": company,
        "country": country_names(t.locale).get(company.country, company.country),
    }
