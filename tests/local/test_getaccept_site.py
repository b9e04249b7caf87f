"""What stands in for GetAccept beside `make run`: its pages, its webhooks, and what it knows after a restart."""

import asyncio
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from local.getaccept.site import GetAcceptSite
from tests.support.stack import wait_until

URL = "http://127.0.0.1:8081"
DOCUMENT = {
    "name": "Safe <workplace>",
    "external_id": "doc_1",
    "file_content": b64encode(b"%PDF-1.7").decode(),
    "is_automatic_sending": True,
    "recipients": [{"first_name": "Anna", "last_name": "Ek", "email": "anna.ek@bageri.example"}],
}


def ask(site: GetAcceptSite, method: str, path: str, **request: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=cast("Any", site)), base_url=URL) as client:
            return await client.request(method, path, **request)

    # In a thread of its own: the browser's tests have a loop running in this one.
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, asked()).result()


def signed_in(site: GetAcceptSite) -> dict[str, str]:
    shown = {"email": "sign@reseller.example", "password": "any"}
    return {"Authorization": f"Bearer {ask(site, 'POST', '/v1/auth', json=shown).json()['access_token']}"}


def test_what_it_knows_outlives_a_restart_and_is_signed_by_hand(tmp_path: Path) -> None:
    first, second = (GetAcceptSite(URL, tmp_path / "getaccept.json") for _ in range(2))
    with first.keeping():
        headers = signed_in(first)
        made = ask(first, "POST", "/v1/documents", headers=headers, json=DOCUMENT).json()
    page = f"/document/view/{made['id']}"
    assert made["recipients"][0]["document_url"] == f"{URL}{page}"

    with second.keeping():
        assert "Safe &lt;workplace&gt;" in ask(second, "GET", "/documents").text
        assert "Decline it" in ask(second, "GET", page).text
        acted = ask(second, "POST", page, data={"status": "signed"})
        shown = ask(second, "GET", page).text
        known = ask(second, "GET", f"/v1/documents/{made['id']}", headers=headers).json()

    assert (acted.status_code, acted.headers["location"]) == (303, page)
    assert "It is closed." in shown
    assert known["status"] == "signed"
    assert known["sign_date"] != "0000-00-00 00:00:00"


def test_what_was_decided_is_not_decided_again(tmp_path: Path) -> None:
    site = GetAcceptSite(URL, tmp_path / "getaccept.json")
    with site.keeping():
        headers = signed_in(site)
        made = ask(site, "POST", "/v1/documents", headers=headers, json=DOCUMENT).json()
        for status in ("rejected", "signed"):
            ask(site, "POST", f"/document/view/{made['id']}", data={"status": status, "reason": "No"})

        assert ask(site, "GET", f"/v1/documents/{made['id']}", headers=headers).json()["status"] == "rejected"


def test_a_webhook_that_reaches_nobody_is_said_and_goes_no_further(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site = GetAcceptSite(URL, tmp_path / "getaccept.json")
    said: list[str] = []

    def is_said() -> bool:
        said.append(capfd.readouterr().err)
        return "not delivered" in "".join(said)

    with site.keeping():
        headers = signed_in(site)
        hook = {"event": "document.sent", "target_url": "http://127.0.0.1:1/webhooks"}
        ask(site, "POST", "/v1/subscriptions", headers=headers, json=hook)
        ask(site, "POST", "/v1/documents", headers=headers, json=DOCUMENT)
        wait_until(is_said)

    assert json.loads((tmp_path / "getaccept.json").read_bytes())["made"] > 0


def test_whoever_is_not_signed_in_learns_nothing(tmp_path: Path) -> None:
    site = GetAcceptSite(URL, tmp_path / "getaccept.json")
    with site.keeping():
        for path in ("/v1/documents", "/v1/test", "/v1/subscriptions", "/v1/refresh"):
            assert ask(site, "GET", path).status_code == 401
        assert ask(site, "GET", "/elsewhere").status_code == 404
