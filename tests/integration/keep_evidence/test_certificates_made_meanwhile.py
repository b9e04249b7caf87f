"""A certificate that is made while a person's data is erased brings nothing of it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from functions.keep_evidence.erase_person import ErasePerson, erase_person
from functions.keep_evidence.shelf import Shelf
from functions.keep_evidence.sweep_kept import sweep_kept
from functions.render_documents import render_certificate as rendering
from functions.render_documents.render_certificate import RenderCertificate, render_certificate
from functions.render_documents.sheet import Sheet
from shared.adapters.dynamodb.evidence import DynamoEvidence
from shared.adapters.dynamodb.evidence_keeping import DynamoDueKeeping, DynamoEvidenceKeeping
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.evidence.certificate_file import certificates_of
from shared.evidence.keeping import CLEARED_AGAIN_AFTER
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, SELLER, TENANT
from tests.support.certificates import PUBLIC_URL, an_evidence
from tests.support.fakes.documents import FakeDocuments
from tests.support.interleaving import Turns, every_order

EVIDENCE = an_evidence()
RECORD_ID = EVIDENCE.record.id
ANNA = "anna.ek@bageri.example"


class PlainSeal:
    def seal(self, pdf: bytes, *, reason: str, at: object) -> bytes:
        return pdf


@dataclass
class FilesOfCertificates:
    documents: FakeDocuments

    def remove(self, tenant: Tenant, record_id: str) -> None:
        prefix = certificates_of(tenant.partner_id, record_id)
        for key in [one for one in self.documents.files if one.startswith(prefix)]:
            del self.documents.files[key]


def attached_to(sheet: Sheet) -> bytes:
    """In place of a PDF, in less time: what is embedded in it."""
    return "\n".join(one.content for one in sheet.attached).encode()


@dataclass
class World:
    table: DynamoTable
    turns: Turns

    def __post_init__(self) -> None:
        self.documents = FakeDocuments()
        self.now = NOON

    def begin(self) -> None:
        """As if nothing had happened to the record before."""
        for row in self.table.query(f"PARTNER#{PARTNER_ID}#CUSTOMER#{CUSTOMER_ID[-16:]}").rows:
            self.table.commit([Write(key=row.key, data=None, replaces=row.version)])
        record, disclosed, _ = evidence_writes(TENANT, EVIDENCE, NOON)
        self.table.commit([record, disclosed])

    @property
    def shelf(self) -> Shelf:
        keeping = DynamoEvidenceKeeping(self.table, TENANT)
        files = FilesOfCertificates(self.documents)
        return Shelf(
            tenant=TENANT,
            keeping=self.turns.watched(keeping),
            certificates=self.turns.watched(files),
            now=lambda: self.now,
        )

    def erase(self) -> object:
        command = ErasePerson(customer_id=CUSTOMER_ID, address=ANNA, reason="Asked for.", actor=SELLER)
        return erase_person(command, shelf=self.shelf)

    def render(self) -> str:
        return render_certificate(
            RenderCertificate(partner_id=PARTNER_ID, record_id=RECORD_ID, locale=Locale.ENGLISH, public_url=PUBLIC_URL),
            evidence=self.turns.watched(DynamoEvidence(self.table, TENANT)),
            seal=PlainSeal,
            documents=self.turns.watched(self.documents),
            now=lambda: self.now,
        ).key

    def sweep_later(self) -> None:
        self.now += CLEARED_AGAIN_AFTER + timedelta(seconds=1)
        swept = sweep_kept(
            due=DynamoDueKeeping(self.table), shelf_of=lambda _: self.shelf, now=lambda: self.now, is_time_left=_yes
        )
        assert (swept.cleared, swept.failed) == (1, 0)

    def tells(self) -> bool:
        return any(ANNA.encode() in content for content in self.documents.files.values())


_yes: Callable[[], bool] = lambda: True  # noqa: E731 - as short as it is


def test_in_whatever_order_they_come_the_data_stays_erased(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "typeset", attached_to)
    told_before_the_sweep = []

    def play(turns: Turns) -> None:
        world = World(table, turns)
        world.begin()
        turns.run(world.erase, world.render)
        told_before_the_sweep.append(world.tells())
        later = world.render()
        assert ANNA.encode() not in world.documents.files[later]
        world.sweep_later()
        assert not world.tells()
        assert ANNA.encode() not in world.documents.files[world.render()]

    orders = list(every_order(play, changes=2))

    assert len(orders) >= 10
    # Else the sweep would have nothing to do.
    assert any(told_before_the_sweep)
