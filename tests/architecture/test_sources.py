"""Who may import what, and what must be handed in instead of being reached for."""

from pathlib import Path

import pytest

from tests.architecture.source_rules import broken_rules
from tests.support.template import ROOT

SOURCES = sorted(path for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in SOURCES])
def test_a_source_keeps_the_rules(path: Path) -> None:
    assert broken_rules(str(path.relative_to(ROOT)), path.read_text()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("shared/api.py", "from functions.quotes.handler import api", id="shared-imports-a-function"),
        pytest.param("shared/api.py", "import functions", id="shared-imports-the-functions"),
        pytest.param("functions/orders/handler.py", "import functions.quotes.pages", id="a-function-imports-another"),
        pytest.param("functions/orders/handler.py", "from functions import quotes", id="the-same-by-its-package"),
        pytest.param("shared/domain/quote.py", "from shared.api import create_api", id="the-domain-imports-the-edge"),
        pytest.param("shared/domain/quote.py", "import httpx", id="the-domain-imports-a-package"),
        pytest.param("shared/api.py", "def f():\n    import boto3", id="boto3-at-the-edge"),
        pytest.param("functions/orders/handler.py", "from botocore.config import Config", id="botocore-in-a-function"),
        pytest.param("shared/wiring.py", "import os\nos.environ['A']", id="environment"),
        pytest.param("shared/api.py", "from os import environ as e\ne.get('A')", id="environment-renamed"),
        pytest.param("shared/domain/quote.py", "from datetime import datetime\ndatetime.now()", id="clock"),
        pytest.param("shared/api.py", "import datetime as dt\nf(now=dt.datetime.now)", id="clock-as-a-value"),
        pytest.param("functions/orders/handler.py", "import time\ntime.time()", id="time"),
        pytest.param("functions/orders/handler.py", "from secrets import token_hex\ntoken_hex()", id="secrets"),
        pytest.param("shared/domain/ids.py", "import uuid\nuuid.uuid4()", id="uuid"),
        pytest.param("shared/domain/ids.py", "import random\nrandom.random()", id="random"),
    ],
)
def test_a_planted_fault_is_found(path: str, source: str) -> None:
    assert broken_rules(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("functions/orders/handler.py", "from functions.orders.pages import x", id="its-own-module"),
        pytest.param("shared/domain/quote.py", "import hmac\nfrom pydantic import BaseModel", id="the-domain"),
        pytest.param("shared/adapters/ses.py", "from botocore.exceptions import ClientError", id="an-adapter"),
        pytest.param("shared/settings.py", "import os\nos.environ['A']", id="the-settings"),
        pytest.param("shared/wiring.py", "import os, secrets\nos.urandom(8), secrets.token_hex()", id="the-wiring"),
        pytest.param("shared/domain/quote.py", "from datetime import datetime\nat: datetime", id="a-type"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert broken_rules(path, source) == []
