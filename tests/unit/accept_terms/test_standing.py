from datetime import timedelta

import pytest

from functions.accept_terms.standing import Standing, standing_of
from shared.domain.confirmation import Confirmation, State
from shared.domain.link import LinkUnknown
from tests.support.builders import NOON, a_confirmation
from tests.unit.accept_terms.links import a_link


@pytest.mark.parametrize(
    ("confirmation", "standing"),
    [
        (a_confirmation(), Standing.OPEN),
        (a_confirmation(state=State.VIEWED), Standing.OPEN),
        (a_confirmation(expires_at=NOON + timedelta(seconds=1)), Standing.OPEN),
        (a_confirmation(expires_at=NOON), Standing.EXPIRED),
        (a_confirmation(state=State.EXPIRED), Standing.EXPIRED),
        (a_confirmation(state=State.ACCEPTED), Standing.ACCEPTED),
        (a_confirmation(state=State.DECLINED), Standing.DECLINED),
        (a_confirmation(state=State.DECLINED, change_requested=True), Standing.CHANGE_REQUESTED),
        (a_confirmation(state=State.REVOKED), Standing.REVOKED),
        (a_confirmation(state=State.SUPERSEDED), Standing.SUPERSEDED),
        (a_confirmation(link_number=2), Standing.RESENT),
        (a_confirmation(state=State.ACCEPTED, link_number=2), Standing.RESENT),
    ],
)
def test_a_link_leads_where_the_confirmation_stands(confirmation: Confirmation, standing: Standing) -> None:
    assert standing_of(a_link(), confirmation, NOON) is standing


def test_a_link_from_the_future_is_unknown() -> None:
    with pytest.raises(LinkUnknown):
        standing_of(a_link(number=2), a_confirmation(), NOON)
