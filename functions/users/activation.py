"""The page behind an activation link, and behind the link of a password reset: GET looks, POST chooses a password.

A link opens until it is used; afterwards its page is the same 404 as for one that never was. Only the browser that
chose the password is led to a page that says so, by a proof in the address.
"""

from http import HTTPStatus

from functions.users.activation_pages import View, done_page, form_page
from functions.users.choose_password import ChoosePassword, choose_password, find_member
from shared import wiring
from shared.domain.link import Link, LinkUnknown, Purpose, open_link
from shared.domain.user import Member
from shared.web.edge import Edge, WebAnswer, WebRequest
from shared.web.forms import FORM_FAULTS, FormAge, read_fields
from shared.web.linked_pages import chosen_locale, form_age, new_form_token

edge = Edge()


@edge.route("GET /activate/{token}", "HEAD /activate/{token}")
def get_activation(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.ACTIVATE, wiring.signing_keys())
    if "done" in request.query:
        view = view_of(token, find_done(link, token, request.query["done"]), request.query)
        return answer(view, HTTPStatus.OK, done_page(view))
    view = view_of(token, find_member(link, users=wiring.users(link.tenant), now=wiring.now), request.query)
    return answer(view, HTTPStatus.OK, form_page(view, new_form_token(token)))


@edge.route("POST /activate/{token}")
def post_activation(request: WebRequest) -> WebAnswer:
    token = request.path["token"]
    link = open_link(token, Purpose.ACTIVATE, wiring.signing_keys())
    fields = read_fields(request)
    form_token = fields.get("form_token", "")
    age = form_age(form_token, token)
    command = ChoosePassword(
        link=link,
        password=fields.get("password", ""),
        password_again=fields.get("password_again", ""),
        form_faults=(FORM_FAULTS[age],) if age in FORM_FAULTS else (),
    )
    choice = choose_password(command, users=wiring.users(link.tenant), accounts=wiring.accounts(), now=wiring.now)
    view = view_of(token, choice.member, fields)
    if not choice.faults:
        proof = new_form_token(proof_of(token))
        return answer(view, HTTPStatus.SEE_OTHER, "", {"Location": f"{view.path}&done={proof}"})
    # A form that was good stays the same one: whoever corrects it doesn't wait again.
    form_token = new_form_token(token) if age is FormAge.UNKNOWN else form_token
    page = form_page(view, form_token, choice.faults, typed=command)
    return answer(view, HTTPStatus.UNPROCESSABLE_ENTITY, page, faults=tuple(fault.key for fault in choice.faults))


def find_done(link: Link, token: str, proof: str) -> Member:
    """Raises LinkUnknown."""
    if form_age(proof, proof_of(token)) is FormAge.UNKNOWN:
        raise LinkUnknown
    member = wiring.users(link.tenant).find(link.object_id)
    if not member.user.was_activated_by(link.number):
        raise LinkUnknown
    return member


def proof_of(token: str) -> str:
    return f"{token} done"


def view_of(token: str, member: Member, sent: dict[str, str]) -> View:
    return View(token=token, member=member, locale=chosen_locale(sent) or member.user.language)


def answer(
    view: View,
    status: HTTPStatus,
    page: str,
    headers: dict[str, str] | None = None,
    faults: tuple[str, ...] = (),
) -> WebAnswer:
    user = view.member.user
    log = {"partner_id": user.partner_id, "user_id": user.id, **({"faults": faults} if faults else {})}
    return WebAnswer(status=status, body=page, headers={"Content-Language": view.locale, **(headers or {})}, log=log)
