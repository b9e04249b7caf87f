"""The page behind the emailed link: GET and HEAD change nothing, POST saves or submits (C7, C9)."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from functions.request_information.fill_in_rfi import FillInRfi, fill_in_rfi, rfi_of
from functions.request_information.pages import (
    Shown,
    corrected,
    is_saved,
    outrun,
    question_values,
    record_values,
    untouched,
)
from functions.request_information.rfi_form import RfiForm
from shared import wiring
from shared.dates import time_words
from shared.domain.customer import IMPLEMENTATION_LEAD
from shared.domain.errors import Invalid, Stale
from shared.domain.link import Link, LinkUnknown, Purpose, open_link
from shared.domain.locale import Locale
from shared.domain.rfi import RfiAlreadySubmitted
from shared.ports import Inquiry
from shared.texts import Texts
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.forms import FORM_FAULTS, FormAge, read_fields
from shared.web.linked_pages import chosen_locale, form_age, new_form_token, other_locale
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent

edge = Edge()
_templates = create_templates(FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at one link: `chosen` is the language asked for, where it isn't the lead's own."""

    token: str
    inquiry: Inquiry
    chosen: Locale | None

    @property
    def locale(self) -> Locale:
        return self.chosen or self._own_locale

    @property
    def t(self) -> Texts:
        return page_texts(FOLDER, self.locale)

    def path(self, *, saved: bool = False) -> str:
        """Where the page of this link is, in this language."""
        said = [f"lang={self.locale}"] * (self.locale is not self._own_locale) + ["saved=yes"] * saved
        return f"/rfi/{self.token}" + (f"?{'&'.join(said)}" if said else "")

    @property
    def _own_locale(self) -> Locale:
        leads = [one for one in self.inquiry.customer.contacts if IMPLEMENTATION_LEAD in one.roles]
        return (leads[0].language if leads else None) or self.inquiry.partner.locale


@edge.route("GET /rfi/{token}", "HEAD /rfi/{token}")
def get_rfi(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    view = View(token=token, inquiry=read_inquiry(open_rfi_link(token)), chosen=chosen_locale(request.query))
    if rfi_of(view.inquiry).is_submitted:
        return answer(view, HTTPStatus.OK, render("link_record.html", view, **record_values(view.inquiry, view.t)))
    shown = untouched(view.inquiry)
    page = form_page(view, shown, new_form_token(token), was_saved="saved" in request.query)
    return answer(view, HTTPStatus.OK, page)


@edge.route("POST /rfi/{token}")
def post_rfi(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_rfi_link(token)
    fields = read_fields(request)
    form, form_token = RfiForm.read(fields), fields.get("form_token", "")
    view = View(token=token, inquiry=read_inquiry(link), chosen=chosen_locale(fields))
    age = form_age(form_token, token)
    if rfi_of(view.inquiry).is_submitted:
        return answer(view, HTTPStatus.SEE_OTHER, "", Location=view.path())
    if age is not FormAge.RIPE:
        # A form that was good stays the same one: whoever presses again doesn't wait again.
        kept = form_token if age is FormAge.TOO_YOUNG else new_form_token(token)
        shown = Shown(form=form, faults={}, notes=(view.t(FORM_FAULTS[age].key),))
        return answer(view, HTTPStatus.UNPROCESSABLE_ENTITY, form_page(view, shown, kept))
    return fill_in(view, link, form, form_token)


def fill_in(view: View, link: Link, form: RfiForm, form_token: str) -> WebAnswer:
    command = FillInRfi(
        order_id=link.object_id, sent=form.sent, submits=form.submits, expected_version=form.version, by=None
    )
    try:
        fill_in_rfi(command, rfis=wiring.rfis(link.tenant), now=wiring.now)
    except RfiAlreadySubmitted:
        return answer(view, HTTPStatus.SEE_OTHER, "", Location=view.path())
    except Invalid as refusal:
        shown = corrected(form, refusal, view.t)
        return answer(view, HTTPStatus.UNPROCESSABLE_ENTITY, form_page(view, shown, form_token))
    except Stale:
        present = wiring.rfis(link.tenant).read(link.object_id)
        if not is_saved(command, present):
            shown = outrun(form, rfi_of(present), view.t)
            return answer(view, HTTPStatus.PRECONDITION_FAILED, form_page(view, shown, form_token))
    return answer(view, HTTPStatus.SEE_OTHER, "", Location=view.path(saved=not form.submits))


def open_rfi_link(token: str) -> Link:
    """Raises LinkUnknown."""
    return open_link(token, Purpose.RFI, wiring.signing_keys())


def read_inquiry(link: Link) -> Inquiry:
    """What the link leads to. Raises NotFound, also for a link that was replaced, or never made."""
    inquiry = wiring.rfis(link.tenant).read(link.object_id)
    if inquiry.rfi is None or link.number != inquiry.order.link_number:
        raise LinkUnknown
    return inquiry


def form_page(view: View, shown: Shown, form_token: str, *, was_saved: bool = False) -> str:
    values = question_values(view.inquiry, shown, view.t)
    return render("link_form.html", view, form_token=form_token, was_saved=was_saved, **values)


def render(template: str, view: View, **values: Any) -> str:
    return _templates.get_template(template).render(
        t=view.t,
        in_other=page_texts(FOLDER, other_locale(view.locale)),
        view=view,
        partner=view.inquiry.partner,
        moment=lambda at: time_words(at, view.locale),
        **values,
    )


def answer(view: View, status: HTTPStatus, page: str, **headers: str) -> WebAnswer:
    log = {"partner_id": view.inquiry.partner.id, "order_id": view.inquiry.order.id}
    return WebAnswer(status=status, body=page, headers={"Content-Language": view.locale, **headers}, log=log)
