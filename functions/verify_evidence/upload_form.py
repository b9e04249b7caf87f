"""The form that a certificate comes with."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from shared.limits import MAX_FILE
from shared.web.edge import WebRequest
from shared.web.uploads import read_upload

FIELD = "file"
STATUS = {
    "file_missing": HTTPStatus.UNPROCESSABLE_ENTITY,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    content: bytes
    lang: str | None

    @classmethod
    def read(cls, request: WebRequest) -> Self:
        """Raises NotAForm, Malformed."""
        pairs, files = read_upload(request)
        return cls(content=files.get(FIELD, b""), lang=dict(reversed(pairs)).get("lang"))

    @property
    def fault(self) -> str | None:
        """It names the words for it, and its status."""
        if not self.content:
            return "file_missing"
        return "file_too_large" if len(self.content) > MAX_FILE else None
