"""Assets in memory; a contract test holds them against S3."""

from shared.domain.errors import NotFound


class FakeAssets:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        self.files[key] = content

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise NotFound
        return self.files[key]
