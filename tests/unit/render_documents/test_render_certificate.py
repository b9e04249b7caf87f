"""A certificate is made, sealed and kept; whoever asks again gets the file that was kept."""

import hashlib
from dataclasses import replace
from datetime import datetime

import pytest

from functions.render_documents.render_certificate import RenderCertificate, render_certificate
from functions.render_documents.render_document import Kept
from shared.domain.errors import NotFound, Unavailable
from shared.domain.locale import Locale
from shared.evidence.certificate_file import certificates_of
from shared.evidence.checkpoint import Place
from shared.evidence.record import Evidence
from shared.evidence.seal import ALGORITHM, Seal
from tests.support.builders import PARTNER_ID
from tests.support.certificates import PUBLIC_URL, SEALED_AT, a_certificate, an_evidence, erased
from tests.support.fakes.documents import FakeDocuments
from tests.support.pdf import Pdf

RECORD_ID = an_evidence().record.id


class OneRecord:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def get(self, record_id: str) -> Evidence:
        if record_id != RECORD_ID:
            raise NotFound
        return self.evidence


class FakePdfSeal:
    """Each seal is another one, as those of ECDSA are. `available` False: none can be made."""

    def __init__(self) -> None:
        self.available = True
        self.asked: list[tuple[str, datetime]] = []

    def seal(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        if not self.available:
            raise Unavailable("The signing key can't be reached now.")
        self.asked.append((reason, at))
        return pdf + f"seal {len(self.asked)}".encode()


def render(
    documents: FakeDocuments,
    seal: FakePdfSeal,
    evidence: Evidence | None = None,
    *,
    locale: Locale = Locale.ENGLISH,
    record_id: str = RECORD_ID,
) -> Kept:
    return render_certificate(
        RenderCertificate(partner_id=PARTNER_ID, record_id=record_id, locale=locale, public_url=PUBLIC_URL),
        evidence=OneRecord(evidence or an_evidence()),
        seal=lambda: seal,
        documents=documents,
        now=lambda: SEALED_AT,
    )


def test_it_is_made_sealed_and_kept() -> None:
    documents, seal = FakeDocuments(), FakePdfSeal()

    made = render(documents, seal)

    assert made.name == "Evidence of acceptance Safe workplace.pdf"
    assert made.key == f"certificates/{PARTNER_ID}/{RECORD_ID}-en-at-once.pdf"
    kept = documents.files[made.key]
    assert kept == a_certificate().content + b"seal 1"
    assert made.sha256 == hashlib.sha256(kept).hexdigest()
    assert seal.asked == [("Sealed by Countersign. This is not the customer’s signature.", SEALED_AT)]


def test_to_ask_again_changes_nothing_and_asks_for_no_seal() -> None:
    documents, seal = FakeDocuments(), FakePdfSeal()
    first = render(documents, seal)
    seal.available = False

    assert render(documents, seal) == first
    assert (len(documents.files), len(seal.asked)) == (1, 1)


def test_once_its_record_is_sealed_it_is_another_that_holds_the_seal() -> None:
    documents, seal = FakeDocuments(), FakePdfSeal()
    at_once = render(documents, seal)
    place = Place(checkpoint=1, index=0, count=1, path=())
    sealed = Seal(key_id="key-1", algorithm=ALGORITHM, signature="c2lnbmF0dXJl", place=place)

    later = render(documents, seal, replace(an_evidence(), seal=sealed))

    assert later.key == at_once.key.replace("at-once", "sealed")
    assert "seal.json" in Pdf(documents.files[later.key]).reader.attachments
    assert "seal.json" not in Pdf(documents.files[at_once.key]).reader.attachments


def test_what_was_erased_is_never_handed_out_again() -> None:
    documents, seal, whole = FakeDocuments(), FakePdfSeal(), an_evidence()
    without_address = replace(whole, disclosures=whole.disclosures[:-1])

    kept = [render(documents, seal, one) for one in (whole, without_address, erased(whole))]

    assert len({one.key for one in kept}) == len({one.sha256 for one in kept}) == 3
    assert all(one.key.startswith(certificates_of(PARTNER_ID, RECORD_ID)) for one in kept)
    assert "anna.ek" not in Pdf(documents.files[kept[-1].key]).text


def test_each_language_is_a_certificate_of_its_own_with_its_own_reason() -> None:
    documents, seal = FakeDocuments(), FakePdfSeal()

    names = {render(documents, seal, locale=locale).name for locale in Locale}

    assert names == {"Evidence of acceptance Safe workplace.pdf", "Intyg om godkännande Safe workplace.pdf"}
    assert seal.asked[1][0] == "Förseglat av Countersign. Detta är inte kundens underskrift."


def test_without_the_key_nothing_is_kept() -> None:
    documents, seal = FakeDocuments(), FakePdfSeal()
    seal.available = False

    with pytest.raises(Unavailable):
        render(documents, seal)
    assert documents.files == {}


@pytest.mark.parametrize("record_id", ["nonsense", RECORD_ID[:-1] + "Z", RECORD_ID.replace("evd_", "cnf_")])
def test_what_is_unknown_has_no_certificate(record_id: str) -> None:
    with pytest.raises(NotFound):
        render(FakeDocuments(), FakePdfSeal(), record_id=record_id)
