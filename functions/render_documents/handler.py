"""Addenda, digital documents and certificates as PDF, for whoever may invoke this: no route leads here (C7, D8, G3)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.render_documents.render_addendum import RenderAddendum, render_addendum
from functions.render_documents.render_certificate import RenderCertificate, render_certificate
from functions.render_documents.render_document import Form, Kept, RenderDocument, render_document
from functions.render_documents.terms_blocks import to_blocks
from shared import wiring
from shared.domain.attachment import Attachment
from shared.domain.errors import DomainError
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.observability import logger, metrics, place_of
from shared.terms_texts import TermsTexts

terms_texts = TermsTexts(wiring.terms, to_blocks)


class NotRendered(Exception):
    """Says nothing of what is in the document: Lambda logs it."""


def addendum(event: dict[str, Any], tenant: Tenant) -> Attachment:
    return render_addendum(
        RenderAddendum(partner_id=tenant.partner_id, order_id=event["order_id"], locale=Locale(event["locale"])),
        orders=wiring.orders(tenant),
        attachments=wiring.attachments(tenant),
        documents=wiring.documents(),
    )


def document(event: dict[str, Any], tenant: Tenant) -> Kept:
    return render_document(
        RenderDocument(partner_id=tenant.partner_id, document_id=event["document_id"], form=Form(event["form"])),
        digital_documents=wiring.digital_documents(tenant),
        envelopes=wiring.envelopes(tenant),
        terms_of=partial(terms_texts.of, tenant),
        documents=wiring.documents(),
    )


def certificate(event: dict[str, Any], tenant: Tenant) -> Kept:
    return render_certificate(
        RenderCertificate(
            partner_id=tenant.partner_id,
            record_id=event["record_id"],
            locale=Locale(event["locale"]),
            public_url=event["origin"],
        ),
        evidence=wiring.evidence_records(tenant),
        seal=wiring.pdf_seal,
        documents=wiring.documents(),
        now=wiring.now,
    )


MAKERS: dict[str, Callable[[dict[str, Any], Tenant], Attachment | Kept]] = {
    "order_id": addendum,
    "document_id": document,
    "record_id": certificate,
}
"""By the field of the event that names what is to be made."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, str]:
    tenant = Tenant(event["partner_id"])
    (field,) = MAKERS.keys() & event.keys()
    about = {"partner_id": tenant.partner_id, "about": event[field]}
    try:
        made = MAKERS[field](event, tenant)
    except DomainError as refusal:
        logger.info("rendering refused", code=refusal.code, **about)
        raise NotRendered(refusal.code) from None
    except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
        logger.error("rendering failed", **about, **place_of(error))
        metrics.add_metric(name="RenderingFailed", unit=MetricUnit.Count, value=1)
        raise NotRendered(about["about"]) from None
    return {"name": made.name, "key": made.key, "sha256": made.sha256}
