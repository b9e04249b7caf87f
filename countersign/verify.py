"""A file by what it is: an archive, or else a certificate."""

from pathlib import Path

from shared.evidence.findings import Keys, Verification
from shared.evidence.verify import verify_certificate
from shared.evidence.verify_archive import verify_archive

ZIP = b"PK"


def verify_file(path: Path, keys: Keys) -> Verification:
    """Raises OSError."""
    with path.open("rb") as file:
        is_zip = file.read(len(ZIP)) == ZIP
        file.seek(0)
        return verify_archive(file, keys) if is_zip else verify_certificate(file.read(), keys)
