"""Bugs to plant into a copy of the sources: a lab that finds none of them would find nothing."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIRMATIONS = "shared/adapters/dynamodb/confirmations.py"
DELIVERY = "functions/deliver_messages/deliver_message.py"
MESSAGE = "shared/domain/message.py"
OUTBOX = "shared/adapters/dynamodb/outbox.py"
TABLE = "shared/adapters/dynamodb/table.py"
WIRING = "shared/wiring.py"
MAIL_CLIENT = '_session().client("sesv2", config=once)'
SAVED = """        self._table.commit(
            [
                confirmation_write(self._tenant, confirmation, replaces=confirmation.version - 1),
                *(message_write(message) for message in messages),
                *evidence_writes(self._tenant, evidence, self._now()),
            ]
        )
"""


@dataclass(frozen=True, slots=True)
class Bug:
    """In a copy of `file`, `right` becomes `wrong`; the flow's single faults must tell."""

    name: str
    flow: str
    file: str
    right: str
    wrong: str

    def plant(self, root: Path) -> None:
        path = root / self.file
        source = path.read_text()
        assert source.count(self.right) == 1, f"{self.name}: {self.file} has changed"
        path.write_text(source.replace(self.right, self.wrong))


BUGS = (
    Bug(
        "boto3 repeats mails",
        "deliver, and SES reports at once",
        WIRING,
        MAIL_CLIENT,
        '_session().client("sesv2", config=RETRIES)',
    ),
    Bug(
        "`max_attempts: 1`, which repeats a mail once",
        "deliver, and SES reports at once",
        WIRING,
        MAIL_CLIENT,
        '_session().client("sesv2", config=Config(retries={"mode": "standard", "max_attempts": 1}))',
    ),
    Bug(
        "a confirmation is committed before its mail",
        "confirm",
        CONFIRMATIONS,
        "        self._table.commit(writes)\n",
        "        self._table.commit(writes[:2] + writes[3:])\n        self._table.commit(writes[2:3])\n",
    ),
    Bug(
        "the receipt of an `Idempotency-Key` is committed afterwards",
        "confirm",
        CONFIRMATIONS,
        "            writes.append(self._receipts().write(once, confirmation))\n        self._table.commit(writes)\n",
        "            self._table.commit(writes)\n            writes = [self._receipts().write(once, confirmation)]\n"
        "        self._table.commit(writes)\n",
    ),
    Bug(
        "copies are committed before the acceptance",
        "accept",
        CONFIRMATIONS,
        SAVED,
        "        for message in messages:\n            self._table.commit([message_write(message)])\n"
        + SAVED.replace("                *(message_write(message) for message in messages),\n", ""),
    ),
    Bug(
        "evidence is committed after the acceptance",
        "accept",
        CONFIRMATIONS,
        SAVED,
        SAVED.replace("                *evidence_writes(self._tenant, evidence, self._now()),\n", "")
        + "        if evidence:\n"
        "            self._table.commit([*evidence_writes(self._tenant, evidence, self._now())])\n",
    ),
    Bug(
        "a table that can't write now counts as written",
        "accept",
        TABLE,
        "        except ClientError as error:\n            raise _refusal",
        "        except ClientError as error:\n            if _code(error) in NOT_NOW:\n                return\n"
        "            raise _refusal",
    ),
    Bug(
        "a message is kept as sent before it is sent",
        "deliver",
        DELIVERY,
        '        receipt = "" if errand.obsolete',
        '        _closed(claimed, MessageStep.HAND_OVER, "", office)\n        receipt = "" if errand.obsolete',
    ),
    Bug(
        "a mail that can't be sent now is given up",
        "deliver",
        DELIVERY,
        "        return _postponed(claimed, str(cause), office)\n",
        "        return _closed(claimed, MessageStep.DIE, str(cause), office)\n",
    ),
    Bug(
        "a claim takes a message out of the sweep's index",
        "deliver",
        OUTBOX,
        "if message.due_at else {}",
        "if message.due_at and not message.attempts else {}",
    ),
    Bug(
        "a claim ends at once",
        "deliver, and SES reports at once",
        MESSAGE,
        "due_at=now + LEASE,",
        "due_at=now,",
    ),
)


def is_found(bug: Bug) -> bool:
    """By the single faults of its flow, in a copy of the sources, by another process."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("functions", "shared", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "template.yaml", root)
        bug.plant(root)
        command = [sys.executable, "-m", "tests.faults.one_flow", bug.flow]
        ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert ran.returncode in {0, 1}, ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode == 1
