"""Pages of the general terms: every version to be read, a new one to be written, looked at, and published (A3)."""

from http import HTTPStatus

from functions.quotes.add_terms import AddTerms, add_terms
from functions.quotes.models import CreateTermsRequest
from functions.quotes.pages import faults_of, portal
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain.errors import Invalid, NotFound
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered
from shared.domain.terms import Terms
from shared.fields import PageQuery
from shared.markdown import to_html
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer

PAGE = PageQuery().limit


@portal.route("GET /portal/settings/terms")
def get_terms_list(request: PortalRequest) -> WebAnswer:
    library, scope = wiring.terms(request.caller.tenant), f"{request.partner.id}:terms-page"
    after = open_cursor(request.query.get("cursor"), scope, wiring.signing_keys)
    found = library.page(limit=PAGE, after=after)
    newest = {locale: library.newest(locale) for locale in Locale}
    return request.page(
        "terms_list.html",
        versions=found.items,
        current={(one.locale, one.version) for one in newest.values() if one is not None},
        next_cursor=seal_cursor(found.after, scope, wiring.signing_keys),
        is_first=after is None,
        trail=trail_to_settings(request),
    )


@portal.route("GET /portal/settings/terms/{locale}/{version}")
def get_terms_version(request: PortalRequest) -> WebAnswer:
    locale, version = read_locale(request.path["locale"]), request.path["version"]
    if locale is None or not (version.isascii() and version.isdigit() and len(version) <= 6):
        raise NotFound
    library = wiring.terms(request.caller.tenant)
    terms, newest = library.version(locale, int(version)), library.newest(locale)
    return request.page(
        "terms.html",
        terms=terms,
        is_current=newest is not None and newest.version == terms.version,
        text=to_html(terms.body_markdown),
        trail=[*trail_to_settings(request), (request.t("terms"), "/portal/settings/terms")],
    )


@portal.route("GET /portal/settings/terms/new", admin=True)
def get_new_terms(request: PortalRequest) -> WebAnswer:
    """Begins with the version that is current, where there is one."""
    locale = read_locale(request.query.get("locale", "")) or request.partner.locale
    newest = wiring.terms(request.caller.tenant).newest(locale)
    typed = {"locale": locale.value, "heading": "", "body_markdown": ""}
    if newest is not None:
        present = wiring.terms(request.caller.tenant).version(locale, newest.version)
        typed |= {"heading": present.title, "body_markdown": present.body_markdown}
    return show_form(request, typed)


@portal.route("POST /portal/settings/terms", admin=True)
def post_terms(request: PortalRequest) -> WebAnswer:
    """Looked at first (`step=preview`); published from there."""
    step = request.form.get("step", "preview")
    if step == "edit":
        return show_form(request, request.form)
    names = {"title": "heading", "locale": "locale", "body_markdown": "body_markdown"}
    typed = {name: request.form.get(field, "") for name, field in names.items()}
    values = {name: value for name, value in typed.items() if value.strip()}
    try:
        content = request.read(CreateTermsRequest, values)
    except Invalid as refusal:
        return show_form(request, request.form, faults_of(request, refusal))
    if step != "publish":
        return show_preview(request, content)
    label = publish(request, AddTerms(**dict(content)))
    return request.redirect("/portal/settings/terms", flash=request.t("terms_published", terms=label))


def publish(request: PortalRequest, command: AddTerms) -> str:
    """Answer what it is called, published now or when the button was pressed first."""

    def label(terms: Terms) -> str:
        return request.t("terms_label", title=terms.title, version=terms.version)

    library = wiring.terms(request.caller.tenant)
    try:
        return label(add_terms(command, terms=library, now=wiring.now, once=form_once(request, label)))
    except AlreadyAnswered as before:
        return before.answer


def show_preview(request: PortalRequest, content: CreateTermsRequest) -> WebAnswer:
    newest = wiring.terms(request.caller.tenant).newest(content.locale)
    return request.page(
        "terms_preview.html",
        content=content,
        text=to_html(content.body_markdown),
        version=newest.version + 1 if newest else 1,
        form_id=new_form_id(wiring.random_bytes),
        trail=[*trail_to_settings(request), (request.t("terms"), "/portal/settings/terms")],
    )


def show_form(request: PortalRequest, typed: dict[str, str], faults: dict[str, str] | None = None) -> WebAnswer:
    return request.page(
        "new_terms.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        typed=typed,
        faults=faults or {},
        trail=[*trail_to_settings(request), (request.t("terms"), "/portal/settings/terms")],
    )


def read_locale(typed: str) -> Locale | None:
    return Locale(typed) if typed in set(Locale) else None


def trail_to_settings(request: PortalRequest) -> list[tuple[str, str]]:
    return [(request.t("portal_settings"), "/portal/settings")]
