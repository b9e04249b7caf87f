"""Partners over the API and as a page: their own settings, and what the distributor sets of them (B7, C3)."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.partners import logo_pages, signing_pages  # noqa: F401 - they register their routes
from functions.partners.models import (
    DistributorPartnerAnswer,
    DistributorProductAnswer,
    PartnerAnswer,
    PatchPartnerRequest,
    PutPartnerRequest,
    PutProductRequest,
    PutSigningAccountRequest,
    SigningTestAnswer,
)
from functions.partners.pages import portal
from functions.partners.picture import read_picture
from functions.partners.put_partner import PutPartner, put_partner
from functions.partners.put_product import PutProduct, put_product
from functions.partners.signing_account import put_signing_account, signing_desk, try_signing_account, webhook_url
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.domain.partner import Partner, TenantNameInUse, TenantNameTaken
from shared.domain.tenant import Tenant
from shared.fields import sent_fields
from shared.observability import logger
from shared.problems import AdminOnly
from shared.requests import Group, Request

api = Api()


@api.get("/v1/partner", answer=PartnerAnswer)
def get_partner(request: Request[None]) -> PartnerAnswer:
    """The partner's settings."""
    return answer_of(wiring.partners(request.caller.tenant).get(), request)


@api.patch(
    "/v1/partner",
    body=PatchPartnerRequest,
    answer=PartnerAnswer,
    refusals=(AdminOnly, TenantNameInUse, TenantNameTaken),
    file_at=("logo", "data"),
)
def patch_partner(request: Request[PatchPartnerRequest]) -> PartnerAnswer:
    """Change the partner's settings; administrators only."""
    request.caller.require_admin()
    logo = request.content.logo
    command = UpdatePartner(
        expected_version=request.expected_version,
        changes=sent_fields(request.content),
        picture=read_picture(logo.data, logo.content_type) if logo else None,
    )
    partner = update_partner(command, partners=wiring.partners(request.caller.tenant), assets=wiring.assets())
    return answer_of(partner, request)


def answer_of(partner: Partner, request: Request[Any]) -> PartnerAnswer:
    url = webhook_url(request.caller.tenant, request.origin, wiring.signing_keys()) if request.caller.is_admin else None
    return PartnerAnswer.of(partner, request.origin, url)


@api.put("/v1/partner/signing-account", body=PutSigningAccountRequest, refusals=(AdminOnly,))
def put_partner_signing_account(request: Request[PutSigningAccountRequest]) -> None:
    """Set the credentials of the partner's account at a signing provider; administrators only."""
    request.caller.require_admin()
    put_signing_account(request.content.credentials, signing_desk(request.caller.tenant, request.origin))


@api.post("/v1/partner/signing-account/test", answer=SigningTestAnswer, status=HTTPStatus.OK, refusals=(AdminOnly,))
def post_signing_account_test(request: Request[None]) -> SigningTestAnswer:
    """Try the credentials at the signing provider; administrators only."""
    request.caller.require_admin()
    tried = try_signing_account(signing_desk(request.caller.tenant, request.origin))
    return SigningTestAnswer(ok=tried.is_ok, detail=tried.detail)


@api.put(
    "/v1/distributor/partners/{partner_id}",
    body=PutPartnerRequest,
    answer=DistributorPartnerAnswer,
    group=Group.DISTRIBUTOR,
    refusals=(TenantNameInUse, TenantNameTaken),
)
def put_distributor_partner(request: Request[PutPartnerRequest]) -> DistributorPartnerAnswer:
    """Create a partner, or change what the distributor sets of it."""
    command = PutPartner(
        partner_id=request.path["partner_id"], expected_version=request.expected_version, **dict(request.content)
    )
    partners = wiring.partners(Tenant(command.partner_id))
    return DistributorPartnerAnswer.of(put_partner(command, partners=partners))


@api.get("/v1/distributor/partners/{partner_id}", answer=DistributorPartnerAnswer, group=Group.DISTRIBUTOR)
def get_distributor_partner(request: Request[None]) -> DistributorPartnerAnswer:
    """A partner, as the distributor set it."""
    partner_id = ids.require("par", request.path["partner_id"])
    return DistributorPartnerAnswer.of(wiring.partners(Tenant(partner_id)).get())


@api.put(
    "/v1/distributor/partners/{partner_id}/products/{sku}",
    body=PutProductRequest,
    answer=DistributorProductAnswer,
    group=Group.DISTRIBUTOR,
)
def put_distributor_product(request: Request[PutProductRequest]) -> DistributorProductAnswer:
    """Put a product into a partner's contract, change it, or take it out."""
    tenant = Tenant(ids.require("par", request.path["partner_id"]))
    command = PutProduct(
        sku=request.path["sku"],
        expected_version=request.expected_version,
        **(dict(request.content) | {"cost": request.content.cost.money}),
    )
    product = put_product(command, partners=wiring.partners(tenant), products=wiring.products(tenant))
    return DistributorProductAnswer.of(product)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
