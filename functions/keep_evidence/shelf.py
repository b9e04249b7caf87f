"""What keeping the evidence of one tenant takes."""

from dataclasses import dataclass

from shared.domain.tenant import Tenant
from shared.ports import CertificateFiles, Clock, EvidenceKeeping


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    tenant: Tenant
    keeping: EvidenceKeeping
    certificates: CertificateFiles
    now: Clock
