"""What an activation link shows, as HTML: the two fields for a password, and that it was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.users.choose_password import ChoosePassword
from shared.dates import time_words
from shared.domain.locale import Locale
from shared.domain.password import MIN_LENGTH
from shared.domain.user import Member
from shared.faults import Fault
from shared.web.linked_pages import other_locale
from shared.web.render import create_templates, page_texts

FOLDER = Path(__file__).parent

_templates = create_templates(FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at one link."""

    token: str
    member: Member
    locale: Locale

    @property
    def path(self) -> str:
        return f"/activate/{self.token}?lang={self.locale}"


def form_page(view: View, form_token: str, faults: Sequence[Fault] = (), typed: ChoosePassword | None = None) -> str:
    """A password is given back only to be pressed once more, never when it can't be taken."""
    is_kept = typed is not None and all(fault.name == "form" for fault in faults)
    user = view.member.user
    return _render(
        "choose_password.html",
        view,
        form_token=form_token,
        faults=faults,
        typed=typed if is_kept else None,
        least=MIN_LENGTH,
        until=time_words(user.link_expires_at, view.locale) if user.link_expires_at else "",
    )


def done_page(view: View) -> str:
    """With the way to where they sign in: the storefront's people have a page of their own."""
    of_storefront = f"/sign-in?storefront={view.member.circle.partner.tenant_name}"
    address = "/portal" + (of_storefront if view.member.user.customer_id else "")
    return _render("password_chosen.html", view, sign_in_address=address)


def _render(template: str, view: View, **values: Any) -> str:
    return _templates.get_template(template).render(
        t=page_texts(FOLDER, view.locale),
        in_other=page_texts(FOLDER, other_locale(view.locale)),
        view=view,
        partner=view.member.circle.partner,
        user=view.member.user,
        **values,
    )
