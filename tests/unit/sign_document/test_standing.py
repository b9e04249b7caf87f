from dataclasses import replace

import pytest

from functions.sign_document.standing import RECORDED, Standing, standing_of
from shared.domain.envelope import OPEN, EnvelopeState
from shared.domain.link import LinkUnknown
from tests.support.builders import NOON
from tests.support.signing import a_document, an_envelope
from tests.unit.sign_document.desk import a_link


@pytest.mark.parametrize("state", EnvelopeState)
def test_a_link_leads_where_the_envelope_stands(state: EnvelopeState) -> None:
    standing = standing_of(a_link(a_document()), replace(an_envelope(), state=state), NOON)

    assert standing.value == ("open" if state in OPEN else state.value)
    assert (standing in RECORDED) == (state in {EnvelopeState.SIGNED, EnvelopeState.DECLINED})


def test_what_is_open_expires_by_itself() -> None:
    envelope = an_envelope()

    assert standing_of(a_link(a_document()), envelope, envelope.expires_at) is Standing.EXPIRED


def test_a_link_from_the_future_is_unknown() -> None:
    with pytest.raises(LinkUnknown):
        standing_of(a_link(a_document(), number=2), an_envelope(), NOON)
