"""Sealed PDFs with the files of a certificate in them, and next to nothing else: made and read in no time."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import typst

from shared.adapters.pades import PadesSeal, make_certificate
from shared.evidence.checkpoint import new_checkpoint
from shared.evidence.disclosures import disclosed_json
from shared.evidence.public_keys import PublicKeys
from shared.evidence.record import Evidence
from shared.evidence.seal import ALGORITHM, Seal, SealedCheckpoint, SignedCheckpoint, SignedRecord
from shared.ports import Signer
from tests.support.builders import NOON
from tests.support.fakes.signer import FakeSigner
from tests.support.recorded import a_recorded

PAGE = b"""
#set document(title: "A certificate")
#let said = json(bytes(sys.inputs.said))
#for (name, content) in said.files {
  pdf.attach(name, bytes(content), relationship: "data", mime-type: "application/json", description: name)
}
#link(said.address)[Check it]
"""


@dataclass(frozen=True)
class Platform:
    """Whoever seals."""

    signer: Signer = field(default_factory=FakeSigner)

    @property
    def keys(self) -> PublicKeys:
        return PublicKeys.from_der(self.signer.public_key)

    @property
    def certificate(self) -> bytes:
        return make_certificate(self.signer, now=NOON)

    def signature(self, content: bytes) -> str:
        return b64encode(self.signer.sign(content)).decode()

    def checkpoint(self, *evidence: Evidence) -> SealedCheckpoint:
        """Of these, in their order; the first of its partner."""
        records = [one.record for one in evidence]
        partner_id = str(records[0].content["partner"]["id"])
        checkpoint = new_checkpoint(partner_id, [one.record_hash for one in records], previous=None, now=NOON)
        return SealedCheckpoint(
            signed=SignedCheckpoint(
                checkpoint=checkpoint,
                key_id=self.signer.key_id,
                algorithm=ALGORITHM,
                signature=self.signature(checkpoint.stored),
            ),
            records=tuple(
                SignedRecord(record_id=one.id, record_hash=one.record_hash, signature=self.signature(one.stored))
                for one in records
            ),
        )

    def seal_of(self, evidence: Evidence) -> Seal:
        return dict(self.checkpoint(evidence).seals())[evidence.record.id]

    def sealed(self, pdf: bytes) -> bytes:
        return PadesSeal(self.signer, self.certificate).seal(pdf, reason="To be read by a test.", at=NOON)


def files_of(evidence: Evidence, seal: Seal | None = None) -> dict[str, bytes]:
    return {
        "record.json": evidence.record.stored,
        "disclosures.json": disclosed_json(evidence.disclosures),
        **({"seal.json": seal.stored} if seal else {}),
    }


def a_page(files: Mapping[str, bytes], record_id: str) -> bytes:
    """As a certificate is before it is sealed."""
    told = {
        "files": {name: content.decode() for name, content in files.items()},
        "address": f"https://countersign.example/verify/{record_id}",
    }
    made: bytes = typst.compile(
        PAGE, format="pdf", sys_inputs={"said": json.dumps(told)}, pdf_standards="a-3b", timestamp=0
    )
    return made


@cache
def platform() -> Platform:
    return Platform()


@cache
def a_sealed_file() -> bytes:
    """Of the record of the builders, with its own signature."""
    evidence = a_recorded()
    return platform().sealed(a_page(files_of(evidence, platform().seal_of(evidence)), evidence.record.id))
