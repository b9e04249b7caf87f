"""The approval page in a real Chromium, without JavaScript: the public pages need none."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from tests.browser.approval_site import ApprovalSite, serving


@pytest.fixture
def open_context(chromium: Browser, approval_site: ApprovalSite) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of one's own, on the site."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"base_url": approval_site.url, "java_script_enabled": False, **options})
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def approval_site(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApprovalSite]:
    site = ApprovalSite(table)
    monkeypatch.setattr(wiring, "now", site.now)
    with serving(site) as served:
        yield served


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: `PICTURES=folder pytest tests/browser` keeps them."""
    folder = Path(os.environ["PICTURES"]) if "PICTURES" in os.environ else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
