"""The page behind a signing link: GET looks, HEAD is noted as a program's, POST answers; a sweep expires."""

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from markupsafe import Markup

from functions.sign_document import pages
from functions.sign_document.decline_document import DeclineDocument, decline_document
from functions.sign_document.outcome import Outcome
from functions.sign_document.pages import View
from functions.sign_document.show_document import show_document
from functions.sign_document.sign_document import SignDocument, sign_document
from functions.sign_document.signing_form import MAX_FIELDS, Decision, SigningForm
from functions.sign_document.standing import RECORDED, Standing, standing_of
from functions.sign_document.sweep_envelopes import sweep_envelopes
from functions.sign_document.witness import Shown, Witness
from shared import wiring
from shared.domain.confirmation import Origin
from shared.domain.link import Link, Purpose, open_link
from shared.faults import Fault
from shared.markdown import to_html
from shared.observability import logger
from shared.ports import Signing
from shared.terms_texts import TermsTexts
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.forms import FormAge, read_pairs
from shared.web.linked_pages import chosen_locale, form_age, new_form_token
from shared.web.scanners import is_scanner

edge = Edge()
terms_texts = TermsTexts(wiring.terms, to_html)


@edge.route("GET /sign/{token}", "HEAD /sign/{token}")
def get_signing(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.SIGN, wiring.signing_keys())
    signing = show_document(
        link,
        by_person=request.method == "GET" and not is_scanner(request.headers),
        origin=request.origin,
        envelopes=wiring.envelopes(link.tenant),
        queue=wiring.signing_queue(),
        now=wiring.now,
    )
    view = View(token=token, link=link, signing=signing, chosen=chosen_locale(request.query))
    standing = standing_of(link, signing.envelope, wiring.now())
    if standing is Standing.OPEN:
        form = SigningForm(form_token=new_form_token(token))
        return answer(view, standing, HTTPStatus.OK, pages.question_page(view, terms_of(view), form))
    if standing in RECORDED:
        return answer(view, standing, HTTPStatus.OK, pages.record_page(view, standing, terms_of(view)))
    return answer(view, standing, HTTPStatus.GONE, pages.closed_page(view, standing))


@edge.route("POST /sign/{token}")
def post_signing(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.SIGN, wiring.signing_keys())
    pairs = read_pairs(request, MAX_FIELDS)
    form = SigningForm.read(pairs)
    age = form_age(form.form_token, token)
    chosen = chosen_locale(dict(pairs))

    def show(signing: Signing) -> Shown:
        view = View(token=token, link=link, signing=signing, chosen=chosen)
        return pages.shown_of(view, terms_of(view))

    outcome = decide(link, form, form.faults(age), request.origin, show)
    view = View(token=token, link=link, signing=outcome.signing, chosen=chosen)
    standing = standing_of(link, outcome.signing.envelope, wiring.now())
    if outcome.faults:
        # A form that was good stays the same one: whoever corrects it doesn't wait again.
        if age is FormAge.UNKNOWN:
            form = form.with_token(new_form_token(token))
        page = pages.question_page(view, terms_of(view), form, outcome.faults)
        faults = [f"{fault.name}:{fault.key}" for fault in outcome.faults]
        return answer(view, Standing.OPEN, HTTPStatus.UNPROCESSABLE_ENTITY, page, faults=faults)
    if standing in RECORDED:
        return answer(view, standing, HTTPStatus.SEE_OTHER, "", {"Location": view.path})
    return answer(view, standing, HTTPStatus.GONE, pages.closed_page(view, standing))


def decide(
    link: Link, form: SigningForm, form_faults: tuple[Fault, ...], origin: Origin, show: Callable[[Signing], Shown]
) -> Outcome:
    """A form that doesn't say what was decided is looked at as a signature, and can't become one."""
    envelopes, queue = wiring.envelopes(link.tenant), wiring.signing_queue()
    if form.decision is Decision.DECLINE:
        decline = DeclineDocument(link=link, reason=form.reason, origin=origin, form_faults=form_faults)
        return decline_document(decline, envelopes=envelopes, queue=queue, now=wiring.now)
    sign = SignDocument(link=link, options=form.options, jobs=form.jobs, origin=origin, form_faults=form_faults)
    witness = Witness(show=show, parts=wiring.shown_parts(), random_bytes=wiring.random_bytes)
    return sign_document(sign, envelopes=envelopes, queue=queue, witness=witness, now=wiring.now)


def answer(
    view: View, standing: Standing, status: HTTPStatus, page: str, headers: dict[str, str] | None = None, **log: Any
) -> WebAnswer:
    log |= {
        "partner_id": view.signing.partner.id,
        "document_id": view.signing.document.id,
        "standing": standing.value,
    }
    return WebAnswer(status=status, body=page, headers={"Content-Language": view.locale, **(headers or {})}, log=log)


def terms_of(view: View) -> Markup | None:
    reference = view.signing.document.terms
    return terms_texts.of(view.link.tenant, reference) if reference else None


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") != "envelopes":
        return edge.resolve(event)
    swept = asdict(
        sweep_envelopes(
            due=wiring.due_envelopes(), envelopes=wiring.envelopes, queue=wiring.signing_queue(), now=wiring.now
        )
    )
    logger.info("swept", **swept)
    return swept
