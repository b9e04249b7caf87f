"""`countersign verify`: what it says of a file, and how it exits (G4)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from countersign.__main__ import main
from shared.evidence.pem import public_pem
from shared.ports import Signer
from tests.support.archives import a_shelf, altered
from tests.support.archives import files_of as files_in
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.sealed_files import Platform, a_page, a_sealed_file, files_of, platform


def pem_of(signer: Signer) -> bytes:
    return public_pem(signer.public_key).encode()


type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Checks a file of that content, with the platform's key unless others are given; the answer is code and output."""

    def run(content: bytes, *options: str, keys: tuple[bytes, ...] | None = None) -> tuple[int, str, str]:
        file = tmp_path / "file"
        file.write_bytes(content)
        arguments = ["verify", str(file), *options]
        for number, key in enumerate(keys if keys is not None else (pem_of(platform().signer),)):
            path = tmp_path / f"{number}.pem"
            path.write_bytes(key)
            arguments += ["--key", str(path)]
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def changed(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_a_genuine_one_is_said_to_be_with_what_that_does_not_show(run: Run) -> None:
    code, told, wrong = run(a_sealed_file())

    assert (code, wrong) == (0, "")
    headline, record_id, *lines = told.splitlines()
    assert (headline, record_id) == ("The certificate is genuine and unchanged", EVIDENCE_ID)
    assert "  + The file is as the platform sealed it, to the last byte." in lines
    assert "  ? The record was not compared with the one that the platform keeps." in lines
    assert not [line for line in lines if line.startswith("  !")]
    assert "What this doesn’t show" in lines


def test_a_changed_one_is_not_and_what_is_wrong_is_said(run: Run) -> None:
    code, told, _ = run(changed(a_sealed_file()))

    assert code == 1
    assert told.startswith("The certificate has been changed\n")
    assert "  ! The file is not as the platform sealed it" in told
    assert "What this doesn’t show" not in told


def test_whose_data_was_changed_is_named(run: Run) -> None:
    evidence = a_recorded()
    others = files_of(evidence)["disclosures.json"].replace(b"Anna Ek", b"Eve Ek!")

    code, told, _ = run(a_page(files_of(evidence) | {"disclosures.json": others}, EVIDENCE_ID))

    assert code == 1
    assert "is not what the record was made with: addressee\n" in told


def test_one_with_another_key_is_none_of_the_platform(run: Run) -> None:
    code, told, _ = run(a_sealed_file(), keys=(pem_of(Platform().signer),))

    assert code == 1
    assert told.startswith("This is not a certificate of the platform\n")


def test_any_of_several_keys_will_do(run: Run) -> None:
    assert run(a_sealed_file(), keys=(pem_of(Platform().signer), pem_of(platform().signer)))[0] == 0


def test_an_archive_is_known_by_its_content(run: Run) -> None:
    shelf = a_shelf()
    archive, key = shelf.written(), pem_of(shelf.signer)

    code, told, _ = run(archive, keys=(key,))
    assert (code, told.splitlines()[0]) == (0, "The archive is genuine and whole")
    assert "  + Every record follows the one before it." in told.splitlines()

    (name,) = [name for name in files_in(archive) if name.startswith(f"records/evd_{1:026}")]
    code, told, _ = run(altered(archive, lambda files: files.pop(name)), keys=(key,))
    assert (code, told.splitlines()[0]) == (1, "The archive has been changed")
    assert "  ! Records, or what was shown, are missing: " in told
    assert name in told

    assert run(archive)[1].startswith("This is not an archive of the platform\n")


def test_a_program_gets_json_in_one_line(run: Run) -> None:
    code, told, _ = run(changed(a_sealed_file()), "--json")

    answer = json.loads(told)
    assert code == 1
    assert told.count("\n") == 1
    assert answer.keys() == {"outcome", "record_id", "details"}
    assert answer["outcome"] == "altered"
    assert answer["details"][0] | {"text": ""} == {"check": "whole", "result": "failed", "text": "", "names": []}


def test_it_speaks_swedish(run: Run) -> None:
    assert run(a_sealed_file(), "--lang", "sv")[1].startswith("Intyget är äkta och oförändrat\n")


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n", b"PK\x03\x04nonsense"], ids=repr)
def test_what_is_nothing_of_ours_is_said_to_be(run: Run, content: bytes) -> None:
    assert (run(content)[0], "This is not a" in run(content)[1]) == (1, True)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((), id="no-key"),
        pytest.param((b"hello",), id="nonsense"),
        pytest.param((b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",), id="no-key-in-it"),
        pytest.param((pem_of(Platform().signer).replace(b"PUBLIC", b"PRIVATE"),), id="not-a-public-one"),
    ],
)
def test_without_a_good_key_nothing_is_said_of_the_file(run: Run, keys: tuple[bytes, ...]) -> None:
    code, told, wrong = run(a_sealed_file(), keys=keys)

    assert (code, told) == (2, "")
    assert "countersign" in wrong
    assert "Traceback" not in wrong


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(pem_of(platform().signer))

    with pytest.raises(SystemExit) as end:
        main(["verify", str(tmp_path / "nowhere.pdf"), "--key", str(key)])

    assert end.value.code == 2
    assert "nowhere.pdf" in capsys.readouterr().err
