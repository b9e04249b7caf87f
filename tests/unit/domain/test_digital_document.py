"""A status only ever rises, whatever is reported, in whatever order, however often (D4)."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.digital_document import (
    CLOSED,
    OUT,
    RANKS,
    Choices,
    DigitalDocument,
    DocumentStatus,
    JobDecision,
    Report,
    Source,
)
from shared.domain.signing_messages import NOTICES, status_notices
from tests.support.builders import NOON, a_partner
from tests.support.signing import PDF_SHA256, a_document, an_option, an_upsell, handed_over

DRAFT, SENT, VIEWED, SIGNED, UNKNOWN = (
    DocumentStatus.DRAFT,
    DocumentStatus.SENT,
    DocumentStatus.VIEWED,
    DocumentStatus.SIGNED,
    DocumentStatus.UNKNOWN,
)
OFFICE = a_partner(notification_email="office@reseller.example")

WORDS = st.one_of(
    st.sampled_from([status for status in DocumentStatus if status is not UNKNOWN]).map(
        lambda status: (status, status)
    ),
    st.sampled_from(["in orbit", "sealed", ""]).map(lambda word: (UNKNOWN, word)),
)
REPORTS = st.builds(
    lambda word, provider_id, reason, choices: Report(
        provider_document_id=provider_id, raw=word[1], status=word[0], reason=reason, choices=choices
    ),
    WORDS,
    st.sampled_from(["ga1", "ga1", "ga1", ""]),
    st.sampled_from([None, "Too dear"]),
    st.sampled_from([Choices(), Choices(options=("3",), accepted_jobs=("1",))]),
)
TOLD = st.lists(st.tuples(st.sampled_from(Source), REPORTS), max_size=12)
BEGINNINGS = st.sampled_from(
    [a_document(), an_upsell(), handed_over(a_document()), a_document(lines=(*a_document().lines, an_option()))]
)


def report(status: DocumentStatus, raw: str | None = None, **more: object) -> Report:
    return replace(Report(provider_document_id="ga1", raw=raw or status, status=status), **more)  # type: ignore[arg-type]


def steps(document: DigitalDocument, told: list[tuple[Source, Report]]) -> list[DigitalDocument]:
    """The document at first and after each report."""
    after = [document]
    for number, (source, one) in enumerate(told, 1):
        at = NOON + timedelta(minutes=number)
        if source is Source.SENDING:
            after.append(after[-1].taken_by_provider(one, file_sha256=PDF_SHA256, now=at))
        else:
            after.append(after[-1].reported(one, now=at, source=source))
    return after


@given(BEGINNINGS, TOLD)
def test_the_rank_never_falls_and_what_is_closed_stays_as_it_is(
    document: DigitalDocument, told: list[tuple[Source, Report]]
) -> None:
    after = steps(document, told)

    for former, latter in pairwise(after):
        assert RANKS[latter.known] >= RANKS[former.known]
        assert latter.status in {latter.known, UNKNOWN}
        if former.status in CLOSED:
            assert (latter.status, latter.known, latter.provider_status) == (
                former.status,
                former.known,
                former.provider_status,
            )
            assert (latter.history, latter.reason, latter.choices) == (former.history, former.reason, former.choices)


@given(BEGINNINGS, TOLD)
def test_the_history_tells_every_step_and_no_others(
    document: DigitalDocument, told: list[tuple[Source, Report]]
) -> None:
    after = steps(document, told)

    for former, latter in pairwise(after):
        moved = latter.history != former.history
        assert latter.history[: len(former.history)] == former.history
        assert len(latter.history) - len(former.history) == moved
        assert moved == ((former.status, former.provider_status) != (latter.status, latter.provider_status))
        assert latter.version - former.version == (latter is not former)
        assert (latter.history[-1].status, latter.history[-1].raw) == (latter.status, latter.provider_status)
    entries = after[-1].history
    assert sum(entry.status in CLOSED for entry in entries) == (after[-1].status in CLOSED)


@given(BEGINNINGS, TOLD)
def test_a_repeated_report_changes_nothing(document: DigitalDocument, told: list[tuple[Source, Report]]) -> None:
    last = steps(document, told)[-1]

    for _, one in told[-1:]:
        assert last.reported(one, now=NOON, source=Source.SCHEDULE) is last


@given(BEGINNINGS, TOLD)
def test_each_closing_is_told_of_once(document: DigitalDocument, told: list[tuple[Source, Report]]) -> None:
    after = steps(document, told)

    notices = [
        message.id
        for former, latter in pairwise(after)
        if latter.history != former.history
        for message in status_notices(latter, OFFICE, NOON)
    ]
    assert len(notices) == len(set(notices)) == (2 if after[-1].status in NOTICES else 0)


@given(BEGINNINGS, TOLD)
def test_there_is_something_left_to_do_only_of_what_is_handed_over_signed_or_cancelled_unheard(
    document: DigitalDocument, told: list[tuple[Source, Report]]
) -> None:
    for one in steps(document, told):
        if one.due_at is not None and one.provider_document_id is not None:
            assert one.status in {SIGNED, DocumentStatus.CANCELED}
        if one.status is SIGNED:
            assert one.due_at is not None
        if one.is_out and one.provider_document_id is None:
            assert one.due_at is not None


@given(BEGINNINGS, TOLD)
def test_jobs_are_decided_when_it_is_closed_and_not_before(
    document: DigitalDocument, told: list[tuple[Source, Report]]
) -> None:
    last = steps(document, told)[-1]

    decisions = {job.decision for job in last.jobs}
    assert (JobDecision.PENDING in decisions) == (last.is_out and bool(last.jobs))
    assert bool(last.accepted_jobs) <= (last.status is SIGNED)
    assert (last.choices is not None) == (last.status is SIGNED)


@pytest.mark.parametrize("known", [SENT, VIEWED])
@pytest.mark.parametrize("next_word", sorted(RANKS))
def test_unknown_gives_way_to_whatever_is_not_behind_what_was_known(
    known: DocumentStatus, next_word: DocumentStatus
) -> None:
    document = handed_over(a_document(), known).reported(report(UNKNOWN, "in orbit"), now=NOON, source=Source.CHECK)

    followed = document.reported(report(next_word), now=NOON, source=Source.SCHEDULE)

    is_behind = RANKS[next_word] < RANKS[known]
    assert followed.status is (UNKNOWN if is_behind else next_word)
    assert followed.known is (known if is_behind else next_word)


def test_another_unknown_word_is_news_and_the_same_is_not() -> None:
    document = handed_over(a_document()).reported(report(UNKNOWN, "in orbit"), now=NOON, source=Source.CHECK)

    landed = document.reported(report(UNKNOWN, "landed"), now=NOON, source=Source.CHECK)

    assert document.reported(report(UNKNOWN, "in orbit"), now=NOON, source=Source.CHECK) is document
    assert [entry.raw for entry in landed.history] == ["draft", "sent", "in orbit", "landed"]


def test_our_own_word_holds_only_for_what_no_provider_has() -> None:
    ours = report(DocumentStatus.EXPIRED, provider_document_id="")

    assert a_document().reported(ours, now=NOON, source=Source.SENDING).status is DocumentStatus.EXPIRED
    taken = handed_over(a_document())
    assert taken.reported(ours, now=NOON, source=Source.SENDING) is taken


def test_what_was_cancelled_while_it_was_handed_over_is_still_to_be_cancelled_there() -> None:
    ours = report(DocumentStatus.CANCELED, provider_document_id="")
    canceled = a_document().reported(ours, now=NOON, source=Source.CANCELING)

    taken = canceled.taken_by_provider(report(SENT), file_sha256=PDF_SHA256, now=NOON)

    assert (taken.status, taken.provider_document_id, taken.due_at) == (DocumentStatus.CANCELED, "ga1", NOON)
    assert taken.withdrawn().due_at is None


def test_every_status_is_out_or_closed() -> None:
    assert set(DocumentStatus) == OUT | CLOSED
    assert not OUT & CLOSED
    assert set(RANKS) == set(DocumentStatus) - {UNKNOWN}
