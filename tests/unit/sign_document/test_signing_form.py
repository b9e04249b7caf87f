import pytest

from functions.sign_document.signing_form import Decision, SigningForm
from shared.faults import Fault
from shared.web.forms import FormAge


def test_an_untouched_form_decides_nothing() -> None:
    form = SigningForm.read((("form_token", "t"), ("lang", "en"), ("reason", "")))

    assert form == SigningForm(form_token="t")
    assert form.faults(FormAge.RIPE) == (Fault("decision", "decision_missing"),)


def test_what_is_sent_is_read_by_the_names_of_the_contract() -> None:
    form = SigningForm.read(
        (
            ("options", "3"),
            ("options", "7"),
            ("job_job_1", "accept"),
            ("job_job_2", "decline"),
            ("decision", "sign"),
            ("reason", " First line\r\nSecond "),
        )
    )

    assert form.options == {"3", "7"}
    assert form.jobs == {"job_1": True, "job_2": False}
    assert (form.decision, form.reason) == (Decision.SIGN, "First line\nSecond")
    assert form.faults(FormAge.RIPE) == ()


@pytest.mark.parametrize("odd", ["", "yes", "ACCEPT", "pending"])
def test_a_job_that_is_answered_oddly_is_not_answered(odd: str) -> None:
    assert SigningForm.read((("job_1", odd),)).jobs == {}


def test_of_two_answers_to_one_job_the_first_counts() -> None:
    assert SigningForm.read((("job_1", "decline"), ("job_1", "accept"))).jobs == {"1": False}


def test_who_presses_decline_does_not_sign_though_the_box_is_ticked() -> None:
    assert SigningForm.read((("decision", "sign"), ("decision", "decline"))).decision is Decision.DECLINE


@pytest.mark.parametrize("odd", ["", "accept", "Sign", "none"])
def test_another_decision_is_none(odd: str) -> None:
    assert SigningForm.read((("decision", odd),)).decision is None


@pytest.mark.parametrize(("age", "key"), [(FormAge.TOO_YOUNG, "form_too_young"), (FormAge.UNKNOWN, "form_unknown")])
def test_a_form_that_is_not_to_be_trusted_says_so(age: FormAge, key: str) -> None:
    assert SigningForm(decision=Decision.SIGN).faults(age) == (Fault("form", key),)
