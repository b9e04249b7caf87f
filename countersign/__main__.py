"""`countersign verify FILE --key PUBLIC.pem`: is the certificate, or the archive, what the platform sealed?

Answers 0 when it is, 1 when it isn't, 2 when it can't be asked that way.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from countersign.verify import verify_file
from shared.domain.locale import Locale
from shared.evidence.findings import Outcome, Result, Verification
from shared.evidence.public_keys import PublicKeys
from shared.evidence.words import answer_of, details, headline, not_proven, words
from shared.texts import Texts

MARKS = {Result.PASSED: "+", Result.FAILED: "!", Result.NOT_POSSIBLE: "?"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        keys = PublicKeys.from_pem(*(path.read_bytes() for path in asked.key))
        verification = verify_file(asked.file, keys)
    except (OSError, ValueError) as error:
        _refuse(parser, str(error))
    t = words(asked.lang)
    lines = [json.dumps(answer_of(verification, t), ensure_ascii=False)] if asked.json else _lines(verification, t)
    print(*lines, sep="\n")
    return 0 if verification.outcome is Outcome.VERIFIED else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="countersign", description="Check evidence without the platform.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="say whether a file is what the platform sealed, and what was changed",
        description="Say whether a certificate (PDF) or an archive (ZIP) is what the platform sealed; works offline. "
        "Exits with 0 when it is, 1 when it was changed or is not the platform's, 2 when called wrongly.",
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument(
        "--key",
        type=Path,
        action="append",
        required=True,
        metavar="PUBLIC.pem",
        help="the platform's public key (/.well-known/evidence-key.pem); give it again for further ones",
    )
    verify.add_argument("--json", action="store_true", help="for programs: outcome, record_id, details")
    verify.add_argument("--lang", type=Locale, choices=list(Locale), default=Locale.ENGLISH, help="en (default) or sv")
    return parser


def _refuse(parser: argparse.ArgumentParser, why: str) -> NoReturn:
    parser.exit(2, f"countersign: {why}\n")


def _lines(verification: Verification, t: Texts) -> Iterator[str]:
    yield headline(verification, t)
    if verification.record_id:
        yield verification.record_id
    yield ""
    for finding, detail in zip(verification.findings, details(verification, t), strict=True):
        yield f"  {MARKS[finding.result]} {detail['text']}"
    if verification.outcome is Outcome.VERIFIED:
        yield ""
        yield t("not_proven")
        yield from (f"  - {line}" for line in not_proven(t))


if __name__ == "__main__":
    sys.exit(main())
