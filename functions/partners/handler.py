"""Partners over the API and as a page: their own settings, and what the distributor sets of them (B7, C3)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.partners import logo_pages  # noqa: F401 - it registers its routes
from functions.partners.models import (
    DistributorPartnerAnswer,
    DistributorProductAnswer,
    PartnerAnswer,
    PatchPartnerRequest,
    PutPartnerRequest,
    PutProductRequest,
)
from functions.partners.pages import portal
from functions.partners.picture import read_picture
from functions.partners.put_partner import PutPartner, put_partner
from functions.partners.put_product import PutProduct, put_product
from functions.partners.update_partner import UpdatePartner, update_partner
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.domain.partner import TenantNameInUse, TenantNameTaken
from shared.domain.tenant import Tenant
from shared.fields import sent_fields
from shared.observability import logger
from shared.problems import AdminOnly
from shared.requests import Group, Request

api = Api()


@api.get("/v1/partner", answer=PartnerAnswer)
def get_partner(request: Request[None]) -> PartnerAnswer:
    """The partner's settings."""
    return PartnerAnswer.of(wiring.partners(request.caller.tenant).get(), request.origin)


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
    return PartnerAnswer.of(partner, request.origin)


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
