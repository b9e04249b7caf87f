"""What can happen in a history, each with how often: to partners and customers, at the provider, and by AWS itself."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from functions.accept_terms import handler as accept_terms
from functions.deliver_messages import handler as deliver_messages
from functions.digital_documents import handler as digital_documents
from functions.issue_evidence import handler as issue_evidence
from functions.orders import handler as orders
from functions.poll_status import handler as poll_status
from functions.quotes import handler as quotes
from functions.send_confirmation import handler as send_confirmation
from functions.sign_document import handler as sign_document
from shared import wiring
from shared.domain.confirmation import State
from shared.domain.digital_document import CLOSED
from shared.domain.link import LinkUnknown, Purpose, open_link
from tests.faults.histories_world import BROWSERS, Answer, Handler, House, Letter, World
from tests.support.builders import KEYS
from tests.support.events import api_event, page_event

FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
OVER = frozenset({State.REVOKED, State.SUPERSEDED, State.EXPIRED})
FINAL = frozenset({State.ACCEPTED, State.DECLINED, State.REVOKED})
PAGES: dict[str, Handler] = {"approve": accept_terms, "sign": sign_document}
SCANNER = "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; SafeLinks)"
WISH = {"order_number": "PO-17", "governed_by_master_agreement": True, "authorized_to_order": True}

type Act = Callable[[World], object]
ACTS: dict[Act, int] = {}


def often(weight: int) -> Callable[[Act], Act]:
    def register(act: Act) -> Act:
        ACTS[act] = weight
        return act

    return register


# --- A partner's user ---------------------------------------------------------------------------------------------


@often(1)
def write_quote(world: World) -> None:
    if len(world.quotes) > 4:
        return
    house = world.random.choice(world.houses)
    line = {"description": "Set-up", "quantity": 1, "billing": "one_time"}
    line["unit_price"] = {"amount": 5000, "currency": "SEK"}
    body = {"kind": "service", "title": "Set-up", "lines": [line], "valid_until": "2027-03-31"}
    answer = world.api(house, quotes, "POST", f"/v1/customers/{house.customer_id}/quotes", body)
    if answer.status == 201:
        world.quotes.append((house, answer.json["id"]))


@often(10)
def send(world: World) -> None:
    house, quote_id = world.random.choice(world.quotes)
    contact = world.random.choice([*house.contacts, *house.contacts, house.outsider])
    body = {"contact_id": contact, "replace": world.random.random() < 0.4}
    heard(world, world.api(house, send_confirmation, "POST", f"/v1/quotes/{quote_id}/confirmations", body))


@often(4)
def resend(world: World) -> None:
    if found := a_row(world, "CONFIRMATION#"):
        heard(world, world.api(found[0], send_confirmation, "POST", f"/v1/confirmations/{found[1]}/resend"))


@often(2)
def revoke(world: World) -> None:
    if found := a_row(world, "CONFIRMATION#"):
        body = {"reason": "It was the wrong one."}
        heard(world, world.api(found[0], send_confirmation, "POST", f"/v1/confirmations/{found[1]}/revoke", body))


@often(4)
def look_up(world: World) -> None:
    if found := a_row(world, "CONFIRMATION#"):
        heard(world, world.api(found[0], send_confirmation, "GET", f"/v1/confirmations/{found[1]}"))
    if found := a_row(world, "DOCUMENT#"):
        heard(world, world.api(found[0], digital_documents, "GET", f"/v1/digital-documents/{found[1]}"))


@often(4)
def change(world: World) -> None:
    house, quote_id = world.random.choice(world.quotes)
    body: dict[str, Any] = {"title": f"Workplace {world.random.randrange(100)}"}
    if world.random.random() < 0.3:
        body = {"order_on_acceptance": world.random.choice([None, WISH])}
    world.api(house, quotes, "PATCH", f"/v1/quotes/{quote_id}", body)


@often(3)
def progress(world: World) -> None:
    house, quote_id = world.random.choice(world.quotes)
    world.api(house, orders, "POST", f"/v1/quotes/{quote_id}/progress")


@often(8)
def send_document(world: World) -> None:
    house, quote_id = world.random.choice(world.quotes)
    body = {"channel": "email", "address": "anna.ek@bageri.example"}
    heard(world, world.api(house, digital_documents, "POST", f"/v1/quotes/{quote_id}/digital-documents", body))


@often(2)
def cancel(world: World) -> None:
    if found := a_row(world, "DOCUMENT#"):
        heard(world, world.api(found[0], digital_documents, "POST", f"/v1/digital-documents/{found[1]}/cancel"))


@often(2)
def remind(world: World) -> None:
    if found := a_row(world, "DOCUMENT#"):
        heard(world, world.api(found[0], digital_documents, "POST", f"/v1/digital-documents/{found[1]}/remind"))


@often(4)
def check(world: World) -> None:
    if found := a_row(world, "DOCUMENT#"):
        heard(world, world.api(found[0], poll_status, "POST", f"/v1/digital-documents/{found[1]}/check"))


@often(2)
def trespass(world: World) -> None:
    """Somebody else's id is no id at all."""
    kind, route = world.random.choice([("CONFIRMATION#", "confirmations"), ("DOCUMENT#", "digital-documents")])
    found = a_row(world, kind)
    if found is None:
        return
    [stranger] = [house for house in world.houses if house is not found[0]]
    handler = send_confirmation if route == "confirmations" else digital_documents
    verb = world.random.choice(["GET", "POST"])
    act = {"confirmations": "resend", "digital-documents": "cancel"}[route]
    path = f"/v1/{route}/{found[1]}" + (f"/{act}" if verb == "POST" else "")
    answer = world.call(handler, api_event_of(stranger, verb, path))
    assert answer.status == 404
    world.done["trespassed"] += 1


def api_event_of(house: House, method: str, path: str) -> dict[str, Any]:
    return api_event(method, path, claims=house.claims)


# --- Whoever has a link ---------------------------------------------------------------------------------------------


@often(6)
def view(world: World) -> None:
    if letter := a_letter(world):
        method = world.random.choice(["GET", "GET", "HEAD"])
        browser = world.random.choice([*BROWSERS, SCANNER])
        open_page(world, PAGES[letter.page], letter.page, letter.token, method=method, browser=browser)


@often(16)
def answer_approval(world: World) -> None:
    letter = a_letter(world, "approve")
    if letter is None:
        return
    token = begun(world, letter)
    if token is None:
        return
    house = house_of(world, letter.about)
    decision = world.random.choice(["accept"] * 6 + ["decline", "request_change"])
    form = {"form_token": token, "decision": decision, "reason": "It is not what we want."}
    form |= {"contact_id": world.random.choice([*house.contacts] * 4 + [house.outsider])}
    form |= {box: "yes" for box in ("terms_accepted", "authorized") if world.random.random() < 0.95}
    answer = submit(world, letter, form)
    if answer.status == 422 and decision == "accept" and world.random.random() < 0.9:
        deliver(world)
        code = world.post.codes.get(letter.about)
        if code:
            world.done["code"] += 1
            submit(world, letter, form | {"code": code})


@often(12)
def answer_signing(world: World) -> None:
    if (letter := a_letter(world, "sign")) and (token := begun(world, letter)):
        decision = world.random.choice(["sign"] * 4 + ["decline"])
        submit(world, letter, {"form_token": token, "decision": decision, "reason": "It is not what we want."})


@often(3)
def misuse(world: World) -> None:
    """A link that was damaged, or is tried where it doesn't belong."""
    letter = a_letter(world)
    if letter is None:
        return
    other = {"approve": "sign", "sign": "approve"}[letter.page]
    middle = world.random.randrange(2, 60)
    damaged = f"{letter.token[:middle]}{'A' if letter.token[middle] != 'A' else 'B'}{letter.token[middle + 1 :]}"
    page, token = world.random.choice([(other, letter.token), (letter.page, damaged)])
    form = {"decision": "accept", "terms_accepted": "yes", "authorized": "yes"}
    for sent in (None, form):
        answer = open_page(world, PAGES[page], page, token, method="POST" if sent else "GET", form=sent)
        assert answer.status == 404
    world.done["misused"] += 1


def open_page(
    world: World,
    handler: Handler,
    page: str,
    token: str,
    *,
    method: str = "GET",
    form: dict[str, str] | None = None,
    browser: str = BROWSERS[0],
) -> Answer:
    """What opens nothing changes nothing, and an old or closed link opens nothing (invariant 8)."""
    is_closed = opens_nothing(world, page, token)
    before = len(world.table.commits)
    answer = world.call(handler, page_event(method, f"/{page}/{token}", form, headers={"user-agent": browser}))
    assert not is_closed or answer.status == 410, (page, answer)
    if answer.status in {404, 410}:
        assert len(world.table.commits) == before
        world.done[f"{answer.status}"] += 1
    return answer


def opens_nothing(world: World, page: str, token: str) -> bool:
    """By what is kept of the confirmation that it leads to."""
    if page != "approve":
        return False
    try:
        link = open_link(token, Purpose.APPROVE, KEYS)
    except LinkUnknown:
        return False
    confirmation = wiring.confirmations(link.tenant).get(link.object_id)
    return link.number < confirmation.link_number or confirmation.state_at(world.at) in OVER


def begun(world: World, letter: Letter) -> str | None:
    """The form's token, after some time before it."""
    page = open_page(world, PAGES[letter.page], letter.page, letter.token)
    noted(world, letter, page)
    found = FORM_TOKEN.search(page.body)
    world.wait(world.random.choice([1, 4, 30, 600]))
    return found[1] if found else None


def submit(world: World, letter: Letter, form: dict[str, str]) -> Answer:
    handler = PAGES[letter.page]
    answer = open_page(world, handler, letter.page, letter.token, method="POST", form=form)
    if answer.status == 303:
        noted(world, letter, open_page(world, handler, letter.page, letter.token))
    return answer


def noted(world: World, letter: Letter, page: Answer) -> None:
    """What a record says was decided."""
    if page.status == 200 and not FORM_TOKEN.search(page.body):
        assert letter.about in page.body
        good = "accepted" if letter.page == "approve" else "signed"
        told = good if "<dialog open" in page.body else "declined"
        world.done[f"{letter.page} {told}"] += 1
        world.answered.setdefault(letter.about, set()).add(told)


def heard(world: World, answer: Answer) -> None:
    """What the API says is final."""
    if answer.status not in {200, 201}:
        return
    told = answer.json
    state = told.get("state") or told["status"]
    if state in FINAL | CLOSED:
        world.done[f"told {state}"] += 1
        world.answered.setdefault(told["id"], set()).add(state)
    if told.get("evidence_id"):
        world.evidence.setdefault(told["id"], told["evidence_id"])


# --- At the provider ------------------------------------------------------------------------------------------------


@often(14)
def happen_at_provider(world: World) -> None:
    there = [one for account in world.fake.state.accounts.values() for one in account.documents.values() if one.is_open]
    if there:
        word = world.random.choice(["viewed", "signed", "signed", "rejected"])
        world.done[f"provider {word}"] += 1
        world.fake.happen(world.random.choice(there).id, word, reason="Too dear." if word == "rejected" else "")


@often(8)
def webhook(world: World) -> None:
    """In any order, perhaps again, or never."""
    if not world.webhooks:
        return
    told = world.random.randrange(len(world.webhooks))
    path, body = world.webhooks[told]
    for _ in range(world.random.choice([0, 1, 1, 1, 2])):
        event = page_event("POST", path)
        event["body"] = body
        assert world.call(poll_status, event).status in {204, 503}
        world.done["webhook"] += 1
    del world.webhooks[told]


# --- AWS ------------------------------------------------------------------------------------------------------------


@often(18)
def deliver(world: World) -> None:
    """By the stream; what was in it may be lost."""
    batch, world.table.stream[:] = list(world.table.stream), []
    if batch and world.chance.of("stream"):
        return
    for partition in batch:
        key = {"pk": {"S": partition}, "sk": {"S": "MESSAGE"}}
        record = {"eventSource": "aws:dynamodb", "eventName": "INSERT"}
        world.invoke(deliver_messages, {"Records": [{**record, "dynamodb": {"Keys": key, "SequenceNumber": "1"}}]})


@often(8)
def tell_of_mail(world: World) -> None:
    """SES, late, twice, in any order, or never."""
    if not world.post.to_tell:
        return
    at = world.random.randrange(len(world.post.to_tell))
    told = world.post.to_tell.pop(at)
    if world.chance.of("mail event"):
        return
    kinds = ["Send", world.random.choice(["Delivery"] * 6 + ["Bounce", "Complaint"])]
    if world.random.random() < 0.2:
        kinds.reverse()
    for kind in kinds:
        tell_of(world, *told, kind)


def tell_of(world: World, partner_id: str, message_id: str, kind: str) -> None:
    at = world.at.isoformat()
    tags = {"partner_id": [partner_id], "message_id": [message_id]}
    bounce = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"status": "5.1.1"}]}
    details = {"Bounce": bounce}.get(kind, {})
    event = {"eventType": kind, "mail": {"timestamp": at, "tags": tags}, kind.lower(): {"timestamp": at, **details}}
    record = {"EventSource": "aws:sns", "Sns": {"Message": json.dumps(event)}}
    if world.invoke(deliver_messages, {"Records": [record]}) is None:
        world.post.to_tell.append((partner_id, message_id))
    else:
        world.post.heard.add(message_id)


@often(16)
def work(world: World) -> None:
    """The queue hands out some of what it holds; now and then twice."""
    for _ in range(world.random.randrange(1, 6)):
        if not world.queue.waiting:
            return
        body = world.queue.waiting.pop(0)
        if world.random.random() < 0.1:
            world.queue.waiting.append(body)
        work_on(world, body)


def work_on(world: World, body: str) -> None:
    world.invoke(poll_status, {"Records": [{"eventSource": "aws:sqs", "body": body}]})


@often(5)
def poll(world: World) -> None:
    world.invoke(poll_status, {"poll": "accounts"})


SWEEPS: tuple[tuple[Handler, str], ...] = (
    (poll_status, "documents"),
    (sign_document, "envelopes"),
    (send_confirmation, "confirmations"),
    (orders, "orders"),
    (deliver_messages, "messages"),
    (issue_evidence, "evidence"),
)


@often(8)
def sweep(world: World) -> None:
    handler, name = world.random.choice(SWEEPS)
    world.invoke(handler, {"sweep": name})
    world.done[f"sweep {name}"] += 1


@often(8)
def let_time_pass(world: World) -> None:
    world.wait(world.random.choice([1, 20, 70, 300, 300, 3600, 3600, 90_000, 500_000, 3_500_000]))
    world.queue.forget_seen()


# --- Which --------------------------------------------------------------------------------------------------------


def a_row(world: World, kind: str) -> tuple[House, str] | None:
    found = [name.removeprefix(kind) for name, _ in world.table.rows(kind)]
    if not found:
        return None
    identifier = world.random.choice(found)
    return house_of(world, identifier), identifier


def house_of(world: World, identifier: str) -> House:
    return next(house for house in world.houses if house.customer_id[-16:] == identifier[-16:])


def a_letter(world: World, page: str | None = None) -> Letter | None:
    """Newer ones rather than older."""
    found = [letter for letter in world.post.letters if page in {None, letter.page}]
    if not found:
        return None
    return found[-1] if world.random.random() < 0.5 else world.random.choice(found)


# --- Whole ----------------------------------------------------------------------------------------------------------


def play(world: World, steps: int) -> None:
    """It begins with something that is out."""
    acts, weights = list(ACTS), list(ACTS.values())
    for act in (send, send_document, deliver, work, deliver, *world.random.choices(acts, weights, k=steps)):
        world.note(act.__name__)
        world.done[act.__name__] += 1
        act(world)


def come_to_rest(world: World) -> Iterator[int]:
    """Nothing fails any more: three rounds of the schedule, five minutes apart; then as many after any pause."""
    world.chance.share = 0
    for number in range(1, 7):
        world.at += timedelta(minutes=5 if number <= 3 else 65)
        world.queue.forget_seen()
        settle_all(world)
        yield number


def settle_all(world: World) -> None:
    poll(world)
    for handler, name in SWEEPS[:4]:
        world.invoke(handler, {"sweep": name})
    while world.queue.waiting:
        work_on(world, world.queue.waiting.pop(0))
    while world.table.stream:
        deliver(world)
    for handler, name in SWEEPS[4:]:
        world.invoke(handler, {"sweep": name})
    for told in world.post.to_tell:
        tell_of(world, *told, "Send")
    world.post.to_tell.clear()
