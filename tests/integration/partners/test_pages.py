"""The settings page, on the table of template.yaml."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from functions.partners import handler
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, Partner
from shared.domain.user import Role
from tests.support import seeds
from tests.support.builders import TENANT, a_partner, a_user
from tests.support.clock import SteppingClock
from tests.support.portal import Visitor, put_user

SETTINGS = "/portal/settings"
FORM = {
    "version": "1",
    "name": "Nordic Resale AB",
    "country": "SE",
    "locale": "en",
    "currency": "SEK",
    "markup_percent": "12.5",
    "notification_email": "",
    "confirmation_validity_days": "30",
    "reminder_days": "5",
    "require_code": "when_not_addressee",
    "evidence_retention_years": "10",
}


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def admin(table: DynamoTable) -> Visitor:
    return signed_in(table)


def stored(table: DynamoTable) -> Partner:
    return DynamoPartners(table, TENANT).get()


def text(answer: dict[str, Any], status: int = 200) -> str:
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"])).split())


def test_the_settings_stand_on_the_form_with_what_they_mean(admin: Visitor) -> None:
    answer = admin.get(SETTINGS)

    for field, value in FORM.items() - {("version", "1"), ("notification_email", "")}:
        assert re.search(rf'(name="{field}" )?value="{re.escape(value)}"', answer["body"]), field
    for said in ("at most 3 times", "The safest choice.", "Set by your distributor."):
        assert said in text(answer)


def test_an_administrator_changes_them_all(table: DynamoTable, admin: Visitor) -> None:
    changes = {
        "name": "Nordic Resale Group",
        "country": "NO",
        "locale": "sv",
        "currency": "NOK",
        "markup_percent": "17,25",
        "notification_email": "orders@reseller.example",
        "confirmation_validity_days": "14",
        "reminder_days": "3",
        "require_code": "on",
        "evidence_retention_years": "7",
    }
    answer = admin.post(SETTINGS, FORM | changes)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, SETTINGS)
    assert stored(table) == a_partner(
        name="Nordic Resale Group",
        country="NO",
        locale=Locale.SWEDISH,
        currency="NOK",
        markup_percent=Decimal("17.25"),
        notification_email="orders@reseller.example",
        confirmation_validity_days=14,
        reminder_days=3,
        require_code=CodePolicy.ON,
        evidence_retention_years=7,
        version=2,
    )
    assert "The settings were saved." in text(admin.get(SETTINGS))


def test_saving_without_a_change_writes_nothing(table: DynamoTable, admin: Visitor) -> None:
    assert admin.post(SETTINGS, FORM)["statusCode"] == 303
    assert stored(table).version == 1


def test_the_address_for_notifications_can_be_taken_away(table: DynamoTable, admin: Visitor) -> None:
    admin.post(SETTINGS, FORM | {"notification_email": "orders@reseller.example"})
    admin.post(SETTINGS, FORM | {"version": "2"})

    assert stored(table).notification_email is None


def test_all_faults_are_named_at_once_and_what_was_typed_stays(table: DynamoTable, admin: Visitor) -> None:
    wrong = {
        "name": "",
        "country": "XX",
        "locale": "de",
        "currency": "???",
        "markup_percent": "much",
        "notification_email": "nobody",
        "confirmation_validity_days": "366",
        "reminder_days": "0",
        "require_code": "",
    }
    answer = admin.post(SETTINGS, FORM | wrong)

    words = text(answer, 422)
    for said in (
        "Fill in the company’s name.",
        "Choose a country.",
        "Choose a language.",
        "Choose a currency.",
        "Write a number from 0 to 1000",
        "Write an email address",
        "from 1 to 365.",
        "days from 1 to 30.",
        "Choose when the code is asked for.",
    ):
        assert said in words, said
    assert 'value="much"' in answer["body"]
    assert stored(table).version == 1


def test_a_stale_edit_is_refused_with_what_was_typed(table: DynamoTable, admin: Visitor) -> None:
    admin.post(SETTINGS, FORM | {"name": "First"})

    stale = admin.post(SETTINGS, FORM | {"name": "Second"})

    assert "Somebody else changed the settings in the meantime" in text(stale, 412)
    assert 'value="Second"' in stale["body"]
    assert 'name="version" value="1"' in stale["body"]
    assert stored(table).name == "First"


def test_members_read_them_and_change_nothing(table: DynamoTable) -> None:
    member = signed_in(table, role=Role.MEMBER)

    page = member.get(SETTINGS)
    assert "Only administrators change these." in text(page)
    assert "Sweden" in text(page)
    assert 'name="name"' not in page["body"]
    assert "Only administrators can do this" in text(member.post(SETTINGS, FORM | {"name": "Mine"}), 403)
    assert stored(table).name == "Nordic Resale AB"


def test_everything_is_said_in_swedish_too(table: DynamoTable) -> None:
    answer = signed_in(table, language=Locale.SWEDISH).get(SETTINGS)

    assert "Spara inställningarna" in text(answer)
    assert 'value="12,5"' in answer["body"]
