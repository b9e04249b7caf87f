"""Exports, their files and their queue in memory."""

from pathlib import Path

from shared.domain.errors import ConcurrentChange, NotFound, Unavailable
from shared.domain.export import Export
from shared.domain.once import Once
from shared.ports import Clock
from tests.support.fakes.receipts import FakeReceipts


class FakeExports:
    def __init__(self, now: Clock) -> None:
        self.now = now
        self.exports: dict[str, Export] = {}
        self.receipts = FakeReceipts()

    def get(self, export_id: str) -> Export:
        export = self.exports.get(export_id)
        if export is None or self.now() >= export.expires_at:
            raise NotFound
        return export

    def add(self, export: Export, once: Once[Export] | None) -> None:
        self.receipts.check(once)
        if export.id in self.exports:
            raise ConcurrentChange
        self.receipts.keep(once, export)
        self.exports[export.id] = export

    def save(self, export: Export) -> None:
        if export.id not in self.exports or self.exports[export.id].version != export.version - 1:
            raise ConcurrentChange
        self.exports[export.id] = export


class FakeFiles:
    """`available` False: nothing can be stored."""

    def __init__(self) -> None:
        self.available = True
        self.files: dict[str, bytes] = {}

    def put(self, key: str, path: Path, *, content_type: str) -> None:
        if not self.available:
            raise Unavailable("Files can't be stored now.")
        self.files[key] = path.read_bytes()

    def link(self, key: str) -> str:
        return f"https://files.example/{key}?signed"


class FakeExportQueue:
    """`available` False: nothing can be sent."""

    def __init__(self) -> None:
        self.available = True
        self.sent: list[str] = []

    def send(self, export: Export) -> None:
        if not self.available:
            raise Unavailable("The export can't be begun now.")
        self.sent.append(export.id)
