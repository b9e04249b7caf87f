"""From an acceptance to a seal that anybody can check, on the running stack."""

import pytest

from shared.evidence.canonical import canonical, sha256_of
from tests.flows.seller import Seller, ticked
from tests.support.seals import verifies
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def test_what_was_accepted_is_sealed_by_the_next_run(seller: Seller, stack: LocalStack) -> None:
    deal = seller.sent()
    assert deal.open().submit(**ticked(deal)).status_code == 200
    path = f"/v1/evidence/{seller.state_of(deal)['evidence_id']}"

    stack.sweep("evidence")

    evidence = seller.get(path)
    with stack.as_anyone() as anyone:
        key = anyone.get("/.well-known/evidence-key.pem")
    assert (key.status_code, key.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    record = canonical(evidence["record"])
    assert sha256_of(record) == evidence["record_hash"]
    assert verifies(key.text, evidence["seal"]["signature"], evidence["record_hash"])
    assert not verifies(key.text, evidence["seal"]["signature"], sha256_of(record + b" "))
    assert evidence["checkpoint"]["number"] >= 1
