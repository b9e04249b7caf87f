"""Digital signing on the page of the settings: a form of its own, whose password is never shown again."""

from functions.partners.pages import portal, show, typed_of
from functions.partners.signing_account import put_signing_account, try_signing_account
from functions.partners.signing_section import FIELDS, desk_of, read_credentials, read_provider
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.domain.errors import Invalid
from shared.fields import sent_fields
from shared.web.portal import PortalRequest, WebAnswer

SECTION = "/portal/settings#signing_title"


@portal.route("POST /portal/settings/signing", admin=True)
def post_signing(request: PortalRequest) -> WebAnswer:
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    desk = desk_of(request)
    try:
        provider = read_provider(request, typed)
        credentials = read_credentials(request, typed, desk.secrets.find(desk.tenant, fresh=True))
    except Invalid as refusal:
        settings = typed_of(request.partner, request.user.language)
        return show(request, settings, faults=request.faults(refusal), typed_signing=typed)
    if credentials is not None:
        put_signing_account(credentials, desk)
    command = UpdatePartner(expected_version=None, changes=sent_fields(provider))
    update_partner(command, partners=wiring.partners(request.caller.tenant), assets=wiring.assets())
    return request.redirect(SECTION, flash=request.t("signing_saved"))


@portal.route("POST /portal/settings/signing/test", admin=True)
def post_signing_test(request: PortalRequest) -> WebAnswer:
    tried = try_signing_account(desk_of(request))
    words = request.t("signing_works" if tried.is_ok else f"signing_{tried.cause}")
    return request.redirect(SECTION, flash=words, kind="done" if tried.is_ok else "problem")
