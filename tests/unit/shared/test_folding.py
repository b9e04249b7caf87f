from hypothesis import given
from hypothesis import strategies as st

from shared.domain.folding import fold


def test_case_diacritics_and_punctuation_do_not_count() -> None:
    assert fold("Bageriet på Hörnet, AB") == fold("BAGERIET PA HORNET AB") == "bageriet pa hornet ab"


@given(st.text(max_size=50))
def test_what_is_folded_stays_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)
