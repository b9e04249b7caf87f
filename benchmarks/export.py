"""A hundred thousand accounts as a spreadsheet (P15), in a process of its own, which is the function's.

DynamoDB and S3 are answered for within botocore, byte by byte as they would: what is parsed, written and held in
memory is what the function has to do. Seconds are this machine's, so they are printed and not gated.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.support.account import ENVIRONMENT

ROWS = 100_000
MAX_MEGABYTES = 150
GOAL_SECONDS = 10
ROWS_OF_A_MEGABYTE = 2_300
NUMBER = "NNNNNNN"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFigure:
    rows: int
    megabytes: float
    seconds: float
    cpu_seconds: float
    file_megabytes: float

    @property
    def is_met(self) -> bool:
        return self.rows == ROWS and self.megabytes <= MAX_MEGABYTES


def measure_export() -> ExportFigure:
    environment = {**os.environ, **ENVIRONMENT, "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", "benchmarks.export"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return ExportFigure(**json.loads(done.stdout))


class Cloud:
    """Answers each request before it is sent."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._item = _item()
        self._sent = 0

    def query(self, **_: Any) -> Any:
        page = range(self._sent, min(ROWS, self._sent + ROWS_OF_A_MEGABYTE))
        self._sent = page.stop
        items = ",".join(self._item.replace(NUMBER, f"{number:07d}") for number in page)
        more = f',"LastEvaluatedKey":{{"pk":{{"S":"grid"}},"sk":{{"S":"{page.stop}"}}}}' if page.stop < ROWS else ""
        return _answer(f'{{"Count":{len(page)},"Items":[{items}]{more}}}'.encode())

    def put(self, request: Any, **_: Any) -> Any:
        file = request.body._raw  # noqa: SLF001 - what is sent is cut in chunks, each with its checksum
        with self._file.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        return _answer(b"")


def _item() -> str:
    """A row of the grid as DynamoDB gives it, with NUMBER where rows differ."""
    from shared.adapters.dynamodb.customer_search import customer_row_json
    from tests.support.builders import a_customer

    row = a_customer(id=f"cus_{NUMBER:0>26}", name=f"Bageriet på Hörnet {NUMBER} AB").row
    key = {"pk": {"S": "PARTNER#par_01KAPARTNER00000000000001A#CUSTOMERS"}, "sk": {"S": f"{row.name} #{row.id}"}}
    data = customer_row_json.dump_json(row).decode()
    return json.dumps({**key, "version": {"N": "1"}, "data": {"S": data}}, ensure_ascii=False)


def _answer(content: bytes) -> Any:
    from botocore.awsrequest import AWSResponse, HTTPHeaders

    class Body:
        def stream(self) -> Any:
            yield content

    return AWSResponse("", 200, HTTPHeaders(), Body())


def export_once(folder: Path) -> ExportFigure:
    from functions.export_lists.edge import workshop
    from functions.export_lists.prepare_export import prepare_export
    from shared import wiring
    from shared.domain.export import Export
    from shared.domain.locale import Locale
    from tests.support.builders import NOON, PARTNER_ID, TENANT
    from tests.support.fakes.exports import FakeExports

    cloud = Cloud(folder / "sent")
    wiring._table()._client.meta.events.register("before-send.dynamodb.Query", cloud.query)  # noqa: SLF001
    wiring.files()._client.meta.events.register("before-send.s3.PutObject", cloud.put)  # noqa: SLF001
    exports = FakeExports(lambda: NOON)
    export = Export(id="exp_1", partner_id=PARTNER_ID, locale=Locale.SWEDISH, requested_by="usr_1", requested_at=NOON)
    exports.add(export, None)
    began, worked = time.perf_counter(), time.process_time()
    prepare_export(export.id, workshop=replace(workshop(TENANT), exports=exports))
    ended, done = time.perf_counter(), time.process_time()
    return ExportFigure(
        megabytes=_peak_megabytes(),
        rows=_rows(folder / "sent"),
        seconds=ended - began,
        cpu_seconds=done - worked,
        file_megabytes=(folder / "sent").stat().st_size / 1e6,
    )


def _rows(file: Path) -> int:
    """Without the header; of a sheet that is one line of XML."""
    with ZipFile(file).open("xl/worksheets/sheet1.xml") as sheet:
        ends = (chunk.count(b"</row>") for chunk in _overlapping(sheet, 1 << 20, len(b"</row>") - 1))
        return sum(ends) - 1


def _overlapping(file: Any, size: int, overlap: int) -> Iterator[bytes]:
    """What lies across the end of a piece is whole in the next one, and in no two."""
    rest = b""
    while piece := file.read(size):
        yield rest + piece
        rest = (rest + piece)[-overlap:]


def _peak_megabytes() -> float:
    """Of this process alone: `getrusage` counts what its parent had, too."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    from dataclasses import asdict
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        print(json.dumps(asdict(export_once(Path(scratch)))))
