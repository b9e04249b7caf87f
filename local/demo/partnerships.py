"""Two partners agree to work together, change what they agreed on, and part: over the API, with a mail at each step."""

from typing import Any

import httpx

from local.demo.telling import Telling, check, done

PATH = "/v1/partnerships"
NOBODY_ELSE = "Oskar changes jobs in January."
TWO_DESKS = "Then our own night desk takes his place."
DONE = "The migration is done."


class Partnerships:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._elin, self._oskar = self._users("gota-it")
        self._priya, self._tom = self._users("northgate")

    def tell(self) -> None:
        self._telling.chapter("A partnership between two partners")
        with self._api_of(self._elin) as gota, self._api_of(self._priya) as northgate:
            close_what_is_left(gota)
            partnership = self._is_offered(gota)
            self._is_refused_twice(gota)
            self._is_accepted(northgate, partnership)
            asked = self._is_to_change(northgate, partnership)
            counter = self._is_countered(gota, asked, partnership)
            self._is_agreed(northgate, counter, partnership)
            self._ends(gota, partnership)

    def _is_offered(self, gota: httpx.Client) -> Any:
        self._telling.now("Elin of Göta IT-partner offers Northgate a partnership, with two of her people")
        offered = done(gota.post(PATH, json=self._offer()))
        self._telling.tell(
            f"status {offered['status']}; of Northgate she sees the name “{offered['customer']['name']}”"
        )
        check(offered["status"] == "open", "an offer begins open")
        check(offered["customer"]["name"] == "northgate", "nothing of the other is shown before it accepts")
        self._is_told(self._priya, offered, "offers you a partnership")
        return offered

    def _is_refused_twice(self, gota: httpx.Client) -> None:
        self._telling.now("offers it again, and to somebody whom nobody knows")
        again = gota.post(PATH, json=self._offer())
        self._telling.tell(f"again: {again.status_code} {again.json()['code']}")
        check(again.json()["code"] == "partnership_exists", "there is one of a pair and direction")
        stranger = gota.post(PATH, json=self._offer() | {"contact_email": "nobody@northgate.example"})
        nowhere = gota.post(PATH, json=self._offer() | {"tenant_name": f"nowhere-{self._telling.suffix}"})
        answers = {(answer.status_code, answer.json()["code"]) for answer in (stranger, nowhere)}
        self._telling.tell(f"an unknown user, an unknown tenant: {' '.join(map(str, *answers))}")
        check(answers == {(422, "recipient_not_found")}, "the two are answered alike")

    def _is_accepted(self, northgate: httpx.Client, offered: Any) -> None:
        self._telling.now("Priya of Northgate accepts, and gives both their roles")
        path = f"{PATH}/{offered['id']}"
        seen = done(northgate.get(path))
        self._telling.tell(
            f"on her home: {seen['active_contacts']} contacts, {seen['active_projects']} active projects"
        )
        check((seen["active_contacts"], seen["active_projects"]) == (0, 0), "nobody works there before she accepts")
        roles = {
            self._user_id(seen, self._elin): {"production": ["administrator"], "quality": ["administrator"]},
            self._user_id(seen, self._oskar): {"production": ["support"]},
        }
        formed = done(northgate.post(f"{path}/accept", json={"roles": roles}))
        counts = f"{formed['active_contacts']} contacts, {formed['active_projects']} active projects"
        self._telling.tell(f"status {formed['status']}: {counts}")
        check(formed["status"] == "accepted", "it is in force")
        check((formed["active_contacts"], formed["active_projects"]) == (2, 2), "both work there, in two environments")
        self._is_told(self._elin, offered, "har tackat ja", holding="Oskar Lind (produktion: support)")

    def _is_to_change(self, northgate: httpx.Client, offered: Any) -> Any:
        self._telling.now("asks for Oskar to be released, and says why")
        path = f"{PATH}/{offered['id']}"
        oskar = self._user_id(done(northgate.get(path)), self._oskar)
        wish = {"release_contact_user_ids": [oskar]}
        unsaid = northgate.post(f"{path}/modifications", json=wish).json()
        self._telling.tell(f"without a reason: {unsaid['code']} ({unsaid['errors'][0]['field']})")
        check(unsaid["errors"][0]["field"] == "reason", "a release needs a reason")
        asked = done(northgate.post(f"{path}/modifications", json=wish | {"reason": NOBODY_ELSE}))
        card = done(northgate.get(path))
        (label,) = (contact["label"] for contact in card["contacts"] if contact["user_id"] == oskar)
        self._telling.tell(
            f"the card reads {card['status']}, Oskar is {label}, and {card['active_contacts']} still work"
        )
        check((card["status"], label) == ("modified", "to_be_released"), "the change waits for an answer")
        check(card["active_contacts"] == 2, "until then the old state holds")
        self._is_told(self._elin, offered, "vill ändra samarbetet", holding=NOBODY_ELSE)
        return asked

    def _is_countered(self, gota: httpx.Client, asked: Any, offered: Any) -> Any:
        self._telling.now("Elin answers with another change: Oskar goes, and manages it with her instead")
        path = f"{PATH}/{offered['id']}/modifications/{asked['id']}"
        oskar = asked["release_contacts"][0]["user_id"]
        wish = {"release_contact_user_ids": [oskar], "add_manager_user_ids": [oskar], "reason": TWO_DESKS}
        counter = done(gota.post(f"{path}/counter", json=wish))
        late = gota.post(f"{path}/accept")
        self._telling.tell(f"the first change, from now on: {late.status_code} {late.json()['code']}")
        check(late.json()["code"] == "modification_closed", "what was countered is over")
        own = gota.post(f"{PATH}/{offered['id']}/modifications/{counter['id']}/accept")
        self._telling.tell(f"her own, accepted by herself: {own.status_code} {own.json()['code']}")
        check(own.json()["code"] == "not_your_turn", "the other side answers")
        self._is_told(self._priya, offered, "proposes another change", holding=TWO_DESKS)
        return counter

    def _is_agreed(self, northgate: httpx.Client, counter: Any, offered: Any) -> None:
        self._telling.now("Priya agrees")
        path = f"{PATH}/{offered['id']}"
        agreed = done(northgate.post(f"{path}/modifications/{counter['id']}/accept"))
        contacts = ", ".join(contact["name"] for contact in agreed["contacts"])
        managers = ", ".join(manager["name"] for manager in agreed["managers"])
        self._telling.tell(f"status {agreed['status']}; contacts: {contacts}; managers: {managers}")
        check(agreed["status"] == "accepted", "it is in force again")
        check((contacts, "Oskar Lind" in managers) == ("Elin Sandberg", True), "it is as the two agreed")
        self._is_told(self._oskar, offered, "har godkänt ändringen", holding="Oskar Lind")

    def _ends(self, gota: httpx.Client, offered: Any) -> None:
        self._telling.now("Elin ends it, and the history tells it all")
        path = f"{PATH}/{offered['id']}"
        ended = done(gota.post(f"{path}/end", json={"reason": DONE}))
        check(ended["status"] == "ended", "it is over")
        self._is_told(self._priya, offered, "has ended the partnership", holding=DONE)
        history = done(gota.get(f"{path}/history"))["items"][::-1]
        for entry in history:
            why = f": “{entry['reason']}”" if entry["reason"] else ""
            self._telling.tell(f"{entry['at'][11:19]} {entry['by']['name']}, {entry['what'].replace('_', ' ')}{why}")
        steps = ["offer", "accept", "modify", "counter_modification", "accept_modification", "end"]
        check([entry["what"] for entry in history] == steps, "each change is there, in order")

    def _offer(self) -> dict[str, Any]:
        return {
            "tenant_name": "https://northgate.countersign.example/portal",
            "contact_email": self._priya["email"],
            "message": f"Två av oss kan sköta flytten av era brevlådor ({self._telling.suffix}).",
            "contact_user_ids": [self._elin["id"], self._oskar["id"]],
        }

    def _is_told(self, user: dict[str, str], offered: Any, about: str, holding: str = "") -> None:
        mail = self._telling.mail(user["email"], about=about, holding=offered["id"])
        self._telling.tell(f"mail to {user['email']}: “{mail['subject']}”")
        check(holding in " ".join(mail["text"].split()), f"the mail says {holding!r}")

    def _users(self, tenant_name: str) -> tuple[dict[str, str], dict[str, str]]:
        """Its administrator and its member, with their ids."""
        users = (user for user in self._telling.stack["users"] if user["tenant_name"] == tenant_name)
        admin, member = (user for user in users if user["group"] == "partner")
        with self._api_of(admin) as api:
            ids = {user["email"]: user["id"] for user in done(api.get("/v1/users", params={"limit": 100}))["items"]}
        return admin | {"id": ids[admin["email"]]}, member | {"id": ids[member["email"]]}

    def _api_of(self, user: dict[str, str]) -> httpx.Client:
        return self._telling.api_of(user["username"], user["password"])

    def _user_id(self, seen: Any, user: dict[str, str]) -> str:
        """As the other side sees it too."""
        (found,) = (contact["user_id"] for contact in seen["contacts"] if contact["user_id"] == user["id"])
        return str(found)


def close_what_is_left(gota: httpx.Client) -> None:
    """Of an earlier demo that was broken off."""
    for status, step in (("open", "withdraw"), ("accepted", "end"), ("modified", "end")):
        left = done(gota.get(PATH, params={"side": "partner", "status": status}))["items"]
        for each in left:
            if each["customer"]["tenant_name"] == "northgate":
                done(gota.post(f"{PATH}/{each['id']}/{step}", json={"reason": "It was left over."}))
