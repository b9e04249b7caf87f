"""What became of a confirmation, told in order and in words that exist."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.send_confirmation.story import story_of, unknown_users
from shared.delivery import DELIVERY
from shared.domain.approval_messages import approval_request
from shared.domain.confirmation import Confirmation, Event, Person, State
from shared.domain.locale import Locale
from shared.domain.message import MessageState, MessageStep
from shared.ports import Delivered
from shared.web.render import page_texts
from tests.support.builders import A_PHONE, NOON, PARTNER_ID, SELLER, a_confirmation, bo
from tests.support.template import ROOT

HOUR = timedelta(hours=1)
FOLDER = ROOT / "functions/send_confirmation"


def told(confirmation: Confirmation, **colleagues: str) -> list[tuple[str, str]]:
    story = story_of(Delivered(confirmation, None), NOON, colleagues)
    return [(moment.what, moment.by) for moment in story.moments]


def test_it_is_told_in_order_with_the_names_of_those_who_acted() -> None:
    viewed = a_confirmation().viewed(now=NOON + HOUR, origin=A_PHONE)
    accepted = viewed.accepted(Person.of(bo()), now=NOON + 2 * HOUR, origin=A_PHONE)

    assert told(accepted) == [("event_send", "Sam Seller"), ("event_view", ""), ("event_accept", "Bo Berg")]


def test_the_mail_is_part_of_it() -> None:
    message = approval_request(a_confirmation(), PARTNER_ID, NOON).moved(MessageStep.HAND_OVER, NOON + HOUR)
    bounced = message.moved(MessageStep.BOUNCE, NOON + 2 * HOUR, "Permanent/NoEmail 5.1.1")
    viewed = a_confirmation().viewed(now=NOON + 3 * HOUR, origin=A_PHONE)

    story = story_of(Delivered(viewed, bounced), NOON)

    assert [moment.what for moment in story.moments] == ["event_send", "mail_hand_over", "mail_bounce", "event_view"]
    assert (story.delivery, story.delivery_kind, story.delivery_detail) == ("bounced", "bad", "Permanent/NoEmail 5.1.1")


def test_a_colleague_is_looked_up_only_when_one_acted() -> None:
    revoked = a_confirmation().revoked("Wrong price", now=NOON, by="usr_colleague")

    assert unknown_users(a_confirmation()) == set()
    assert unknown_users(revoked) == {"usr_colleague"}
    assert told(revoked, usr_colleague="Kim Kollega")[-1] == ("event_revoke", "Kim Kollega")
    assert told(revoked)[-1] == ("event_revoke", "")


def test_a_wish_for_a_change_is_not_told_as_a_plain_no() -> None:
    asked = a_confirmation().change_asked("Fewer users", now=NOON, origin=A_PHONE)
    declined = a_confirmation().declined("No", now=NOON, origin=A_PHONE)

    assert story_of(Delivered(asked, None), NOON).state_words == "state_change_requested"
    assert story_of(Delivered(declined, None), NOON).state_words == "state_declined"


def test_an_open_one_whose_time_is_over_is_told_as_expired() -> None:
    story = story_of(Delivered(a_confirmation(), None), NOON + timedelta(days=31))

    assert (story.state, story.state_kind, story.is_open) == (State.EXPIRED, "over", False)


@pytest.mark.parametrize("locale", list(Locale))
def test_there_are_words_for_all_that_can_happen(locale: Locale) -> None:
    words = page_texts(FOLDER, locale).words
    by_detail = {Event.SUPERSEDE}
    wanted = {
        *(f"state_{state}" for state in State),
        *(f"state_help_{state}" for state in State),
        *(f"event_{event}" for event in Event if event not in by_detail),
        *(f"event_supersede_{why}" for why in ("replaced", "quote_changed")),
        *(f"mail_{step.lower()}" for step in MessageStep),
        *(f"delivery_{delivery}" for delivery in DELIVERY.values()),
    }

    assert wanted <= words.keys()
    assert DELIVERY.keys() == set(MessageState)


def test_the_sender_needs_no_looking_up() -> None:
    resent = replace(a_confirmation(), sent_by=SELLER).resent(
        a_confirmation().addressee, now=NOON + HOUR, by=SELLER.user_id, validity=30 * 24 * HOUR, reminder=HOUR
    )

    assert unknown_users(resent) == set()
    assert told(resent)[-1] == ("event_resend", "Sam Seller")
