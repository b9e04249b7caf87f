"""What the wizard keeps, and how it sends: in order, out of order, and from two windows at once."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest

from functions.partnership.keep_draft import DraftGone, DraftThere, KeepStep, drop_draft, keep_step
from functions.partnership.send_offer import DraftUnfinished, SendOffer, read_sent, send_offer
from shared.adapters.dynamodb.offer_drafts import DynamoOfferDrafts
from shared.adapters.dynamodb.partnerships import DynamoPartnerships
from shared.adapters.dynamodb.recipients import DynamoRecipients
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange, NotFound, Stale
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import Partnership, PartnershipExists, RecipientNotFound, Side, UnknownUser
from shared.domain.user import Circle, Member, Roster, User
from shared.ports import OfferDrafts, Partnerships, Recipients
from shared.save_preferences import SavePreferences, save_preferences
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON, TENANT
from tests.support.fakes.partnerships import FakeOfferDrafts, FakePartnerships, FakeRecipients
from tests.support.interleaving import Turns, every_order
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.partnerships import CARLA, DAN, FJORD, KIM, LO, NORDIC, OTHER_TENANT, SAM, actor, put_partners
from tests.unit.partnership.desk import FakeStores, told

DRAFT = OfferDraft(
    id="prt_01KAAAAAAQPARTNERSH1P00001",
    user_id=SAM.id,
    tenant_name=FJORD.tenant_name,
    contact_email=CARLA.email,
    message="Shall we?",
    contact_user_ids=(KIM.id,),
    completed=(WizardStep.CUSTOMER, WizardStep.CONTACTS),
)


class Window:
    """What Sam does in one; `offer` is the draft that its page shows."""

    def __init__(self, drafts: OfferDrafts, partnerships: Partnerships, recipients: Recipients) -> None:
        self.drafts, self.partnerships, self.recipients = drafts, partnerships, recipients

    def keep(self, draft_id: str = "", step: WizardStep = WizardStep.CUSTOMER, **more: Any) -> OfferDraft:
        wrong = {"typed": {}, "is_right": True, "goes_on": True}
        command = KeepStep(user_id=SAM.id, draft_id=draft_id, step=step, **{**wrong, **more})
        return keep_step(command, drafts=self.drafts, now=lambda: NOON, random_bytes=bytes)

    def send(self, draft_id: str = DRAFT.id, version: int | None = 1, by: User = SAM) -> Partnership:
        command = SendOffer(
            draft_id=draft_id, expected_version=version, manager_user_ids=(LO.id,), offered_by=actor(by)
        )
        return send_offer(
            command,
            drafts=self.drafts,
            partnerships=self.partnerships,
            recipients=self.recipients,
            now=lambda: NOON,
            random_bytes=bytes,
        )

    def drop(self, draft_id: str = DRAFT.id) -> None:
        drop_draft(SAM.id, draft_id, drafts=self.drafts)

    @property
    def kept(self) -> OfferDraft | None:
        return self.drafts.find(SAM.id)

    @property
    def sent(self) -> list[Partnership]:
        return list(self.partnerships.page(limit=10, before=None).items)


@pytest.fixture
def stores() -> FakeStores:
    return FakeStores()


@pytest.fixture
def window(stores: FakeStores) -> Window:
    drafts = FakeOfferDrafts(stores.rows, TENANT)
    return Window(drafts, FakePartnerships(stores.rows, TENANT), FakeRecipients(stores.rows))


# --- Keeping ------------------------------------------------------------------------------------------------------


def test_the_first_thing_kept_begins_the_draft_with_the_id_of_the_offer(window: Window) -> None:
    draft = window.keep(typed={"message": "Hi"}, is_right=False)

    assert draft == window.kept
    assert draft.id.startswith("prt_")
    assert (draft.message, draft.completed, draft.version) == ("Hi", (), 1)


def test_where_there_is_nothing_to_keep_there_is_no_draft(window: Window) -> None:
    assert window.keep(typed={"message": ""}, is_right=False).id == ""
    assert window.kept is None


def test_the_same_again_writes_nothing(window: Window) -> None:
    first = window.keep(typed={"message": "Hi"})

    assert window.keep(typed={"message": "Hi"}) == first == window.kept
    assert window.keep(first.id, typed={"message": "Hi"}) == first


@pytest.mark.parametrize(
    ("more", "completed"),
    [
        ({"is_right": True, "goes_on": True}, ["introduction", "customer", "contacts"]),
        ({"is_right": True, "goes_on": False}, ["introduction", "contacts"]),
        ({"is_right": False, "goes_on": True}, ["introduction", "contacts"]),
        ({"is_right": True, "goes_on": True, "reopened": (WizardStep.CONTACTS,)}, ["introduction", "customer"]),
    ],
)
def test_a_step_is_completed_by_going_on_with_all_right(
    window: Window, more: dict[str, Any], completed: list[str]
) -> None:
    window.drafts.save(replace(DRAFT, completed=(WizardStep.INTRODUCTION, WizardStep.CONTACTS)))

    assert list(window.keep(DRAFT.id, typed={"message": "Hi"}, **more).completed) == completed


def test_what_was_right_stays_completed_when_one_goes_back_and_what_became_wrong_does_not(window: Window) -> None:
    window.drafts.save(DRAFT)

    assert window.keep(DRAFT.id, goes_on=False).completed == DRAFT.completed
    assert window.keep(DRAFT.id, typed={"message": ""}, is_right=False).completed == (WizardStep.CONTACTS,)


def test_a_page_of_another_draft_keeps_nothing(window: Window) -> None:
    with pytest.raises(DraftGone):
        window.keep(DRAFT.id, typed={"message": "Hi"})
    window.drafts.save(DRAFT)
    with pytest.raises(DraftGone):
        window.keep(DRAFT.id.replace("Q", "R"), typed={"message": "Hi"})
    with pytest.raises(DraftGone):
        window.drop(DRAFT.id.replace("Q", "R"))
    assert window.kept == DRAFT


def test_a_page_made_before_there_was_a_draft_does_not_overwrite_it(window: Window) -> None:
    window.drafts.save(DRAFT)

    with pytest.raises(DraftThere) as there:
        window.keep(typed={"message": "Another"})

    assert there.value.draft == window.kept == DRAFT
    chosen = window.keep(step=WizardStep.MANAGERS, typed={"manager_user_ids": (LO.id,)})
    assert (chosen.id, chosen.message, chosen.manager_user_ids) == (DRAFT.id, DRAFT.message, (LO.id,))


def test_what_is_dropped_is_gone(window: Window) -> None:
    window.drafts.save(DRAFT)
    window.drop()

    assert window.kept is None
    with pytest.raises(DraftGone):
        window.drop()


# --- Sending ------------------------------------------------------------------------------------------------------


def test_the_offer_is_what_the_draft_holds_and_takes_its_place(window: Window, stores: FakeStores) -> None:
    window.drafts.save(DRAFT)

    made = window.send()

    assert made.id == DRAFT.id
    assert (made.customer.tenant_name, made.contact_email) == (DRAFT.tenant_name, DRAFT.contact_email)
    assert [person.user_id for person in made.managers_of(Side.PARTNER)] == [SAM.id, LO.id]
    assert window.kept is None
    assert told(stores) == [("partnership_offered", CARLA.email)]


def test_sent_twice_it_is_one_even_when_the_next_one_is_being_written(window: Window, stores: FakeStores) -> None:
    window.drafts.save(DRAFT)
    made = window.send()
    window.keep(typed={"message": "The next"})

    assert window.send() == made
    assert window.send(version=7) == made
    assert len(told(stores)) == 1
    assert window.kept is not None


def test_what_the_page_did_not_show_is_not_sent(window: Window) -> None:
    window.drafts.save(DRAFT)
    window.keep(DRAFT.id, typed={"contact_email": "olga@fjord.example"})

    with pytest.raises(Stale):
        window.send(version=1)
    assert window.sent == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"completed": (WizardStep.CUSTOMER,)}, DraftUnfinished),
        ({"completed": (WizardStep.CONTACTS,)}, DraftUnfinished),
        ({"contact_email": "nobody@fjord.example"}, RecipientNotFound),
        ({"contact_user_ids": (DAN.id,)}, UnknownUser),
    ],
)
def test_a_refused_draft_stays(window: Window, changes: dict[str, Any], refusal: type[Exception]) -> None:
    draft = replace(DRAFT, **changes)
    window.drafts.save(draft)

    with pytest.raises(refusal):
        window.send()
    assert window.kept == draft
    assert window.sent == []


def test_a_second_offer_to_the_same_is_refused_and_stays(window: Window) -> None:
    window.drafts.save(DRAFT)
    window.send()
    second = replace(DRAFT, id=DRAFT.id.replace("Q", "R"))
    window.drafts.save(second)

    with pytest.raises(PartnershipExists):
        window.send(second.id)
    assert window.kept == second


@pytest.mark.parametrize("draft_id", [DRAFT.id, "", "prt_nonsense"])
def test_what_was_never_sent_is_not_found(window: Window, draft_id: str) -> None:
    with pytest.raises(NotFound):
        window.send(draft_id)


def test_what_was_sent_is_shown_to_its_own_side_alone(window: Window, stores: FakeStores) -> None:
    window.drafts.save(DRAFT)
    made = window.send()

    assert read_sent(made.id, LO.id, partnerships=window.partnerships) == made
    fjord = stores.partnerships(OTHER_TENANT)
    assert CARLA.id in [person.user_id for person in made.managers]
    for user_id, partnerships in ((KIM.id, window.partnerships), (CARLA.id, fjord)):
        with pytest.raises(NotFound):
            read_sent(made.id, user_id, partnerships=partnerships)


# --- At once ------------------------------------------------------------------------------------------------------

type Act = Callable[[Window], object]


def change(window: Window, draft_id: str = DRAFT.id) -> OfferDraft:
    return window.keep(draft_id, typed={"contact_email": "olga@fjord.example"})


def begin(window: Window) -> OfferDraft:
    return change(window, draft_id="")


RACES: dict[str, tuple[bool, list[Act]]] = {
    "send, send": (True, [Window.send, Window.send]),
    "send, cancel": (True, [Window.send, Window.drop]),
    "send, change": (True, [Window.send, change]),
    "cancel, change": (True, [Window.drop, change]),
    "begin, begin": (False, [begin, begin]),
}
EXPECTED = {
    "send, send": {("Partnership", "Partnership")},
    "send, cancel": {("Partnership", "DraftGone"), ("NotFound", "NoneType")},
    "send, change": {("Partnership", "DraftGone"), ("Stale", "OfferDraft")},
    "cancel, change": {("NoneType", "OfferDraft"), ("NoneType", "DraftGone")},
    "begin, begin": {("OfferDraft", "OfferDraft")},
}
"""How they may come out, in whichever order."""


def at_a_table(memory: Any) -> Window:
    table = DynamoTable(memory, TABLE_NAME)
    return Window(
        DynamoOfferDrafts(table, TENANT), DynamoPartnerships(table, TENANT, lambda: NOON), DynamoRecipients(table)
    )


@pytest.mark.parametrize("race", RACES)
def test_two_windows_at_once_leave_one_offer_or_one_draft(race: str) -> None:
    """In every order of their requests to the table: what is sent is what was shown, and nobody is told twice."""
    has_draft, acts = RACES[race]
    prepared = MemoryDynamoDb(throttles=False)
    put_partners(DynamoTable(cast("Any", prepared), TABLE_NAME))
    if has_draft:
        at_a_table(prepared).drafts.save(DRAFT)
    outcomes: set[tuple[str, ...]] = set()

    def play(turns: Turns) -> None:
        memory = deepcopy(prepared)
        windows = [at_a_table(turns.watched(memory)) for _ in acts]
        ended = turns.run(*(partial(act, window) for act, window in zip(acts, windows, strict=True)))
        now = at_a_table(memory)
        mails = [key for key in memory._items if key[0].startswith("OUTBOX#")]
        assert len(mails) == len(now.sent) <= 1
        assert [made.contact_email for made in now.sent] in ([], [CARLA.email])
        assert not (now.sent and now.kept)
        assert not any(isinstance(one, ConcurrentChange) for one in ended)
        outcomes.add(tuple(type(one).__name__ for one in ended))

    assert len(list(every_order(play))) > 5
    assert outcomes == EXPECTED[race]


# --- The introduction ---------------------------------------------------------------------------------------------


class OneUser:
    """Sam's row, which somebody else changes once, just before it is written."""

    def __init__(self) -> None:
        self.user = SAM
        self.saved = 0

    def get(self, user_id: str, _: str | None) -> Member:
        assert user_id == SAM.id
        return Member(user=self.user, circle=Circle(partner=NORDIC, customer=None, roster=Roster()))

    def save(self, user: User, previous: User, _: Circle) -> None:
        self.saved += 1
        if self.saved == 1:
            self.user = replace(SAM, first_name="Samuel", version=SAM.version + 1)
        if previous.version != self.user.version:
            raise ConcurrentChange
        self.user = user


def test_the_switch_is_kept_with_the_user_and_loses_nothing_else() -> None:
    users: Any = OneUser()

    wish = SavePreferences(user_id=SAM.id, changes={"show_offer_introduction": False})
    save_preferences(wish, users=users)
    save_preferences(wish, users=users)

    assert not users.user.show_offer_introduction
    assert (users.user.first_name, users.user.version, users.saved) == ("Samuel", SAM.version + 2, 2)
