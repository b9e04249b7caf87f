"""Every package is pinned to bytes, and what is tested is what is shipped."""

import re

import pytest

from tests.support.template import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(lock: str) -> dict[str, set[str]]:
    """`name==version`, with its marker if any -> its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    return {
        line.split(" --hash", 1)[0].strip(): set(re.findall(r"sha256:[0-9a-f]{64}", line)) for line in text.splitlines()
    }


def anywhere(lock: str) -> dict[str, set[str]]:
    """Whatever system they are for: of two locks one may need on every system what the other needs on one."""
    return {pin.partition(" ;")[0]: hashes for pin, hashes in pins(lock).items()}


@pytest.mark.parametrize("lock", [path.stem for path in LOCKS])
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    assert pins(lock)
    for pin, hashes in pins(lock).items():
        assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.+]+( ; .+)?", pin)
        assert hashes


@pytest.mark.parametrize("lock", [path.stem for path in LOCKS])
def test_a_lock_names_no_place_to_install_from(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()

    assert "://" not in text
    assert not re.search(r"^\s*--?(i|f|index|extra|find|trusted)", text, re.MULTILINE)


@pytest.mark.parametrize("layer", ["core", "documents", "evidence", "mail", "phones", "sheets"])
def test_the_tests_run_with_the_packages_that_are_shipped(layer: str) -> None:
    assert anywhere(layer).items() <= anywhere("dev").items()


def test_nothing_native_comes_with_boto3() -> None:
    assert not any(pin.startswith("awscrt") for pin in pins("core"))
