"""Whatever people do, no log of any function tells who they are or what opens their doors.

Runs after all other flows (conftest.py), so that it reads what they left in the logs as well.
"""

import pytest

from local.demo.browser import Browser
from local.demo.moving_in import sign_in
from tests.flows.seller import Seller, ticked
from tests.support.canary import leaks, logged, names_known_to, secrets_known_to
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

GUESSED = "a password that nobody has"
NOT_FOUND = 404


def test_no_log_tells_of_a_person_or_opens_anything(stack: LocalStack, seller: Seller) -> None:
    deal = seller.sent()
    link = deal.link
    assert deal.open().submit(**ticked(deal)).status_code == 200
    sign_in(Browser(stack.api_url), seller.email, GUESSED)
    with stack.as_anyone() as anyone:
        assert anyone.get(f"/approve/{deal.addressee}").status_code == NOT_FOUND
    assert seller.api.post("/v1/customers", json={"email": deal.addressee, "name": [deal.addressee]}).is_client_error
    wait_until(lambda: seller.state_of(deal)["delivery"] == "delivered")

    logs = logged(stack)
    lines = [line for group in logs.values() for line in group]

    assert any('"route":"POST /approve/{token}"' in line.replace(": ", ":") for line in lines)
    names, secrets = names_known_to(stack), secrets_known_to(stack)
    assert "Anna Ek" in names
    assert link.rpartition("/")[2] in secrets
    assert leaks(lines, names=names, secrets={*secrets, GUESSED}) == []
