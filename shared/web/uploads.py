"""Forms that carry a file (multipart/form-data, RFC 7578)."""

from email.message import Message
from email.parser import BytesParser

from shared.domain.errors import Malformed
from shared.limits import MAX_FILE
from shared.web.edge import NotAForm, WebRequest
from shared.web.forms import MAX_FIELDS

# What is taken in, so that a file that is too large for us gets its fault on the page, and what of that is looked at.
MAX_SENT = 4 * 1024 * 1024
MAX_READ = MAX_FILE + 64 * 1024

type Pairs = tuple[tuple[str, str], ...]


def carries_files(request: WebRequest) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


def read_upload(request: WebRequest) -> tuple[Pairs, dict[str, bytes]]:
    """The fields, each as often as it was sent, and the files by the names of theirs.

    Of a body above MAX_READ the end is cut off; so is a file in it, which is above MAX_FILE even then.
    Raises NotAForm, Malformed.
    """
    pairs: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for part in _parts(request):
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise Malformed("The form can't be read.")
        if part.get_filename() is None:
            pairs.append((name, _text(content)))
        else:
            files[name] = content
    return tuple(pairs), files


def _parts(request: WebRequest) -> list[Message]:
    """Raises NotAForm, Malformed."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode("ascii", "replace")
    try:
        form = BytesParser().parsebytes(head + request.body[:MAX_READ])
    except RecursionError:
        raise Malformed("The form can't be read.") from None
    if form.get_content_type() != "multipart/form-data":
        raise NotAForm("Send a form: Content-Type: multipart/form-data.")
    parts = form.get_payload()
    if not isinstance(parts, list) or len(parts) > MAX_FIELDS:
        raise Malformed("The form can't be read.")
    return [part for part in parts if isinstance(part, Message)]


def _text(content: bytes) -> str:
    """Raises Malformed."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Malformed("The form can't be read.") from None
