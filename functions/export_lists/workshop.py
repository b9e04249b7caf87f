"""What it takes to make exports of one tenant."""

from dataclasses import dataclass

from functions.export_lists.evidence_archive import EvidenceShelf
from shared.ports import Customers, ExportQueue, Exports, Files, Orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    exports: Exports
    customers: Customers
    orders: Orders
    evidence: EvidenceShelf
    files: Files
    queue: ExportQueue
