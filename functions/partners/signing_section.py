"""What the settings show of digital signing, and what is read from the section's form."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.partners.models import PatchPartnerRequest, PutSigningAccountRequest
from functions.partners.signing_account import SigningDesk, signing_desk
from shared.domain.errors import FieldError, Invalid
from shared.domain.partner import SigningProvider
from shared.domain.signing_account import CheckError
from shared.domain.signing_credentials import SigningCredentials
from shared.requests import read_origin
from shared.web.portal import PortalRequest

PREFIX = "signing_"
FIELDS = ("signing_provider", "signing_email", "signing_password", "signing_entity_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningShown:
    """`problem` is why the provider's account could not be asked when that was last tried."""

    typed: Mapping[str, str]
    has_credentials: bool
    webhook_url: str
    problem: CheckError | None


def desk_of(request: PortalRequest) -> SigningDesk:
    return signing_desk(request.caller.tenant, read_origin(request.web.headers))


def signing_shown(request: PortalRequest, typed: Mapping[str, str] | None) -> SigningShown:
    desk = desk_of(request)
    kept = desk.secrets.find(desk.tenant)
    present = {
        "signing_provider": request.partner.signing_provider.value,
        "signing_email": kept.email if kept else "",
        "signing_entity_id": (kept.entity_id or "") if kept else "",
    }
    return SigningShown(
        typed=present if typed is None else typed,
        has_credentials=kept is not None,
        webhook_url=desk.webhook_url,
        problem=desk.accounts.get(SigningProvider.GETACCEPT).last_error,
    )


def read_provider(request: PortalRequest, typed: Mapping[str, str]) -> PatchPartnerRequest:
    """Raises Invalid."""
    return request.read(PatchPartnerRequest, {"signing_provider": typed["signing_provider"]})


def read_credentials(
    request: PortalRequest, typed: Mapping[str, str], kept: SigningCredentials | None
) -> SigningCredentials | None:
    """Those to be kept from now on, or none where they stay. Who leaves the password empty keeps it, for the same
    email. Raises Invalid.
    """
    values = {name.removeprefix(PREFIX): value for name, value in typed.items() if value}
    if not {"email", "password", "entity_id"} & values.keys() and not (
        kept is None and typed["signing_provider"] == SigningProvider.GETACCEPT
    ):
        return None
    if kept is not None and values.get("email") == kept.email:
        values.setdefault("password", kept.password)
    try:
        content = request.read(PutSigningAccountRequest, values | {"provider": SigningProvider.GETACCEPT})
    except Invalid as refusal:
        raise Invalid(*(FieldError(f"{PREFIX}{one.field}", one.code, one.message) for one in refusal.errors)) from None
    return None if content.credentials == kept else content.credentials
