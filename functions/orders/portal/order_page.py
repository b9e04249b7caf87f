"""An order: a draft as a form, any other with all that became of it (B13-B16, C6-C8)."""

from functions.orders.portal.provision_page import draft_page, read_desk
from functions.orders.portal.routes import portal, trail_to
from functions.orders.portal.signing import boxes_of
from shared import wiring
from shared.domain.attachment import addendum_id
from shared.domain.locale import Locale
from shared.domain.order import OrderStatus, RfiStatus
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/orders/{order_id}")
def get_order_page(request: PortalRequest) -> WebAnswer:
    desk, tenant = read_desk(request), request.caller.tenant
    order, customer = desk.order, desk.customer
    if order.status is OrderStatus.DRAFT:
        return draft_page(request, desk)
    (requested,) = wiring.orders(tenant).with_rfi_mail([order])
    addenda = {addendum_id(order.id, locale) for locale in Locale}
    attachments = wiring.attachments(tenant).of_customer(customer.id)
    return request.page(
        "order.html",
        order=order,
        customer=customer,
        rfi=requested.rfi_status,
        asked=requested.message,
        waits_for_rfi=requested.rfi_status in {RfiStatus.INCOMPLETE, RfiStatus.ERROR},
        boxes=boxes_of(request, order),
        attachments=[one for one in attachments if one.id in addenda],
        trail=trail_to(request, customer),
    )
