"""The logo on the page of the settings: a form of its own, for it carries a file."""

from functions.partners.pages import portal, show, typed_of
from functions.partners.picture import read_picture
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.domain.errors import FieldError, Invalid
from shared.limits import MAX_FILE
from shared.web.portal import PortalRequest, WebAnswer

SETTINGS = "/portal/settings"


@portal.route("POST /portal/settings/logo", admin=True, takes_files=True)
def post_logo(request: PortalRequest) -> WebAnswer:
    try:
        picture = read_picture(sent_file(request))
    except Invalid as refusal:
        faults = request.faults(refusal)
        return show(request, typed_of(request.partner, request.user.language), faults=faults)
    save(request, UpdatePartner(expected_version=None, changes={}, picture=picture))
    return request.redirect(SETTINGS, flash=request.t("logo_saved"))


@portal.route("GET /portal/settings/logo/remove", admin=True)
def get_logo_removal(request: PortalRequest) -> WebAnswer:
    return request.page("remove_logo.html")


@portal.route("POST /portal/settings/logo/remove", admin=True)
def post_logo_removal(request: PortalRequest) -> WebAnswer:
    save(request, UpdatePartner(expected_version=None, changes={"logo": None}))
    return request.redirect(SETTINGS, flash=request.t("logo_removed"))


def sent_file(request: PortalRequest) -> bytes:
    """Browsers send an empty file where none was chosen. Raises Invalid."""
    content = request.files.get("logo", b"")
    if not content:
        raise Invalid(FieldError("logo", "missing", "Choose a file."))
    if len(content) > MAX_FILE:
        raise Invalid(FieldError("logo", "too_heavy", "The file is larger than 1 MB."))
    return content


def save(request: PortalRequest, command: UpdatePartner) -> None:
    update_partner(command, partners=wiring.partners(request.caller.tenant), assets=wiring.assets())
