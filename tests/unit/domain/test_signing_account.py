"""When a provider's account is asked, and when it is left alone (D10)."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.partner import SigningProvider
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from shared.domain.signing_account import LONGEST_BACK_OFF, QUIET, SigningAccount
from tests.support.builders import NOON

MINUTE = timedelta(minutes=1)
ACCOUNT = SigningAccount(provider=SigningProvider.GETACCEPT)
ERRORS = st.one_of(
    st.builds(ProviderUnavailable, st.just("Down."), st.none() | st.integers(min_value=0, max_value=10**6)),
    st.just(CredentialsRefused("No.")),
)


@given(st.lists(st.tuples(ERRORS, st.floats(min_value=0, max_value=1)), min_size=1, max_size=20))
def test_no_pause_is_longer_than_the_longest_nor_without_end(failures: list[tuple[ProviderUnavailable, float]]) -> None:
    account, at = ACCOUNT, NOON
    for error, jitter in failures:
        account = account.failed(error, now=at, jitter=jitter)
        assert account.retry_at is not None
        pause = account.retry_at - at
        assert timedelta(seconds=30) <= pause <= LONGEST_BACK_OFF
        if error.retry_after is not None:
            assert pause >= min(timedelta(seconds=error.retry_after), LONGEST_BACK_OFF)
        assert not account.may_be_asked(account.retry_at - timedelta(microseconds=1))
        assert account.may_be_asked(account.retry_at)
        at = account.retry_at
    assert account.failures == len(failures)


def test_a_pause_that_no_clock_that_is_right_could_have_noted_is_none() -> None:
    failed = ACCOUNT.failed(ProviderUnavailable("Down."), now=NOON + timedelta(days=1), jitter=1)

    assert failed.may_be_asked(NOON)


def test_an_answer_ends_the_pause_and_forgets_the_failures() -> None:
    failed = ACCOUNT.failed(ProviderUnavailable("Down."), now=NOON, jitter=1)

    for well in (failed.read_until("c", now=NOON), failed.recovered(), failed.reset()):
        assert (well.failures, well.retry_at, well.last_error) == (0, None, None)
        assert well.version == failed.version + 1
    assert (failed.checked_at, failed.recovered().checked_at) == (None, None)
    assert failed.read_until("c", now=NOON).cursor == "c"
    assert failed.read_until("c", now=NOON).reset().cursor is None


def test_it_goes_to_rest_after_a_while_with_nothing_out() -> None:
    resting = ACCOUNT.rested(NOON)
    still = resting.rested(NOON + QUIET - MINUTE)
    gone = still.rested(NOON + QUIET)

    assert [one.is_watched for one in (resting, still, gone)] == [True, True, False]
    assert {one.quiet_since for one in (resting, still, gone)} == {NOON}
    assert not ACCOUNT.joined().needs_joining
    assert all(one.needs_joining for one in (resting, gone, ACCOUNT))
    joined = gone.joined()
    assert (joined.is_watched, joined.quiet_since) == (True, None)
