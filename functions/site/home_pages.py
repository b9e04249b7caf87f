"""Home, preferences, the way out, and what isn't there."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from functions.site.portal import portal
from functions.site.waiting import MOST, waiting
from shared import wiring
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.user import DateFormat
from shared.requests import Group
from shared.save_preferences import SavePreferences, save_preferences
from shared.see_partnerships import see_partnerships
from shared.web.formats import PATTERNS
from shared.web.partnership_tiles import PartnershipTile
from shared.web.portal import SIGN_IN, PortalRequest, WebAnswer
from shared.web.render import page_texts
from shared.web.tickets import no_ticket_cookie

STOREFRONT = "/portal/storefront"
SHOWN_PARTNERSHIPS = 12
SEARCHED_PARTNERSHIPS = 50


class PreferencesForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Locale
    date_format: DateFormat


@portal.route("GET /portal", group=None)
def get_home(request: PortalRequest) -> WebAnswer:
    if request.caller.group is Group.STOREFRONT:
        return request.redirect(STOREFRONT)
    tenant = request.caller.tenant
    return request.page(
        "home.html",
        tiles=_tiles(request),
        digital_documents=wiring.digital_documents(tenant).counts(),
        partnerships=_partnerships(request),
        draft=wiring.offer_drafts(tenant).find(request.user.id),
    )


@portal.route("GET /portal/preferences", group=None)
def get_preferences(request: PortalRequest) -> WebAnswer:
    return request.page(
        "preferences.html",
        languages=[(locale.value, page_texts(request.folder, locale)("language_name")) for locale in Locale],
        date_formats=[(one.value, wiring.now().strftime(pattern)) for one, pattern in PATTERNS.items()],
        faults={},
    )


@portal.route("POST /portal/preferences", group=None)
def post_preferences(request: PortalRequest) -> WebAnswer:
    form = request.read(PreferencesForm)
    user = save_preferences(
        SavePreferences(
            user_id=request.user.id,
            customer_id=request.user.customer_id,
            changes={"language": form.language, "date_format": form.date_format},
        ),
        users=wiring.users(request.caller.tenant),
    )
    return request.redirect("/portal", flash=page_texts(request.folder, user.language)("preferences_saved"))


@portal.route("POST /portal/sign-out", group=None)
def post_sign_out(request: PortalRequest) -> WebAnswer:
    wiring.sessions().end(request.session.digest)
    return replace(request.redirect(SIGN_IN), cookies=(no_ticket_cookie(),))


@portal.route("GET /portal/{path+}", group=None)
def get_nothing(_: PortalRequest) -> WebAnswer:
    raise NotFound


def _partnerships(request: PortalRequest) -> list[PartnershipTile]:
    """Of the live ones that the user manages: first those that wait for an answer of theirs, then the newest."""
    found = see_partnerships(
        request.user,
        wiring.partnerships(request.caller.tenant),
        wanted=lambda partnership: partnership.is_live,
        limit=SEARCHED_PARTNERSHIPS,
    )
    tiles = (PartnershipTile.of(partnership, request.partner.id) for partnership in found.items)
    return sorted(tiles, key=lambda tile: not tile.is_awaited)[:SHOWN_PARTNERSHIPS]


def _tiles(request: PortalRequest) -> list[dict[str, str]]:
    number, tenant = request.formats.number, request.caller.tenant
    customers = number(wiring.statistics(tenant).get().all_customers)
    return [
        {"path": "/portal/customers", "count": customers, "words": request.t("home_customers")},
        *(
            {
                "path": f"/portal/confirmations?state={state}",
                "count": f"{MOST}+" if count > MOST else number(count),
                "words": request.t(f"home_{state}"),
            }
            for state, count in waiting(wiring.confirmations(tenant)).items()
        ),
    ]
