"""The settings of the partner as a page: administrators change them, everybody may read them."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from functions.partners.models import PatchPartnerRequest
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.domain.confirmation import MAX_REMINDERS
from shared.domain.currency import DIGITS
from shared.domain.errors import FieldError, Invalid, Stale
from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, Partner
from shared.fields import sent_fields
from shared.web.country_names import country_names
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)

# What stands on the form, in its order; what may be left empty; what is a number.
FIELDS = (
    "name",
    "country",
    "locale",
    "currency",
    "markup_percent",
    "notification_email",
    "confirmation_validity_days",
    "reminder_days",
    "require_code",
    "evidence_retention_years",
)
MAY_BE_EMPTY = {"notification_email"}
NUMBERS = {"confirmation_validity_days", "reminder_days", "evidence_retention_years"}


@portal.route("GET /portal/settings")
def get_settings(request: PortalRequest) -> WebAnswer:
    return show(request, typed_of(request.partner, request.user.language))


@portal.route("POST /portal/settings", admin=True)
def post_settings(request: PortalRequest) -> WebAnswer:
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        content = read_settings(request, typed)
        command = UpdatePartner(expected_version=version_of(request), changes=sent_fields(content))
        update_partner(command, partners=wiring.partners(request.caller.tenant), assets=wiring.assets())
    except Invalid as refusal:
        return show(request, typed, faults=request.faults(refusal))
    except Stale:
        return show(request, typed, is_stale=True)
    return request.redirect("/portal/settings", flash=request.t("settings_saved"))


def typed_of(partner: Partner, locale: Locale) -> dict[str, str]:
    """The settings as the form shows them."""
    markup = f"{partner.markup_percent.normalize():f}"
    return {
        "name": partner.name,
        "country": partner.country,
        "locale": partner.locale,
        "currency": partner.currency,
        "markup_percent": markup if locale is Locale.ENGLISH else markup.replace(".", ","),
        "notification_email": partner.notification_email or "",
        "confirmation_validity_days": str(partner.confirmation_validity_days),
        "reminder_days": str(partner.reminder_days),
        "require_code": partner.require_code,
        "evidence_retention_years": str(partner.evidence_retention_years),
    }


def values_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """As the model of the API takes them."""
    values: dict[str, Any] = {name: value.strip() for name, value in typed.items() if value.strip()}
    for name in NUMBERS & values.keys():
        if values[name].isascii() and values[name].isdigit() and len(values[name]) < 10:
            values[name] = int(values[name])
    if "markup_percent" in values:
        values["markup_percent"] = values["markup_percent"].replace(",", ".")
    return values | dict.fromkeys(MAY_BE_EMPTY - values.keys())


def read_settings(request: PortalRequest, typed: Mapping[str, str]) -> PatchPartnerRequest:
    """A setting left empty is no setting left alone. Raises Invalid, naming all that is missing or wrong."""
    missing = [name for name in FIELDS if name not in MAY_BE_EMPTY and not typed[name].strip()]
    faults = [FieldError(name, "missing", "Fill this in.") for name in missing]
    try:
        content = request.read(PatchPartnerRequest, values_of(typed))
    except Invalid as refusal:
        raise Invalid(*faults, *refusal.errors) from None
    if faults:
        raise Invalid(*faults)
    return content


def version_of(request: PortalRequest) -> int:
    shown = request.form.get("version", "")
    return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 10 else 0


def show(
    request: PortalRequest,
    typed: Mapping[str, str],
    *,
    faults: dict[str, str] | None = None,
    is_stale: bool = False,
) -> WebAnswer:
    status = HTTPStatus.OK
    if faults:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif is_stale:
        status = HTTPStatus.PRECONDITION_FAILED
    return request.page(
        "settings.html" if request.is_admin else "settings_read.html",
        status=status,
        typed=typed,
        # What was typed is held against the version that it was typed over.
        version=request.form.get("version", "") or request.partner.version,
        countries=country_names(request.user.language),
        currencies=[(code, code) for code in sorted(DIGITS)],
        locales=list(Locale),
        policies=list(CodePolicy),
        reminders=MAX_REMINDERS,
        faults=faults or {},
        is_stale=is_stale,
    )
