"""Anybody checks evidence (G4): GET a record by its number, POST a certificate. For a person a page, else JSON."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.verify_evidence import pages
from functions.verify_evidence.look_up_record import look_up_record
from functions.verify_evidence.upload_form import FIELD, STATUS, UploadForm
from shared import wiring
from shared.domain.locale import Locale
from shared.evidence.findings import Outcome, Result
from shared.evidence.verify import verify_certificate
from shared.evidence.words import answer_of, words
from shared.observability import logger
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.locales import wanted_locale
from shared.web.uploads import MAX_SENT

edge = Edge()


@edge.route("GET /verify")
def get_form(request: WebRequest) -> WebAnswer:
    locale = locale_of(request)
    return page(locale, HTTPStatus.OK, pages.form_page(locale))


@edge.route("GET /verify/{record_id}")
def get_record(request: WebRequest) -> WebAnswer:
    locale = locale_of(request)
    looked_up = look_up_record(
        request.path["record_id"], registry=wiring.evidence_registry(), keys=wiring.evidence_public_keys
    )
    verification = looked_up.verification
    status = HTTPStatus.NOT_FOUND if verification.outcome is Outcome.UNKNOWN else HTTPStatus.OK
    if wants_json(request):
        return as_json(answer_of(verification, words(locale)), locale, status)
    return page(locale, status, pages.record_page(looked_up, locale), outcome=verification.outcome.value)


@edge.route("POST /verify", max_body=MAX_SENT)
def post_file(request: WebRequest) -> WebAnswer:
    form = UploadForm.read(request)
    locale = wanted_locale(form.lang, request.headers)
    if form.fault:
        return refused(request, form.fault, locale)
    registry = wiring.evidence_registry()
    verification = verify_certificate(form.content, wiring.evidence_public_keys(), registry.stored)
    if wants_json(request):
        return as_json(answer_of(verification, words(locale)), locale, HTTPStatus.OK)
    body = pages.certificate_page(verification, locale)
    return page(locale, HTTPStatus.OK, body, outcome=verification.outcome.value)


def locale_of(request: WebRequest) -> Locale:
    return wanted_locale(request.query.get("lang"), request.headers)


def wants_json(request: WebRequest) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def refused(request: WebRequest, fault: str, locale: Locale) -> WebAnswer:
    if wants_json(request):
        detail = {"check": FIELD, "result": Result.FAILED, "text": pages.fault_words(fault, locale), "names": []}
        return as_json({"outcome": Outcome.UNKNOWN, "record_id": None, "details": [detail]}, locale, STATUS[fault])
    return page(locale, STATUS[fault], pages.form_page(locale, fault), fault=fault)


def as_json(told: dict[str, Any], locale: Locale, status: HTTPStatus) -> WebAnswer:
    return WebAnswer(
        status=status,
        body=json.dumps(told, ensure_ascii=False),
        content_type="application/json",
        headers={"Content-Language": locale.value},
        log={"outcome": told["outcome"]},
    )


def page(locale: Locale, status: HTTPStatus, body: str, **log: Any) -> WebAnswer:
    return WebAnswer(status=status, body=body, headers={"Content-Language": locale.value}, log=log)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    return edge.resolve(event)
