"""The form of digital signing: how its fields are read."""

from collections.abc import Mapping

from functions.partners.models import PatchPartnerRequest, PutSigningAccountRequest
from shared.domain.partner import SigningProvider
from shared.domain.signing_credentials import SigningCredentials
from shared.web.portal import PortalRequest

FIELDS = ("signing_provider", "email", "password", "entity_id")


def read_provider(request: PortalRequest, typed: Mapping[str, str]) -> PatchPartnerRequest:
    """Raises Invalid."""
    return request.read(PatchPartnerRequest, {"signing_provider": typed["signing_provider"]})


def read_credentials(
    request: PortalRequest, typed: Mapping[str, str], kept: SigningCredentials | None
) -> SigningCredentials | None:
    """Those to be kept from now on, none where they stay as they are.

    Who leaves the password empty keeps it, for the same email. Our own page needs no credentials. Raises Invalid.
    """
    values = {name: typed[name] for name in ("email", "password", "entity_id") if typed[name]}
    if not values and typed["signing_provider"] == SigningProvider.BUILTIN:
        return None
    if kept is not None and values.get("email") == kept.email:
        values.setdefault("password", kept.password)
    content = request.read(PutSigningAccountRequest, values | {"provider": SigningProvider.GETACCEPT})
    return None if content.credentials == kept else content.credentials
