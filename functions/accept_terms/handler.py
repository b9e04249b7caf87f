"""The page behind an approval link: GET looks, HEAD is noted as a program's, POST answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from markupsafe import Markup

from functions.accept_terms import pages
from functions.accept_terms.accept_terms import AcceptTerms, Witness, accept_terms
from functions.accept_terms.approval_form import ApprovalForm, Decision
from functions.accept_terms.decline_terms import DeclineTerms, decline_terms
from functions.accept_terms.evidence_of_acceptance import Shown
from functions.accept_terms.order_on_acceptance import Ordering
from functions.accept_terms.outcome import Outcome
from functions.accept_terms.pages import View
from functions.accept_terms.request_change import RequestChange, request_change
from functions.accept_terms.show_approval import show_approval
from functions.accept_terms.standing import RECORDED, Standing, standing_of
from shared import wiring
from shared.domain.confirmation import Origin
from shared.domain.link import Link, Purpose, open_link
from shared.faults import Fault
from shared.markdown import to_html
from shared.number_orders import with_number
from shared.observability import logger
from shared.ports import Approval
from shared.terms_texts import TermsTexts
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.forms import FormAge, read_fields
from shared.web.linked_pages import chosen_locale, form_age, new_form_token
from shared.web.scanners import is_scanner

edge = Edge()
terms_texts = TermsTexts(wiring.terms, to_html)


@edge.route("GET /approve/{token}", "HEAD /approve/{token}")
def get_approval(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.APPROVE, wiring.signing_keys())
    by_person = request.method == "GET" and not is_scanner(request.headers)
    approval = show_approval(
        link,
        by_person=by_person,
        origin=request.origin,
        confirmations=wiring.confirmations(link.tenant),
        now=wiring.now,
    )
    view = View(token=token, link=link, approval=approval, chosen=chosen_locale(request.query))
    standing = standing_of(link, approval.confirmation, wiring.now())
    if standing is Standing.OPEN:
        form = ApprovalForm(form_token=new_form_token(token))
        return answer(view, standing, HTTPStatus.OK, pages.question_page(view, terms_of(view), form))
    if standing in RECORDED:
        return answer(view, standing, HTTPStatus.OK, pages.record_page(view, standing, terms_of(view)))
    return answer(view, standing, HTTPStatus.GONE, pages.closed_page(view, standing))


@edge.route("POST /approve/{token}")
def post_approval(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.APPROVE, wiring.signing_keys())
    fields = read_fields(request)
    form = ApprovalForm.read(fields)
    age = form_age(form.form_token, token)
    chosen = chosen_locale(fields)

    def show(approval: Approval) -> Shown:
        view = View(token=token, link=link, approval=approval, chosen=chosen)
        return pages.shown_of(view, terms_of(view))

    outcome = decide(link, form, form.faults(age), request.origin, show)
    view = View(token=token, link=link, approval=outcome.approval, chosen=chosen)
    standing = standing_of(link, outcome.approval.confirmation, wiring.now())
    if outcome.faults:
        # A form that was good stays the same one: whoever corrects it doesn't wait again.
        if age is FormAge.UNKNOWN:
            form = form.with_token(new_form_token(token))
        return ask_again(view, form, outcome)
    if standing in RECORDED:
        return answer(view, standing, HTTPStatus.SEE_OTHER, "", {"Location": view.path})
    return answer(view, standing, HTTPStatus.GONE, pages.closed_page(view, standing))


def decide(
    link: Link, form: ApprovalForm, form_faults: tuple[Fault, ...], origin: Origin, show: Callable[[Approval], Shown]
) -> Outcome:
    """A form that doesn't say what was decided is looked at as an acceptance, and can't become one."""
    confirmations = wiring.confirmations(link.tenant)
    match form.decision:
        case Decision.DECLINE:
            decline = DeclineTerms(link=link, reason=form.reason, origin=origin, form_faults=form_faults)
            return decline_terms(decline, confirmations=confirmations, now=wiring.now)
        case Decision.REQUEST_CHANGE:
            request = RequestChange(link=link, wish=form.reason, origin=origin, form_faults=form_faults)
            return request_change(request, confirmations=confirmations, now=wiring.now)
        case _:
            accept = AcceptTerms(
                link=link,
                terms_accepted=form.terms_accepted,
                authorized=form.authorized,
                contact_id=form.contact_id,
                code=form.code,
                wants_new_code=form.wants_new_code,
                origin=origin,
                form_faults=form_faults,
            )
            outcome = accept_terms(
                accept,
                confirmations=confirmations,
                ordering=Ordering(
                    quotes=wiring.quotes(link.tenant),
                    orders=wiring.orders(link.tenant),
                    products=wiring.products(link.tenant),
                ),
                witness=Witness(show=show, parts=wiring.shown_parts(), random_bytes=wiring.random_bytes),
                keys=wiring.signing_keys(),
                now=wiring.now,
            )
            if outcome.order is not None:
                with_number(outcome.order, orders=wiring.orders(link.tenant))
            return outcome


def ask_again(view: View, form: ApprovalForm, outcome: Outcome) -> WebAnswer:
    """The same page with what was typed, and what is wrong beside each field."""
    page = pages.question_page(view, terms_of(view), form, outcome.faults)
    faults = [f"{fault.name}:{fault.key}" for fault in outcome.faults]
    if outcome.retry_after is None:
        return answer(view, Standing.OPEN, HTTPStatus.UNPROCESSABLE_ENTITY, page, faults=faults)
    headers = {"Retry-After": str(outcome.retry_after)}
    return answer(view, Standing.OPEN, HTTPStatus.TOO_MANY_REQUESTS, page, headers, faults=faults)


def answer(
    view: View, standing: Standing, status: HTTPStatus, page: str, headers: dict[str, str] | None = None, **log: Any
) -> WebAnswer:
    log |= {
        "partner_id": view.approval.partner.id,
        "confirmation_id": view.approval.confirmation.id,
        "standing": standing.value,
    }
    return WebAnswer(status=status, body=page, headers={"Content-Language": view.locale, **(headers or {})}, log=log)


def terms_of(view: View) -> Markup:
    return terms_texts.of(view.link.tenant, view.approval.confirmation.terms)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    return edge.resolve(event)
