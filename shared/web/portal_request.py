"""A request of a signed-in person, and the ways to answer it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from pydantic import BaseModel, ValidationError

from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.partner import Partner
from shared.domain.session import Session
from shared.domain.user import User
from shared.problems import invalid
from shared.requests import Caller, Group
from shared.texts import Texts
from shared.web.edge import WebAnswer, WebRequest
from shared.web.formats import Formats
from shared.web.guards import csrf_token, go_to
from shared.web.sealed import dropped_cookie, sealed_cookie

# Name in the texts (`portal_<name>`) and in a page's `section`, path, and whether only administrators go there.
NAVIGATION = (
    ("home", "/portal", False),
    ("customers", "/portal/customers", False),
    ("orders", "/portal/orders", False),
    ("confirmations", "/portal/confirmations", False),
    ("digital_documents", "/portal/digital-documents", False),
    ("partnerships", "/portal/partnerships", False),
    ("users", "/portal/users", False),
    ("settings", "/portal/settings", True),
)

STOREFRONT_NAVIGATION = (
    ("products", "/portal/storefront"),
    ("own_orders", "/portal/storefront/orders"),
    ("preferences", "/portal/preferences"),
)

FLASH = "__Host-flash"
FLASH_LASTS = timedelta(minutes=1)

type PortalHandler = Callable[[PortalRequest], WebAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRequest:
    """`folder` is the function's; `pairs` are the fields of a form that passed the checks, in the order sent, `files`
    those it carried; `flash` is what the page before has to say."""

    caller: Caller
    user: User
    partner: Partner
    session: Session
    folder: Path
    t: Texts
    formats: Formats
    web: WebRequest
    templates: Environment
    pairs: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    flash: dict[str, str] | None = None

    @property
    def path(self) -> Mapping[str, str]:
        return self.web.path

    @property
    def query(self) -> Mapping[str, str]:
        return self.web.query

    @property
    def form(self) -> dict[str, str]:
        """The fields as typed; of one that was sent several times, the first."""
        return dict(reversed(self.pairs))

    def every(self, name: str) -> list[str]:
        """All values of a field that may be sent several times, as tick boxes of one name are."""
        return [value for field, value in self.pairs if field == name]

    @property
    def shown_version(self) -> int | None:
        """The version of what the form's page was made of (its field `version`)."""
        shown = self.form.get("version", "")
        return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 10 else None

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks for a part; when it restores a page of its history it wants the whole one."""
        headers = self.web.headers
        return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"

    @property
    def is_admin(self) -> bool:
        return self.caller.is_admin

    @property
    def navigation(self) -> list[tuple[str, str]]:
        """The places of the rail."""
        if self.caller.group is Group.STOREFRONT:
            return list(STOREFRONT_NAVIGATION)
        return [(name, path) for name, path, for_admins in NAVIGATION if self.is_admin or not for_admins]

    def read[M: BaseModel](self, model: type[M], values: Mapping[str, Any] | None = None) -> M:
        """The form as a model; a field left empty counts as not sent. `values` instead of it, where they differ.

        Raises Invalid.
        """
        typed = {name: value for name, value in self.form.items() if value.strip() and name != "csrf"}
        try:
            return model.model_validate(typed if values is None else values)
        except ValidationError as error:
            raise invalid(error) from None

    def faults(self, refusal: Invalid) -> dict[str, str]:
        """Field -> what is wrong with it, in the user's language.

        The words are `fault_<field>_<code>`, else `fault_<field>`, else `fault_<code>`, else that it can't be taken.
        """
        found: dict[str, str] = {}
        for error in refusal.errors:
            field = error.field.partition(".")[0]
            known = (f"fault_{field}_{error.code}", f"fault_{field}", f"fault_{error.code}", "fault_other")
            found.setdefault(field, self.t(next(key for key in known if key in self.t.words)))
        return found

    def page(self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> WebAnswer:
        """The whole page; for htmx only what it asked for."""
        field = '<input type="hidden" name="csrf" value="{}">'
        body = self.templates.get_template(template).render(
            layout=f"portal/{self._layout}.html",
            t=self.t,
            request=self,
            user=self.user,
            partner=self.partner,
            csrf=Markup(field).format(csrf_token(self.session, wiring.signing_keys())),  # noqa: S704 - a constant
            day=self.formats.day,
            moment=self.formats.moment,
            money=self.formats.money,
            number=self.formats.number,
            flash=self.flash,
            navigation=self.navigation,
            **values,
        )
        return WebAnswer(status=status, body=body, cookies=(dropped_cookie(FLASH),) if self.flash else ())

    def redirect(self, to: str, *, flash: str = "", kind: str = "done") -> WebAnswer:
        """Answers a POST: the browser goes to the path `to`, where `flash` is said, once."""
        return go_to(to, self.web, (self._flash_cookie(flash, kind),) if flash else ())

    def redirect_within(self, to: str, *, flash: str, kind: str = "done") -> WebAnswer:
        """As `redirect`, but htmx too asks for the path, and puts a part of that page in place."""
        return WebAnswer(
            status=HTTPStatus.SEE_OTHER, headers={"Location": to}, cookies=(self._flash_cookie(flash, kind),)
        )

    def _flash_cookie(self, text: str, kind: str) -> str:
        said = {"text": text, "kind": kind}
        return sealed_cookie(FLASH, said, lasts=FLASH_LASTS, keys=wiring.signing_keys(), now=wiring.now())

    @property
    def _layout(self) -> str:
        if not self.is_htmx:
            return "layout"
        return "dialog" if self.web.headers.get("hx-target") == "dialog" else "fragment"
