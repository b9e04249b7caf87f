"""Schedule, webhook, check and cancellation in any order, with any words of the provider: the same promises (D4)."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.digital_document import CLOSED, RANKS, Choices, DocumentStatus
from shared.domain.errors import DomainError
from shared.domain.signing import ProviderUnavailable
from shared.domain.signing_messages import NOTICES
from tests.support.builders import ORDER_ID
from tests.unit.poll_status.world import DOWN, MINUTE, World, document_id

WORDS = [*(status.value for status in DocumentStatus if status is not DocumentStatus.UNKNOWN), "in orbit", "sealed"]
CHOICES = Choices(accepted_jobs=("1",))
STEPS = st.one_of(
    st.tuples(st.sampled_from(["visit", "settle", "check", "cancel", "wait"]), st.none()),
    st.tuples(st.just("happen"), st.sampled_from(WORDS)),
    st.tuples(
        st.just("fail"),
        st.tuples(st.sampled_from(["send", "changes", "status", "cancel", "download"]), st.booleans()),
    ),
)


def act(world: World, kind: str, what: object) -> None:
    match kind, what:
        case "wait", _:
            world.at += MINUTE * 70
        case "happen", str(word):
            if world.provider.held and world.provider.of(document_id(1)).status not in CLOSED:
                world.happen(word, choices=CHOICES)
        case "fail", (str(call), bool(after_doing)):
            world.provider.fail(call, DOWN, after_doing=after_doing)
        case _:
            getattr(world, kind)()


@settings(max_examples=1000)
@given(st.booleans(), st.lists(STEPS, max_size=25))
def test_no_order_of_events_breaks_a_promise(is_upsell: bool, steps: list[tuple[str, object]]) -> None:
    world = World()
    if is_upsell:
        world.send_upsell()
    else:
        world.send()
    for kind, what in steps:
        before = world.document()
        with suppress(DomainError):
            act(world, kind, what)
        after = world.document()
        assert RANKS[after.known] >= RANKS[before.known]
        assert before.status not in CLOSED or after.status is before.status
        assert after.history[: len(before.history)] == before.history
        assert len(world.notices()) == (2 if after.status in NOTICES else 0)
        assert len(world.provider.held) <= 1
        assert added(world) == (1 if is_upsell and after.status is DocumentStatus.SIGNED else 0)
    at_rest(world)


def added(world: World) -> int:
    """Lines of the order that the document brought."""
    return sum(line.added_by == document_id(1) for line in world.orders.get(ORDER_ID).lines)


def at_rest(world: World) -> None:
    """Once nothing fails any more, what is known here is what is true there."""
    world.provider.recover()
    for _ in range(3):
        world.at += MINUTE * 70
        with suppress(ProviderUnavailable):
            world.settle()
        world.visit()
    document = world.document()
    assert document.due_at is None
    held = next(iter(world.provider.held.values()), None)
    if held is None:
        assert document.status in CLOSED
    elif held.status in CLOSED:
        assert document.status is held.status
    else:
        assert document.is_out
        assert RANKS[document.known] >= RANKS.get(held.status, 0)
    assert (document.signed_file is not None) == (document.status is DocumentStatus.SIGNED)
