"""A PDF as a reader takes it apart."""

import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from pypdf import PdfReader


@dataclass(frozen=True)
class Pdf:
    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(BytesIO(self.content), strict=True)

    @cached_property
    def catalog(self) -> Any:
        return self.reader.trailer["/Root"]

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @property
    def text(self) -> str:
        """Of all pages, in one line, with plain spaces."""
        return " ".join("\n".join(self.pages).split())

    @property
    def letters(self) -> str:
        """Without any spaces, as a word that was broken at the end of a line stands whole."""
        return re.sub(r"\s", "", "".join(self.pages))

    @property
    def metadata(self) -> str:
        """XMP."""
        found: bytes = self.catalog["/Metadata"].get_object().get_data()
        return found.decode()

    @property
    def tags(self) -> list[str]:
        """The structure's elements, in reading order."""
        return list(_tags(self.catalog["/StructTreeRoot"]["/K"]))

    @property
    def foreign(self) -> list[tuple[str, str]]:
        """The structure's elements that are in another language than the file, and which."""
        return list(_foreign(self.catalog["/StructTreeRoot"]["/K"]))

    @property
    def fonts(self) -> list[Any]:
        """The descriptor of each font of each page."""
        return [
            font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            for page in self.reader.pages
            for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
        ]


def _tags(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _tags(each)
    elif isinstance(node, dict) and "/S" in node:
        yield str(node["/S"]).removeprefix("/")
        yield from _tags(node.get("/K", []))


def _foreign(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _foreign(each)
    elif isinstance(node, dict) and "/S" in node:
        if "/Lang" in node:
            yield str(node["/S"]).removeprefix("/"), str(node["/Lang"])
        yield from _foreign(node.get("/K", []))
