"""How few calls it takes to follow what is out at GetAccept, and that none of it is missed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from math import ceil

import pytest

from local.getaccept.faults import Fault
from shared.adapters.signing import getaccept_changes
from shared.domain import ids
from shared.domain.digital_document import CLOSED, DocumentStatus, Report
from shared.domain.signing import ProviderUnavailable
from shared.ports import OutDocument
from tests.support.builders import CUSTOMER_ID, NOON
from tests.support.getaccept import CREDENTIALS, GetAcceptSite, getaccept_site

SENT, VIEWED = DocumentStatus.SENT, DocumentStatus.VIEWED
LIST, ONE, REASON = "GET /documents", "GET /documents/{id}", "GET /documents/{id}/events"
MINUTE = timedelta(minutes=1)


@dataclass
class Following:
    """An account with documents that are out, one made each minute, and how it is followed."""

    site: GetAcceptSite
    out: dict[str, OutDocument] = field(default_factory=dict)
    cursor: str | None = None
    more: bool = False
    made: int = 0

    def put_out(self, *statuses: str, known: DocumentStatus | None = None) -> list[str]:
        """Documents of ours; their ids at GetAccept."""
        return [self._ours(status, known) for status in statuses]

    def put_beside(self, *statuses: str) -> None:
        """Documents that are none of our business, or not any more."""
        for status in statuses:
            self._made(status)

    def happen(self, provider_ids: Iterable[str], status: str, reason: str = "") -> None:
        for provider_id in provider_ids:
            self.site.fake.happen(provider_id, status, reason=reason)

    def visit(self) -> tuple[list[Report], int]:
        """What a visit tells, and how many calls it takes; what is closed is out no more."""
        before = self.site.calls()
        told = list(self._reports())
        return told, self.site.calls() - before

    def visit_all(self) -> tuple[list[Report], int]:
        """What a round tells, and how many visits it takes."""
        told: list[Report] = []
        for visits in range(1, 20):
            reports, calls = self.visit()
            assert calls <= 60
            told += reports
            if not self.more:
                return told, visits
        raise AssertionError("a round has no end")

    def visit_unchanged(self) -> int:
        told, calls = self.visit()
        assert told == []
        assert self.more is False
        return calls

    def _reports(self) -> Iterator[Report]:
        for part in self.site.client().changes(self.cursor, list(self.out.values())):
            for report in part.reports:
                self._heed(report)
                yield report
            self.cursor, self.more = part.cursor, part.more

    def _heed(self, report: Report) -> None:
        one = self.out.pop(report.provider_document_id)
        if report.status is DocumentStatus.UNKNOWN:
            self.out[report.provider_document_id] = replace(one, is_unknown=True)
        elif report.status not in CLOSED:
            self.out[report.provider_document_id] = replace(one, known=report.status, is_unknown=False)

    def _ours(self, status: str, known: DocumentStatus | None) -> str:
        document_id = ids.child_id("doc", parent=CUSTOMER_ID, now=NOON + MINUTE * self.made)
        provider_id = self._made(status)
        known = known or {"sent": SENT, "viewed": VIEWED, "reviewed": VIEWED}[status]
        self.out[provider_id] = OutDocument(document_id=document_id, provider_document_id=provider_id, known=known)
        return provider_id

    def _made(self, status: str) -> str:
        account = self.site.fake.state.account(CREDENTIALS.email)
        made = self.site.fake.add(account, status=status, created_at=NOON + MINUTE * self.made)
        self.made += 1
        return made.id


@pytest.fixture
def following() -> Iterator[Following]:
    with getaccept_site() as site:
        site.client().test()
        yield Following(site)


def alternating(count: int) -> list[str]:
    return ["sent" if number % 2 else "viewed" for number in range(count)]


@pytest.mark.parametrize(
    "out",
    [
        pytest.param(["sent"] * 100, id="all-sent"),
        pytest.param(["viewed"] * 100, id="all-viewed"),
        pytest.param(alternating(100), id="both"),
        pytest.param(alternating(250), id="more-than-a-page"),
        pytest.param(["sent"], id="one"),
        pytest.param(["sent", "viewed"], id="one-of-each"),
    ],
)
@pytest.mark.parametrize("beside", [0, 10], ids=["alone", "ten-times-as-many-closed"])
def test_where_nothing_changed_a_call_for_each_hundred_finds_that(
    following: Following, out: Sequence[str], beside: int
) -> None:
    for status in out:
        following.put_out(status)
        following.put_beside(*["signed", "rejected"][: beside and 2] * (beside // 2))

    calls = [following.visit_unchanged() for _ in range(3)]

    assert calls == [calls[0]] * 3
    assert calls[0] <= ceil(len(out) / 100) + 1


def test_with_nothing_out_nothing_is_asked(following: Following) -> None:
    following.put_beside("sent")
    following.out["never"] = OutDocument(document_id="doc_1", provider_document_id=None, known=DocumentStatus.DRAFT)

    assert following.visit_unchanged() == 0


def test_a_view_is_told_once(following: Following) -> None:
    seen, *_ = following.put_out(*["sent"] * 50)
    following.happen([seen], "viewed")

    (report,), _ = following.visit()

    assert (report.provider_document_id, report.raw, report.status) == (seen, "viewed", VIEWED)
    following.visit_unchanged()


def test_whatever_happens_is_told(following: Following) -> None:
    documents = following.put_out(*alternating(120))
    happening = ["viewed", "reviewed", "signed", "rejected", "expired", "hardbounced", "recalled", "lost", "odd"]
    for status, provider_id in zip(happening, documents[1::2], strict=False):
        following.happen([provider_id], status, reason="No, thanks")

    told, _ = following.visit()

    words = {report.provider_document_id: report.raw for report in told}
    assert words == dict(zip(documents[1::2], happening, strict=False))
    assert next(report.reason for report in told if report.raw == "rejected") == "No, thanks"


def test_a_few_that_left_the_lists_are_asked_for_alone(following: Following) -> None:
    signed, expired, *_ = following.put_out(*["sent"] * 90)
    following.happen([signed], "signed")
    following.happen([expired], "expired")

    told, calls = following.visit()

    assert {report.raw for report in told} == {"signed", "expired"}
    assert calls == 3
    assert following.site.calls(ONE) == 2


def test_many_that_were_signed_are_found_in_one_list(following: Following) -> None:
    documents = following.put_out(*["sent"] * 90)
    following.happen(documents[:40], "signed")

    told, calls = following.visit()

    assert len(told) == 40
    assert calls == 3


def test_many_that_were_viewed_are_found_in_one_list(following: Following) -> None:
    documents = following.put_out(*["sent"] * 90)
    following.happen(documents[:40], "viewed")

    told, calls = following.visit()

    assert len(told) == 40
    assert calls == 2


def test_those_that_were_looked_at_closely_have_a_list_of_their_own(following: Following) -> None:
    following.put_out(*["reviewed"] * 30, *["viewed"] * 30)

    assert following.visit_unchanged() == 2


def test_drafts_are_followed_until_they_are_sent(following: Following) -> None:
    documents = following.put_out(*["draft"] * 20, known=DocumentStatus.DRAFT)
    assert following.visit_unchanged() == 2
    following.happen(documents, "sent")

    told, calls = following.visit()

    assert {report.status for report in told} == {SENT}
    assert (len(told), calls) == (20, 1)


def test_a_document_that_is_gone_is_not_taken_for_closed(following: Following) -> None:
    (gone,) = following.put_out("sent")
    del following.site.fake.state.account(CREDENTIALS.email).documents[gone]

    (report,), _ = following.visit()

    assert (report.raw, report.status) == ("not_found", DocumentStatus.UNKNOWN)


def test_a_word_that_nobody_knows_is_told_and_so_is_the_next_that_is_known(following: Following) -> None:
    first, *_ = following.put_out(*["sent"] * 5)
    following.happen([first], "odd")
    (odd,), _ = following.visit()
    assert (odd.raw, odd.status) == ("odd", DocumentStatus.UNKNOWN)

    following.happen([first], "sent")
    (sent,), _ = following.visit()

    assert (sent.provider_document_id, sent.status) == (first, SENT)


def test_where_the_partner_sends_much_else_the_shorter_list_is_found(following: Following) -> None:
    following.put_out(*["sent"] * 20, *["viewed"] * 20)
    following.put_beside(*alternating(400))

    calls = [following.visit_unchanged() for _ in range(4)]

    assert calls == [6, 5, 5, 5]


def test_a_visit_that_found_something_says_nothing_of_how_long_lists_are(following: Following) -> None:
    documents = following.put_out(*["sent"] * 90)
    following.put_beside(*["signed"] * 1000)
    following.happen(documents[:30], "expired")
    following.visit()

    assert following.visit_unchanged() == 1


def test_the_list_of_everything_tells_of_a_refusal_with_its_reason(following: Following) -> None:
    declined, *_ = following.put_out(*["sent"] * 5)
    following.happen([declined], "rejected", reason="No, thanks")
    following.cursor = '{"took": {"by_status": 9}}'

    (report,), calls = following.visit()

    assert (report.status, report.reason) == (DocumentStatus.DECLINED, "No, thanks")
    assert calls == 3


def test_a_single_document_is_asked_for_alone(following: Following) -> None:
    following.put_out("sent")
    following.put_beside(*["sent"] * 300)

    assert following.visit_unchanged() == 1
    assert following.site.calls(ONE) == 1


def test_where_the_list_of_everything_is_longer_it_is_tried_once(following: Following) -> None:
    following.put_out(*["sent"] * 20)
    following.put_beside(*["sent"] * 300, *["signed"] * 2000)
    following.put_out(*["sent"] * 20)

    calls = [following.visit_unchanged() for _ in range(4)]

    assert (calls[0], calls[2:]) == (4, [4, 4])
    assert calls[1] <= 2 * calls[0]


def test_a_list_is_left_where_everything_in_it_is_older(following: Following) -> None:
    following.put_beside(*["viewed"] * 1000)
    following.made += 2 * 24 * 60
    documents = following.put_out(*["viewed"] * 10)
    following.happen(documents[:1], "expired")

    (expired,), calls = following.visit()

    assert expired.raw == "expired"
    assert calls <= 4


def test_a_visit_ends_in_time_and_the_next_goes_on(following: Following) -> None:
    documents = following.put_out(*alternating(5200))
    following.happen(documents[::400], "signed")

    told, visits = following.visit_all()

    assert sorted(report.provider_document_id for report in told) == sorted(documents[::400])
    assert visits == 3
    assert following.site.calls(LIST) <= 100


def test_lists_without_end_leave_calls_for_asking_alone(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getaccept_changes, "MOST_PAGES", 4)
    following.put_out(*alternating(6))
    following.put_beside(*alternating(1200))

    following.visit_unchanged()

    assert (following.site.calls(LIST), following.site.calls(ONE)) == (4, 6)


def test_a_visit_that_finds_too_much_leaves_the_rest_to_the_next(following: Following) -> None:
    documents = following.put_out(*["sent"] * 150)
    following.happen(documents, "expired")

    told, visits = following.visit_all()

    assert visits == 3
    assert [report.raw for report in told] == ["expired"] * 150
    assert following.visit_unchanged() == 0


def test_what_was_told_before_a_failure_stays_told(following: Following) -> None:
    documents = following.put_out(*["sent"] * 10)
    following.happen(documents[:5], "viewed")
    following.happen(documents[5:7], "expired")
    following.site.fake.faults.plan(Fault.DOWN, ONE, after=1, times=3)

    with pytest.raises(ProviderUnavailable):
        following.visit()

    assert sum(one.known is VIEWED for one in following.out.values()) == 5
    assert len(following.visit()[0]) == 1
    following.visit_unchanged()


@pytest.mark.parametrize("fault", [Fault.GARBLED, Fault.MISLABELED, Fault.HUGE, Fault.MOVED])
def test_a_list_that_cannot_be_read_closes_nothing(following: Following, fault: Fault) -> None:
    following.put_out(*["sent"] * 10)
    following.site.fake.faults.plan(fault, LIST)

    with pytest.raises(ProviderUnavailable):
        following.visit()
    following.visit_unchanged()


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"asking": 3}', '{"of another": "version"}'])
def test_a_cursor_that_cannot_be_read_begins_anew(following: Following, cursor: str) -> None:
    following.put_out(*["sent"] * 10)
    following.cursor = cursor

    assert following.visit_unchanged() == 1


def test_visits_that_have_no_time_for_more_than_a_few_calls_get_through_all_the_same(following: Following) -> None:
    """As of an account that answers slowly: whoever visits it stops after the fifth part, and begins there again."""
    documents = following.put_out(*["sent"] * 700)
    seen = {documents[0], documents[350], documents[-1]}
    following.happen(seen, "viewed")
    told: set[str] = set()

    for _ in range(25):
        parts = following.site.client().changes(following.cursor, list(following.out.values()))
        for part in islice(parts, 5):
            told |= {report.provider_document_id for report in part.reports}
            following.cursor = part.cursor

    assert told == seen


def test_a_cursor_stays_small(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getaccept_changes, "MOST_DOCUMENTS", 300)
    documents = following.put_out(*["sent"] * 301)
    following.happen(documents, "expired")
    following.visit()

    assert following.cursor is not None
    assert len(json.loads(following.cursor)["asking"]) < 300
    assert len(following.cursor) < 300 * 40
