"""The files that a certificate holds, read from its bytes as typst writes them (ISO 32000-1, 7.11).

Also of a file that somebody made to be read by us: nothing is followed, and nothing grows beyond what is said here.
"""

import re
import zlib

MOST = 4 * 1024 * 1024

# Texts in a PDF can't look like these: their parentheses, or their angle brackets, are written in another way.
_NAMED = re.compile(rb"\n\d{1,8} 0 obj\n<</Type/Filespec/F\(([\w.]{1,64})\)/UF\(\1\)/EF<</F (\d{1,8}) 0 R")
_HEAD = re.compile(rb"<</Length (\d{1,8})/Type/EmbeddedFile(/Filter/FlateDecode)?[^\n]{0,200}>>\nstream\n")


def embedded_files(pdf: bytes) -> dict[str, bytes]:
    """By name; what can't be read is left out. Of two with one name the later one counts, as in a PDF."""
    places = {name.decode(): number for name, number in _NAMED.findall(pdf)}
    # Each costs a walk through the file; a certificate has three.
    found = {name: _content(pdf, number) for name, number in [*places.items()][:8]}
    return {name: content for name, content in found.items() if content is not None}


def _content(pdf: bytes, number: bytes) -> bytes | None:
    begin = b"\n" + number + b" 0 obj\n"
    head = _HEAD.match(pdf, pdf.rfind(begin) + len(begin)) if begin in pdf else None
    if head is None:
        return None
    stream = pdf[head.end() : head.end() + int(head[1])]
    return _unpacked(stream) if head[2] else stream


def _unpacked(stream: bytes) -> bytes | None:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(stream, MOST)
    except zlib.error:
        return None
    return content if unpacking.eof else None
