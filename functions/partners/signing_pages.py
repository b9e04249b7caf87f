"""The page of digital signing: through whom, with which account, and whether that works. A password is never shown."""

from collections.abc import Mapping
from http import HTTPStatus

from functions.partners.pages import portal
from functions.partners.signing_account import (
    SigningDesk,
    put_signing_account,
    signing_desk,
    try_signing_account,
)
from functions.partners.signing_form import FIELDS, read_credentials, read_provider
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.partner import SigningProvider
from shared.domain.signing_credentials import SigningCredentials
from shared.fields import sent_fields
from shared.requests import read_origin
from shared.web.portal import PortalRequest, WebAnswer

SIGNING = "/portal/settings/signing"


@portal.route(f"GET {SIGNING}", admin=True)
def get_signing(request: PortalRequest) -> WebAnswer:
    desk = desk_of(request)
    return show(request, desk, typed_of(request, desk.secrets.find(desk.tenant)))


@portal.route(f"POST {SIGNING}", admin=True)
def post_signing(request: PortalRequest) -> WebAnswer:
    desk = desk_of(request)
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        provider = read_provider(request, typed)
        credentials = read_credentials(request, typed, desk.secrets.find(desk.tenant, fresh=True))
    except Invalid as refusal:
        return show(request, desk, typed, request.faults(refusal))
    if credentials is not None:
        put_signing_account(credentials, desk)
    command = UpdatePartner(expected_version=None, changes=sent_fields(provider))
    update_partner(command, partners=wiring.partners(request.caller.tenant), assets=wiring.assets())
    return request.redirect(SIGNING, flash=request.t("signing_saved"))


@portal.route(f"POST {SIGNING}/test", admin=True)
def post_signing_test(request: PortalRequest) -> WebAnswer:
    tried = try_signing_account(desk_of(request))
    words = request.t("signing_works" if tried.is_ok else f"signing_{tried.cause}")
    return request.redirect(SIGNING, flash=words, kind="done" if tried.is_ok else "problem")


def desk_of(request: PortalRequest) -> SigningDesk:
    return signing_desk(request.caller.tenant, read_origin(request.web.headers))


def typed_of(request: PortalRequest, kept: SigningCredentials | None) -> dict[str, str]:
    return {
        "signing_provider": request.partner.signing_provider.value,
        "email": kept.email if kept else "",
        "entity_id": (kept.entity_id or "") if kept else "",
    }


def show(
    request: PortalRequest, desk: SigningDesk, typed: Mapping[str, str], faults: dict[str, str] | None = None
) -> WebAnswer:
    return request.page(
        "signing.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        typed=typed,
        has_credentials=desk.secrets.find(desk.tenant) is not None,
        webhook_url=desk.webhook_url,
        problem=desk.accounts.get(SigningProvider.GETACCEPT).last_error,
        faults=faults or {},
    )
