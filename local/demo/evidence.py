"""What was agreed is proved without us: by the certificate that came with the copies, a public page and a command."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from local.configuration import configuration
from local.demo.confirming import Confirmed
from local.demo.telling import PATIENCE, Telling, check

PEM = "evidence-key.pem"


class Evidence:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._folder = configuration().state

    def tell(self, confirmed: Confirmed) -> None:
        self._telling.chapter("What was agreed can be proved without us")
        certificate = self._keeps_the_certificate(confirmed)
        tampered = self._changes_one_byte(certificate)
        self._asks_the_page(certificate, tampered)
        self._asks_the_command(certificate, tampered)
        self._asks_poppler(certificate, tampered)

    def _keeps_the_certificate(self, confirmed: Confirmed) -> Path:
        self._telling.now(f"{confirmed.contact['first_name']} keeps the certificate that came with her copy")
        mail = self._telling.mail(confirmed.contact["email"], at_least=2, about=confirmed.quote["title"])
        [attached] = [file for file in mail["attachments"] if file["name"].endswith(".pdf")]
        path = self._folder / "certificate.pdf"
        path.write_bytes(_fetched(attached["url"]))
        self._telling.tell(f"“{attached['name']}”, here {_shown(path)}")
        return path

    def _changes_one_byte(self, certificate: Path) -> Path:
        content = bytearray(certificate.read_bytes())
        content[len(content) // 2] ^= 1
        path = certificate.with_name("certificate-tampered.pdf")
        path.write_bytes(content)
        return path

    def _asks_the_page(self, certificate: Path, tampered: Path) -> None:
        self._telling.now(
            "the public page says whether it holds, and of another one with a changed byte that it doesn't"
        )
        answer, refused = self._verified(certificate), self._verified(tampered)
        self._telling.tell(f"{answer['outcome']}: record {answer['record_id']}")
        self._telling.tell(f"with a changed byte: {refused['outcome']}")
        check(answer["outcome"] == "verified", "the page calls the certificate verified")
        check(refused["outcome"] == "altered", "the page calls the changed one altered")

    def _verified(self, certificate: Path) -> Any:
        return httpx.post(
            f"{self._telling.stack['api_url']}/verify",
            files={"file": (certificate.name, certificate.read_bytes(), "application/pdf")},
            headers={"Accept": "application/json"},
            timeout=PATIENCE,
        ).json()

    def _asks_the_command(self, certificate: Path, tampered: Path) -> None:
        self._telling.now("so does a command that needs the public key alone, and no network")
        key = self._folder / PEM
        key.write_bytes(_fetched(f"{self._telling.stack['api_url']}/.well-known/{PEM}"))
        for file, expected in ((certificate, 0), (tampered, 1)):
            said = _run(str(Path(sys.executable).with_name("countersign")), "verify", str(file), "--key", str(key))
            self._telling.tell(f"countersign verify {_shown(file)} --key {_shown(key)}: {said.stdout.splitlines()[0]}")
            check(said.returncode == expected, f"the command ends with {expected}: {said.stdout}{said.stderr}")

    def _asks_poppler(self, certificate: Path, tampered: Path) -> None:
        """Where it is installed: nothing else here needs it."""
        if not shutil.which("pdfsig"):
            return
        self._telling.now("and pdfsig, which knows nothing of us, says the same of the signature")
        for file, expected in ((certificate, True), (tampered, False)):
            said = _run("pdfsig", "-nocert", str(file)).stdout
            [verdict] = [line.strip(" -") for line in said.splitlines() if "Signature Validation" in line] or [said]
            self._telling.tell(f"pdfsig {_shown(file)}: {verdict}")
            check(("Signature is Valid" in said) == expected, f"pdfsig tells them apart: {said}")


def _fetched(url: str) -> bytes:
    response = httpx.get(url, timeout=PATIENCE)
    check(response.is_success, f"{url} gives {response.status_code}")
    return response.content


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
