"""What is done about a document that is out: reminded of, cancelled, and whom one tried to reach. Each asks first."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from functions.digital_documents.cancel_document import CancelDocument, cancel_document
from functions.digital_documents.models import AttemptRequest
from functions.digital_documents.portal.routes import back_path, document_path, portal, trail_to_list
from functions.digital_documents.portal.words import as_read
from functions.digital_documents.record_attempt import RecordAttempt, record_attempt
from functions.digital_documents.remind_recipient import DocumentNotSent, RemindRecipient, remind_recipient
from shared import wiring
from shared.domain import ids
from shared.domain.digital_document import AttemptChannel, DigitalDocument, DocumentClosed
from shared.domain.errors import Invalid, NotFound
from shared.domain.once import AlreadyAnswered
from shared.domain.signing import ProviderUnavailable
from shared.ports import Watched
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer

type Act = Callable[[PortalRequest, DigitalDocument], str]


@portal.route("GET /portal/digital-documents/{document_id}/{action}")
def get_action(request: PortalRequest) -> WebAnswer:
    require_act(request)
    document = read_document(request)
    if not document.is_out:
        return closed_meanwhile(request, document)
    return ask(request, document)


@portal.route("POST /portal/digital-documents/{document_id}/{action}")
def post_action(request: PortalRequest) -> WebAnswer:
    act, document = require_act(request), read_document(request)
    try:
        flash = act(request, document)
    except Invalid as refusal:
        return ask(request, document, HTTPStatus.UNPROCESSABLE_ENTITY, faults=request.faults(refusal))
    except (ProviderUnavailable, DocumentNotSent) as refusal:
        status = HTTPStatus.CONFLICT if isinstance(refusal, DocumentNotSent) else HTTPStatus.SERVICE_UNAVAILABLE
        return ask(request, document, status, problem=refusal.code)
    except DocumentClosed:
        return closed_meanwhile(request, read_document(request))
    return request.redirect(back_of(request, document), flash=flash)


def cancel(request: PortalRequest, document: DigitalDocument) -> str:
    """What is cancelled is what the page showed, whatever was noted of it since: its status alone decides.

    Raises DocumentClosed, ProviderUnavailable.
    """
    tenant = request.caller.tenant
    cancel_document(
        CancelDocument(document_id=document.id, expected_version=None, by=request.caller.actor),
        documents=wiring.digital_documents(tenant),
        orders=wiring.orders(tenant),
        services=wiring.signing_services(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    return request.t("canceled", name=document.recipient.name)


def remind(request: PortalRequest, document: DigitalDocument) -> str:
    """Raises DocumentClosed, DocumentNotSent, ProviderUnavailable."""
    tenant = request.caller.tenant
    followed = remind_recipient(
        RemindRecipient(document_id=document.id, by=request.caller.actor),
        documents=wiring.digital_documents(tenant),
        orders=wiring.orders(tenant),
        services=wiring.signing_services(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    status = request.t(f"signing_{followed.document.status}")
    return request.t("reminded", name=document.recipient.name, status=status)


def note_attempt(request: PortalRequest, document: DigitalDocument) -> str:
    """Raises Invalid."""
    fields = AttemptRequest.model_fields.keys()
    typed = {name: value for name, value in request.form.items() if name in fields and value.strip()}
    command = RecordAttempt(
        document_id=document.id, by=request.caller.actor, **dict(request.read(AttemptRequest, typed))
    )
    documents = wiring.digital_documents(request.caller.tenant)
    with suppress(AlreadyAnswered):  # the same form a second time: it stands there once
        record_attempt(command, documents=documents, now=wiring.now, once=form_once(request, id_of))
    return request.t("attempt_recorded")


ACTS: dict[str, Act] = {"cancel": cancel, "remind": remind, "attempts": note_attempt}


def id_of(watched: Watched) -> str:
    return watched.document.id


def require_act(request: PortalRequest) -> Act:
    """Raises NotFound."""
    try:
        return ACTS[request.path["action"]]
    except KeyError:
        raise NotFound from None


def read_document(request: PortalRequest) -> DigitalDocument:
    """Raises NotFound."""
    document_id = ids.require("doc", request.path["document_id"])
    return wiring.digital_documents(request.caller.tenant).get(document_id)


def back_of(request: PortalRequest, document: DigitalDocument) -> str:
    return back_path(request.form.get("back") or request.query.get("back", ""), document.id)


def closed_meanwhile(request: PortalRequest, document: DigitalDocument) -> WebAnswer:
    """There is nothing to do about it any more: its page says what became of it."""
    flash = request.t("closed_meanwhile", status=request.t(f"signing_{document.status}"))
    return request.redirect(document_path(document.id), flash=flash, kind="problem")


def ask(
    request: PortalRequest,
    document: DigitalDocument,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    faults: dict[str, str] | None = None,
    problem: str = "",
) -> WebAnswer:
    """`problem` is the code of what the provider said to it."""
    action = request.path["action"]
    return request.page(
        f"{action}.html",
        status=status,
        document=document,
        address=as_read(document.recipient),
        action=f"{document_path(document.id)}/{action}",
        back=back_of(request, document),
        leads_to_service_order=document.quote_id is not None,
        channels=[(one.value, request.t(f"attempt_{one}")) for one in AttemptChannel],
        typed=request.form,
        faults=faults or {},
        problem=problem,
        form_id=new_form_id(wiring.random_bytes),
        trail=[*trail_to_list(request), (document.title, document_path(document.id))],
    )
