"""Who may sign in: people of a customer to the storefront, colleagues to the portal."""

from local.approval import activation_link
from local.demo.browser import Browser, Page
from local.demo.customers import BAKERY, CUSTOMERS
from local.demo.moving_in import House, choose_a_password, sign_in
from local.demo.telling import Telling, check
from local.users import PASSWORD

USERS = "/portal/users"
ANNA = "Anna Brontë"
ROWAN = "Rowan Pike"


class Users:
    def __init__(self, telling: Telling, house: House) -> None:
        self._telling = telling
        self._house = house

    def tell_of_the_storefront(self, record: str) -> str:
        """The name by which Anna signs in."""
        self._telling.chapter("Storefront users")
        email = f"anna@bronte-{self._telling.suffix}.example"
        self._invites_anna(record, email)
        anna = self._anna_comes_in(record, email)
        self._deactivates_anna(record, email, anna)
        return self._sign_in_name(email)

    def tell_of_colleagues(self) -> None:
        self._telling.chapter("Users of the partner")
        self._stays_administrator()
        rowan = self._invites_rowan()
        self._promotes_rowan(rowan)

    def _invites_anna(self, record: str, email: str) -> None:
        self._telling.now("Vera adds a storefront user on the bakery's record")
        refused = self._house.portal.open(record).follow("Add storefront user").press("Send invitation")
        self._telling.tell(f"with an empty form: {' '.join(refused.faults)}")
        check(len(refused.faults) == 3, "each missing field is named")
        sent = refused.press("Send invitation", first_name="Anna", last_name="Brontë", email=email)
        self._telling.tell(f"filled in: “{sent.flash}”")
        check(email in sent.flash, "the invitation is on its way")
        self._is(record, "Invited")

    def _anna_comes_in(self, record: str, email: str) -> Browser:
        self._telling.now("Anna gets a mail, chooses a password, and signs in to the storefront")
        mail = self._telling.mail(email)
        self._telling.tell(f"“{mail['subject']}”")
        check(choose_a_password(activation_link(mail), PASSWORD).status == 200, "the page takes the password")
        self._is(record, "Active")
        anna = Browser(self._telling.stack["api_url"])
        home = sign_in(anna, self._sign_in_name(email), PASSWORD)
        self._telling.tell(f"as {self._sign_in_name(email)}: “{home.heading}”")
        check(home.heading == "Products", "she is in, before what she may order")
        access = self._house.portal.open(CUSTOMERS).row(BAKERY).cell("Storefront access")
        self._telling.tell(f"My customers, storefront access of the bakery: {access}")
        check(access == "Yes", "the bakery has access to the storefront")
        return anna

    def _deactivates_anna(self, record: str, email: str, anna: Browser) -> None:
        self._telling.now("Vera deactivates her, and is asked first")
        asked = self._anna_on(record).row(ANNA).follow("Deactivate")
        self._telling.tell(f"“{asked.heading}”")
        self._telling.tell(f"“{asked.press('Deactivate').flash}”")
        self._is(record, "Deactivated")
        next_page = anna.open("/portal")
        self._telling.tell(f"Anna's open window, at the next click: “{next_page.heading}”")
        check(next_page.path == "/portal/sign-in", "her session is over")
        refused = sign_in(anna, self._sign_in_name(email), PASSWORD)
        self._telling.tell(f"and when she signs in: “{refused.faults[0]}”")
        check(refused.path == "/portal/sign-in", "she can't sign in")
        activated = self._anna_on(record).row(ANNA).follow("Activate").press("Activate")
        self._telling.tell(f"activated again: “{activated.flash}”")
        home = sign_in(anna, self._sign_in_name(email), PASSWORD)
        self._telling.tell(f"“{home.heading}”")
        check(home.heading == "Products", "she is in again")

    def _anna_on(self, record: str) -> Page:
        return self._house.portal.open(record).follow("Show storefront users")

    def _is(self, record: str, state: str) -> None:
        seen = self._anna_on(record).row(ANNA).cell("State")
        self._telling.tell(f"state of {ANNA}: {seen}")
        check(seen == state, f"she is {state.lower()}")

    def _sign_in_name(self, email: str) -> str:
        """The storefront's own page adds the prefix; the portal's takes the whole name."""
        return f"{self._house.contract['tenant_name']}:{email}"

    def _stays_administrator(self) -> None:
        self._telling.now("Vera tries to make herself a member")
        refused = self._edit("Vera Holt").press("Update", role="member")
        self._telling.tell(f"“{refused.heading}”")
        check(refused.status == 409, "the last administrator can't be removed")

    def _invites_rowan(self) -> Browser:
        self._telling.now("invites her colleague Rowan Pike as a member, who chooses a password and signs in")
        email = f"rowan.pike@fjord-vale-{self._telling.suffix}.example"
        form = self._house.portal.open(USERS).follow("Invite user")
        sent = form.press("Send invitation", first_name="Rowan", last_name="Pike", email=email, role="member")
        self._telling.tell(f"“{sent.flash}”")
        check(choose_a_password(activation_link(self._telling.mail(email)), PASSWORD).status == 200, "it is taken")
        rowan = Browser(self._telling.stack["api_url"])
        menu = sign_in(rowan, email, PASSWORD).items("Main menu")
        self._telling.tell(f"his menu: {', '.join(menu)}")
        check("Settings" not in menu, "a member has no settings")
        check(not rowan.open(USERS).has_link("Invite user"), "a member invites nobody")
        return rowan

    def _promotes_rowan(self, rowan: Browser) -> None:
        self._telling.now("makes him an administrator")
        self._telling.tell(f"“{self._edit(ROWAN).press('Update', role='admin').flash}”")
        menu = rowan.open("/portal").items("Main menu")
        self._telling.tell(f"his menu, at the next click: {', '.join(menu)}")
        check("Settings" in menu, "an administrator has settings")

    def _edit(self, name: str) -> Page:
        return self._house.portal.open(USERS).row(name).follow("Change name or role")
