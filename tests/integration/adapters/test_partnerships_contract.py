"""One contract, two implementations: the fakes may not drift from the real ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts
from shared.adapters.dynamodb.partnerships import DynamoPartnerships
from shared.adapters.dynamodb.recipients import DynamoRecipients
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.message import Message
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partnership import (
    HistoryEntry,
    Partnership,
    PartnershipChange,
    PartnershipExists,
    PartnershipStatus,
    PartnershipStep,
    Side,
)
from shared.domain.partnership_messages import announced
from shared.domain.tenant import Tenant
from shared.ports import OfferDrafts, Partnerships, Recipients
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON, TENANT, a_customer, a_shopper
from tests.support.fakes.partnerships import FakeOfferDrafts, FakePartnerships, FakeRecipients, FakeRows
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.partnerships import (
    CARLA,
    DAN,
    DORA,
    EVERYBODY,
    FJORD,
    KIM,
    LO,
    NORDIC,
    OTHER_TENANT,
    PARTNERSHIP_ID,
    PRT_TAIL,
    SAM,
    THIRD,
    THIRD_TENANT,
    TIM,
    a_partnership,
    a_story,
    accepted,
    actor,
    an_offer,
    modified,
    put_partners,
)

SHOPPER = a_shopper(email="shopper@bageri.example", sign_in_name="shopper@bageri.example")
"""With a sign-in name as no storefront user has it: what keeps them apart is where their row is."""
DRAFT = OfferDraft(
    id=PARTNERSHIP_ID,
    user_id=SAM.id,
    tenant_name="fjord-drift",
    contact_user_ids=(KIM.id,),
    completed=(WizardStep.INTRODUCTION, WizardStep.CUSTOMER),
)


@dataclass
class Stores:
    """`messages` are those in the outbox."""

    partnerships: Callable[[Tenant], Partnerships]
    drafts: Callable[[Tenant], OfferDrafts]
    recipients: Recipients
    messages: Callable[[], list[str]]

    def offer(self, change: PartnershipChange, **more: object) -> Partnership:
        told, messages = announced(change)
        self.partnerships(TENANT).offer(told, messages, **more)  # type: ignore[arg-type]
        return change.partnership

    def save(self, change: PartnershipChange, by: Tenant = TENANT, **more: object) -> Partnership:
        told, messages = announced(change)
        self.partnerships(by).save(told, messages, **more)  # type: ignore[arg-type]
        return change.partnership

    def tell(self, status: PartnershipStatus, **changes: object) -> Partnership:
        """The story of one that came there."""
        offer, *rest = a_story(status, **changes)
        made = self.offer(offer)
        for change in rest:
            made = self.save(change)
        return made


@pytest.fixture(params=["dynamodb", "fake"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        rows = FakeRows.of((NORDIC, FJORD, THIRD), (*EVERYBODY, SHOPPER))
        yield Stores(
            partnerships=lambda tenant: FakePartnerships(rows, tenant),
            drafts=lambda tenant: FakeOfferDrafts(rows, tenant),
            recipients=FakeRecipients(rows),
            messages=lambda: [message.id for message in rows.messages],
        )
        return
    table = request.getfixturevalue("table")
    put_partners(table)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    users = DynamoUsers(table, TENANT, lambda: NOON)
    users.save(SHOPPER, None, users.circle(SHOPPER.customer_id))
    yield Stores(
        partnerships=lambda tenant: DynamoPartnerships(table, tenant, lambda: NOON),
        drafts=lambda tenant: DynamoOfferDrafts(table, tenant),
        recipients=DynamoRecipients(table),
        messages=lambda: outbox(table),
    )


def outbox(table: DynamoTable) -> list[str]:
    items = table._client.scan(TableName=TABLE_NAME)["Items"]
    keys = (item["pk"]["S"] for item in items)
    return [key.rpartition("#")[2] for key in keys if key.startswith("OUTBOX#")]


def ids_of(messages: tuple[Message, ...]) -> list[str]:
    return [message.id for message in messages]


def history(stores: Stores, tenant: Tenant, limit: int = 100) -> list[HistoryEntry]:
    """All of it, page by page."""
    found: list[HistoryEntry] = []
    after: dict[str, str] | None = None
    while True:
        page = stores.partnerships(tenant).history(PARTNERSHIP_ID, limit=limit, after=after)
        assert len(page.items) <= limit
        found.extend(page.items)
        after = page.after
        if after is None:
            return found


def ended(formed: Partnership) -> PartnershipChange:
    return formed.taken(PartnershipStep.END, Side.PARTNER, actor(SAM), NOON + timedelta(days=1), reason="Done.")


# --- What both sides have ----------------------------------------------------------------------------------------


def test_an_offer_is_at_both_sides_and_at_no_other(stores: Stores) -> None:
    offer, messages = announced(an_offer())

    stores.offer(offer)

    for tenant, partner in ((TENANT, NORDIC), (OTHER_TENANT, FJORD)):
        read = stores.partnerships(tenant).read(PARTNERSHIP_ID)
        assert (read.partnership, read.partner.id, read.colleagues) == (offer.partnership, partner.id, {})
        assert stores.partnerships(tenant).entry(PARTNERSHIP_ID, 1) == offer.entry
        assert history(stores, tenant) == [offer.entry]
    assert stores.messages() == ids_of(messages)
    with pytest.raises(NotFound):
        stores.partnerships(THIRD_TENANT).read(PARTNERSHIP_ID)
    with pytest.raises(NotFound):
        stores.partnerships(THIRD_TENANT).entry(PARTNERSHIP_ID, 1)
    assert history(stores, THIRD_TENANT) == []
    assert stores.partnerships(THIRD_TENANT).page(limit=10, before=None).items == ()


@pytest.mark.parametrize("status", PartnershipStatus)
def test_every_step_changes_both_sides_with_its_mails(stores: Stores, status: PartnershipStatus) -> None:
    stores.tell(status)

    story = [announced(change) for change in a_story(status)]
    for tenant in (TENANT, OTHER_TENANT):
        assert stores.partnerships(tenant).read(PARTNERSHIP_ID).partnership == story[-1][0].partnership
        assert history(stores, tenant) == [told.entry for told, _ in story][::-1]
    assert sorted(stores.messages()) == sorted(one for _, messages in story for one in ids_of(messages))


def test_a_side_finds_the_mails_of_its_own_steps(stores: Stores) -> None:
    offered = stores.offer(an_offer())
    stores.save(accepted(offered), by=OTHER_TENANT)
    (to_carla,), (to_sam,) = (announced(change)[1] for change in a_story(PartnershipStatus.ACCEPTED))

    entries = history(stores, TENANT)

    assert stores.partnerships(TENANT).mails_of(entries) == {to_carla.id: to_carla}
    assert stores.partnerships(OTHER_TENANT).mails_of(entries) == {to_sam.id: to_sam}
    assert stores.partnerships(OTHER_TENANT).mails_of(entries[1:]) == {}
    assert stores.partnerships(THIRD_TENANT).mails_of(entries) == {}
    assert stores.partnerships(TENANT).mails_of(()) == {}


def test_either_side_takes_a_step_for_both(stores: Stores) -> None:
    offered = stores.offer(an_offer())

    formed = stores.save(accepted(offered), by=OTHER_TENANT)
    stores.save(modified(formed), by=TENANT)

    sides = [stores.partnerships(tenant).read(PARTNERSHIP_ID).partnership for tenant in (TENANT, OTHER_TENANT)]
    assert sides[0] == sides[1] == a_partnership(PartnershipStatus.MODIFIED)


def test_a_partner_or_a_partnership_that_is_not_there_is_not_found(stores: Stores) -> None:
    with pytest.raises(NotFound):
        stores.partnerships(TENANT).read(PARTNERSHIP_ID, (SAM.id,))
    with pytest.raises(NotFound):
        stores.partnerships(Tenant("par_none")).offering((SAM.id,))
    stores.offer(an_offer())
    with pytest.raises(NotFound):
        stores.partnerships(TENANT).entry(PARTNERSHIP_ID, 2)


def test_only_own_users_come_along_whatever_their_state(stores: Stores) -> None:
    stores.offer(an_offer())
    asked = (SAM.id, SAM.id, DAN.id, CARLA.id, SHOPPER.id, "usr_none", "a#b")

    assert stores.partnerships(TENANT).offering(asked).colleagues == {SAM.id: SAM, DAN.id: DAN}
    assert stores.partnerships(TENANT).read(PARTNERSHIP_ID, asked).colleagues == {SAM.id: SAM, DAN.id: DAN}
    assert stores.partnerships(OTHER_TENANT).colleagues(asked) == {CARLA.id: CARLA}
    assert stores.partnerships(TENANT).colleagues(()) == {}


# --- One of a pair and direction -----------------------------------------------------------------------------------


def another(**changes: object) -> PartnershipChange:
    """Of the same pair."""
    return an_offer(id=f"prt_01KAAAAAAQ{PRT_TAIL}", **changes)


@pytest.mark.parametrize(
    "status", [PartnershipStatus.OPEN, PartnershipStatus.ACCEPTED, PartnershipStatus.MODIFIED], ids=str
)
def test_of_a_pair_there_is_one_that_is_live(stores: Stores, status: PartnershipStatus) -> None:
    stores.tell(status)
    before = stores.messages()

    with pytest.raises(PartnershipExists):
        stores.offer(another())

    for tenant in (TENANT, OTHER_TENANT):
        assert [one.id for one in stores.partnerships(tenant).page(limit=10, before=None).items] == [PARTNERSHIP_ID]
    assert stores.messages() == before


@pytest.mark.parametrize(
    "status", [PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN, PartnershipStatus.ENDED], ids=str
)
def test_once_it_is_over_the_next_may_be_offered_and_is_one_again(stores: Stores, status: PartnershipStatus) -> None:
    stores.tell(status)

    second = stores.offer(another())

    assert stores.partnerships(OTHER_TENANT).read(second.id).partnership == second
    with pytest.raises(PartnershipExists):
        stores.offer(an_offer(id=f"prt_01KAAAAAAR{PRT_TAIL}"))


def test_the_other_direction_and_other_pairs_are_free(stores: Stores) -> None:
    first = stores.offer(an_offer())
    back = an_offer(id=f"prt_01KAAAAAAQ{PRT_TAIL}", partner=first.customer, customer=first.partner)
    elsewhere = an_offer(
        id=f"prt_01KAAAAAAR{PRT_TAIL}", customer=replace(first.customer, partner_id=THIRD.id, name=THIRD.name)
    )

    stores.partnerships(OTHER_TENANT).offer(back, ())
    stores.offer(elsewhere)

    assert len(stores.partnerships(TENANT).page(limit=10, before=None).items) == 3
    assert stores.partnerships(THIRD_TENANT).page(limit=10, before=None).items == (elsewhere.partnership,)


# --- Nobody's change is lost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [TENANT, OTHER_TENANT], ids=["same side", "other side"])
def test_the_second_writer_of_a_version_loses_and_nothing_of_it_is_written(stores: Stores, second: Tenant) -> None:
    formed = stores.tell(PartnershipStatus.ACCEPTED)
    stores.save(modified(formed))
    before = stores.messages()

    with pytest.raises(ConcurrentChange):
        stores.save(ended(formed), by=second)

    assert stores.partnerships(second).read(PARTNERSHIP_ID).partnership == a_partnership(PartnershipStatus.MODIFIED)
    assert len(history(stores, TENANT)) == len(history(stores, OTHER_TENANT)) == 3
    assert stores.messages() == before
    with pytest.raises(PartnershipExists):
        stores.offer(another())


def test_the_same_request_gets_the_first_answer(stores: Stores) -> None:
    once: Once[PartnershipChange] = Once("key", "fingerprint", lambda change: change.partnership.id)
    stores.offer(an_offer(), once=once)

    for ask in (stores.partnerships(TENANT).offering, partial_read(stores)):
        with pytest.raises(AlreadyAnswered) as earlier:
            ask((), once)
        assert earlier.value.answer == PARTNERSHIP_ID
        with pytest.raises(IdempotencyKeyReused):
            ask((), replace(once, fingerprint="another"))
    with pytest.raises(ConcurrentChange):  # and not that it exists already
        stores.offer(another(), once=once)
    assert stores.partnerships(OTHER_TENANT).offering((), once).partner == FJORD


def test_a_change_keeps_its_answer_too(stores: Stores) -> None:
    once: Once[PartnershipChange] = Once("key", "fingerprint", lambda change: change.modification.id)
    formed = stores.tell(PartnershipStatus.ACCEPTED)
    change = modified(formed)

    stores.save(change, once=once)

    with pytest.raises(AlreadyAnswered) as earlier:
        stores.partnerships(TENANT).read(PARTNERSHIP_ID, (), once)
    assert earlier.value.answer == change.modification.id


def partial_read(stores: Stores) -> Callable[..., object]:
    return lambda user_ids, once: stores.partnerships(TENANT).read(PARTNERSHIP_ID, user_ids, once)


# --- Lists ---------------------------------------------------------------------------------------------------------


def test_a_list_is_newest_first_and_paged(stores: Stores) -> None:
    offered = [f"prt_01KAAAAAA{letter}{PRT_TAIL}" for letter in "PQRST"]
    for partnership_id in offered:
        stores.tell(PartnershipStatus.DECLINED, id=partnership_id)

    for tenant in (TENANT, OTHER_TENANT):
        found: list[str] = []
        before: str | None = None
        while True:
            page = stores.partnerships(tenant).page(limit=2, before=before)
            found.extend(one.id for one in page.items)
            if page.after is None:
                break
            before = page.after["before"]
            assert before == page.items[-1].id
        assert found == offered[::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_a_history_is_newest_first_and_paged(stores: Stores, limit: int) -> None:
    changed = stores.tell(PartnershipStatus.MODIFIED)
    stores.save(ended(changed))

    assert [entry.number for entry in history(stores, OTHER_TENANT, limit)] == [4, 3, 2, 1]


# --- For whom an offer is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [CARLA.email, CARLA.email.upper(), "Carla@Fjord.example"])
def test_a_recipient_is_found_whatever_the_case_of_the_address(stores: Stores, email: str) -> None:
    found = stores.recipients.find("fjord-drift", email)

    assert found is not None
    assert (found.partner, found.user) == (FJORD, CARLA)


@pytest.mark.parametrize(
    ("tenant_name", "email"),
    [
        ("nowhere", CARLA.email),
        ("fjord-drift", "nobody@fjord.example"),
        ("nowhere", "nobody@fjord.example"),
        ("fjord-drift", TIM.email),
        ("third-party", CARLA.email),
        ("fjord-drift", DORA.email),
        ("nordic-resale", SHOPPER.sign_in_name),
        ("none", CARLA.email),
        ("", ""),
    ],
    ids=[
        *("unknown tenant", "unknown user", "both", "user of another", "another tenant", "deactivated", "shopper"),
        *("the name for nobody", "empty"),
    ],
)
def test_nobody_else_is(stores: Stores, tenant_name: str, email: str) -> None:
    assert stores.recipients.find(tenant_name, email) is None


def test_known_or_not_takes_the_same_requests() -> None:
    memory = MemoryDynamoDb()
    table = DynamoTable(cast("Any", memory), TABLE_NAME)
    put_partners(table)
    asked = set()

    for tenant_name in ("fjord-drift", "third-party", "nowhere"):
        for email in (CARLA.email, TIM.email, DORA.email, "nobody@fjord.example"):
            memory.requests.clear()
            memory.read_units.clear()
            DynamoRecipients(table).find(tenant_name, email)
            asked.add((str(memory.requests), sum(memory.read_units.values())))

    assert asked == {("Counter({'BatchGetItem': 2})", 4)}


# --- Drafts --------------------------------------------------------------------------------------------------------


def test_a_draft_is_its_user_s_until_it_is_removed(stores: Stores) -> None:
    drafts = stores.drafts(TENANT)
    assert drafts.find(SAM.id) is None

    drafts.save(DRAFT)
    further = replace(DRAFT, message="Hello", version=2)
    drafts.save(further)

    assert drafts.find(SAM.id) == further
    assert drafts.find(LO.id) is None
    assert stores.drafts(OTHER_TENANT).find(SAM.id) is None
    drafts.remove(further)
    assert drafts.find(SAM.id) is None


def test_a_draft_that_was_saved_elsewhere_is_not_overwritten_or_removed(stores: Stores) -> None:
    drafts = stores.drafts(TENANT)
    drafts.save(DRAFT)
    drafts.save(replace(DRAFT, message="Of the other tab", version=2))

    for late in (DRAFT, replace(DRAFT, message="Of this one", version=2), replace(DRAFT, version=4)):
        with pytest.raises(ConcurrentChange):
            drafts.save(late)
    with pytest.raises(ConcurrentChange):
        drafts.remove(DRAFT)
    found = drafts.find(SAM.id)
    assert found is not None
    assert found.message == "Of the other tab"


def test_an_offer_takes_its_draft_along(stores: Stores) -> None:
    stores.drafts(TENANT).save(DRAFT)

    stores.offer(an_offer(), draft=DRAFT)

    assert stores.drafts(TENANT).find(SAM.id) is None


def test_an_offer_whose_draft_has_changed_or_gone_is_not_made(stores: Stores) -> None:
    with pytest.raises(ConcurrentChange):
        stores.offer(an_offer(), draft=DRAFT)
    stores.drafts(TENANT).save(DRAFT)
    stores.drafts(TENANT).save(replace(DRAFT, version=2))
    with pytest.raises(ConcurrentChange):
        stores.offer(an_offer(), draft=DRAFT)

    assert stores.messages() == []
    assert stores.partnerships(OTHER_TENANT).page(limit=10, before=None).items == ()
    assert stores.drafts(TENANT).find(SAM.id) == replace(DRAFT, version=2)


def test_a_refused_offer_leaves_its_draft(stores: Stores) -> None:
    stores.offer(an_offer())
    stores.drafts(TENANT).save(DRAFT)

    with pytest.raises(PartnershipExists):
        stores.offer(another(), draft=DRAFT)

    assert stores.drafts(TENANT).find(SAM.id) == DRAFT


def test_a_draft_that_was_sent_is_not_an_offer_that_exists_already(stores: Stores) -> None:
    """Sent twice at once: whoever comes second looks again, and finds what it made."""
    stores.drafts(TENANT).save(DRAFT)
    stores.offer(an_offer(), draft=DRAFT)

    with pytest.raises(ConcurrentChange):
        stores.offer(an_offer(), draft=DRAFT)
