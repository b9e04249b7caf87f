"""What stands in for the function that makes PDFs: a file of a few bytes among the documents, made anew each time."""

import hashlib
import json
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from tests.support.account import ENVIRONMENT

CONTENT = b"%PDF-1.7 of a test"
FOLDERS = {"order_id": "addenda", "document_id": "documents", "record_id": "certificates"}


def rendered(wanted: dict[str, Any]) -> bytes:
    """Its answer."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    (folder,) = (FOLDERS[name] for name in wanted if name in FOLDERS)
    key = f"{folder}/{sha256}.pdf"
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(ENVIRONMENT["DOCUMENTS_BUCKET"], key, CONTENT)
    return json.dumps({"name": f"{sorted(wanted)[0]}.pdf", "key": key, "sha256": sha256}).encode()
