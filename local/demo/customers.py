"""My customers, as an administrator of a new partner gets to know them in the portal."""

import io
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from openpyxl import load_workbook

from docs.workspace_verifier import Refused, UsedTokens, open_token
from local.demo.browser import Page
from local.demo.moving_in import WORKSPACE, House
from local.demo.telling import PATIENCE, Telling, check, done, wait

BAKERY = "Brontë & Søn Bakery Ltd"
HARBOUR = "Penzance Harbour Company"
SURVEYORS = "Saltburn Surveyors LLP"
CUSTOMERS = "/portal/customers"
SWITCH = "Order approval required"
DOWNLOAD = "Download Customers.xlsx"


class Customers:
    def __init__(self, telling: Telling, house: House) -> None:
        self._telling = telling
        self._house = house
        self._domain = f"bronte-{telling.suffix}.example"

    def tell(self) -> str:
        """Gives the address of a customer's record."""
        self._telling.chapter("My customers")
        self._has_none_yet()
        record = self._adds_some()
        self._searches()
        self._cannot_save_a_stale_edit(record)
        self._switches_order_approval(record)
        return record

    def tell_of_the_distributor(self, record: str) -> None:
        self._telling.chapter("What the distributor knows")
        self._is_fed(record)
        self._has_statistics()
        self._exports()
        self._opens_the_workspace(record)

    def _open(self, path: str) -> Page:
        return self._house.portal.open(path)

    def _has_none_yet(self) -> None:
        self._telling.now("Vera opens My customers, and has none yet")
        page = self._open(CUSTOMERS)
        self._telling.tell(", ".join(page.items("Figures")))
        check(page.items("Figures") == _figures(0, 0, "0.00"), "a new partner begins with nothing")

    def _adds_some(self) -> str:
        self._telling.now("presses New customer, and saves the form with next to nothing in it")
        refused = self._open(CUSTOMERS).follow("New customer").press("Save", email="info at bronte")
        for fault in refused.faults:
            self._telling.tell(f"- {fault}")
        check((refused.status, len(refused.faults)) == (422, 6), "each missing or wrong field is named, all at once")
        self._telling.now("fills it in, and saves")
        saved = refused.press("Save", **self._bakery())
        self._telling.tell(f"“{saved.flash}”")
        check(BAKERY in saved.flash, "the account is saved")
        self._telling.tell(f"its record: {', '.join(saved.items('On this page'))}")
        quay = {"email": f"quay@penzance-{self._telling.suffix}.example", "phone": "+44 1736 360 100"}
        harbour = self._bakery() | quay | {"name": HARBOUR, "city": "Penzance", "postcode": "TR18 2LL"}
        also = self._open(CUSTOMERS).follow("New customer").press("Save", **harbour)
        self._telling.tell(f"“{also.flash}”")
        check(HARBOUR in also.flash, "so is a second one")
        return saved.path

    def _bakery(self) -> dict[str, str]:
        return {
            "name": BAKERY,
            "email": f"info@{self._domain}",
            "phone": "+44 1535 640 111",
            "address": "7 Main Street",
            "postcode": "BD22 8DA",
            "city": "Haworth",
        }

    def _searches(self) -> None:
        self._telling.now("searches by the beginnings of words, without regard to case and diacritics")
        for typed, found in (
            ("bronte", [BAKERY]),
            ("HAW søn", [BAKERY]),
            ("+44 1736", [HARBOUR]),
            ("enzance", []),
        ):
            names = [row.name for row in self._open(CUSTOMERS).press("Search", q=typed).rows]
            self._telling.tell(f"“{typed}” finds {', '.join(names) or 'nothing'}")
            check(names == found, f"{typed!r} finds {found}")

    def _cannot_save_a_stale_edit(self, record: str) -> None:
        self._telling.now("changes the phone number in two windows")
        first, second = self._open(record), self._open(record)
        self._telling.tell(f"in one: “{first.press('Update', phone='+44 1535 640 222').flash}”")
        stale = second.press("Update", phone="+44 1535 640 333")
        note = next(one.words for one in stale.root.all(**{"class": "changed"}))
        self._telling.tell(f"in the other: “{stale.problem}.” {note}")
        check(stale.status == 412, "a stale edit is refused")
        check("640 222" in self._open(record).value_of("phone"), "and overwrites nothing")
        self._telling.tell(f"knowing that, she presses Update once more: “{stale.press('Update').flash}”")
        check("640 333" in self._open(record).value_of("phone"), "what she typed is saved now")

    def _switches_order_approval(self, record: str) -> None:
        self._telling.now("switches order approval off for the bakery")
        switched = self._open(record).press(SWITCH)
        self._telling.tell(f"“{switched.flash}”")
        check("Off" in switched.words, "it is off")
        self._telling.now("the distributor changes the payment method to credit card")
        self._house.agree("credit_card")
        notice = self._open(CUSTOMERS).words_of("forced")
        self._telling.tell(f"My customers: “{notice}”")
        check(notice.startswith("The payment method set by your distributor"), "My customers says so")
        check(not self._open(record).can_press(SWITCH), "the switch can't be pressed")
        refused = switched.press(SWITCH)
        self._telling.tell(f"a window that was open before: “{refused.heading}”")
        check(refused.status == 409, "nor from a page that was open")
        self._house.agree("deposit")
        approval = self._open(record).words_of("order-approval_text")
        self._telling.tell(f"back to deposit: “{approval}”")
        check(approval.endswith("go straight on."), "the earlier choice is back")

    def _is_fed(self, record: str) -> None:
        self._telling.now("the distributor's feed tells of an account that nobody here has, and of the bakery")
        path = f"/v1/distributor/partners/{self._house.partner_id}/customers"
        surveyors = _told(SURVEYORS, f"hello@saltburn-{self._telling.suffix}.example", 46, 135_24)
        first = done(self._house.distributor.put(f"{path}/NM-31040", json=surveyors))
        again = done(self._house.distributor.put(f"{path}/NM-31040", json=surveyors))
        self._telling.tell(f"{SURVEYORS}: version {first['version']}, and told once more {again['version']}")
        check(first == again, "the same call again changes nothing")
        bakery = done(
            self._house.distributor.put(f"{path}/NM-30007", json=_told(BAKERY, f"it@{self._domain}", 5, 14_70))
        )
        self._telling.tell(f"{BAKERY}: known by its domain")
        check(record.endswith(bakery["id"]), "it is the account that Vera made")
        page = self._open(record).follow("Show subscriptions")
        for row in page.rows:
            self._telling.tell(
                f"{page.heading}: {row.cell('Quantity')} × {row.name}, {row.cell('Per month')}, {row.cell('Status')}"
            )
        statuses = [row.cell("Status") for row in page.rows]
        check(statuses == ["Active", "Canceled"], "the record shows the subscriptions")
        assets = self._open(record).follow("Show assets")
        [asset] = assets.rows
        self._telling.tell(f"{assets.heading}: {asset.cell('Quantity')} × {asset.name}, {asset.cell('Status')}")

    def _has_statistics(self) -> None:
        self._telling.now("the statistics follow by themselves")
        expected = _figures(3, 2, "149.94")

        def shown() -> list[str] | None:
            figures = self._open(CUSTOMERS).items("Figures")
            return figures if figures == expected else None

        self._telling.tell(", ".join(wait(shown, f"the statistics never come to {expected}")))

    def _exports(self) -> None:
        self._telling.now("Vera exports the list")
        page = self._open(CUSTOMERS).press("Excel")

        def ready() -> Page | None:
            now = self._open(page.path)
            return now if now.has_link(DOWNLOAD) else None

        prepared = wait(ready, "the export is never ready")
        self._telling.tell(f"“{prepared.words_of('export')}”")
        answer = httpx.get(prepared.follow(DOWNLOAD).leads_to, timeout=PATIENCE)
        sheet = load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
        header, *rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        self._telling.tell(f"Customers.xlsx, {len(answer.content)} bytes, {len(rows)} rows: {', '.join(header)}")
        for row in rows:
            self._telling.tell(f"- {', '.join(row)}")
        check([row[0] for row in rows] == [BAKERY, HARBOUR, SURVEYORS], "the sheet holds the whole list")

    def _opens_the_workspace(self, record: str) -> None:
        self._telling.now("presses Manage subscriptions, and is at the distributor's, signed in")
        link = self._open(record).follow("Manage subscriptions").leads_to
        address, [token] = link.partition("?")[0], parse_qs(urlsplit(link).query)["token"]
        check(address == WORKSPACE, "the link leads to the partner's workspace")
        answer = httpx.get(f"{self._telling.stack['api_url']}/.well-known/workspace-keys.json", timeout=PATIENCE)
        published = {key["kid"]: key for key in done(answer)["keys"]}
        used = UsedTokens()

        def arrive() -> dict[str, Any]:
            return open_token(token, audience=WORKSPACE, find_key=published.get, used=used, now=time.time())

        claims = arrive()
        life = claims["exp"] - claims["iat"]
        self._telling.tell(f"signed by a published key, for {claims['target']} of {claims['external_id']}, {life} s")
        check((claims["external_id"], life) == ("NM-30007", 60), "the token says who, for a minute")
        try:
            arrive()
        except Refused as refused:
            self._telling.tell(f"the same link once more: {refused}")
        else:
            check(holds=False, told="a link is good for one use")


def _figures(customers: int, transacting: int, rate: str) -> list[str]:
    return [f"{customers} all customers", f"{transacting} transacting customers", f"{rate} GBP monthly run rate"]


def _told(name: str, email: str, seats: int, monthly: int) -> dict[str, Any]:
    def subscription(number: str, status: str) -> dict[str, Any]:
        amount = {"amount": monthly, "currency": "GBP"}
        return {"id": number, "sku": "EP-GUARD", "quantity": seats, "status": status, "monthly_amount": amount}

    asset = {"id": "A-1", "kind": "license", "name": "Imaging suite, per seat", "quantity": 2, "status": "active"}
    subscriptions = [subscription("S-1", "active"), subscription("S-2", "canceled")]
    return {"name": name, "email": email, "subscriptions": subscriptions, "assets": [asset]}
