"""The approval page in a real Chromium, without JavaScript: the public pages need none."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.user import User
from tests.browser import portal_site as portal_sites
from tests.browser.approval_site import ApprovalSite, serving
from tests.browser.portal_site import PortalSite
from tests.support import seeds
from tests.support.builders import a_user
from tests.support.portal import put_user
from tests.support.user_pool import UserPool

# A condition is waited for as long as a busy machine may take.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the suite each screen is looked at in one language; with `PICTURES` (`make pictures`) in both."""
    if "PICTURES" in os.environ:
        return
    left_out = [item for item in items if isinstance(item, pytest.Function) and is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def is_left_out(item: pytest.Function) -> bool:
    """Whether it pictures a screen in the language that isn't the one of its name."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if not item.path.name.endswith("_pictures.py") or "locale" not in parameters:
        return False
    screen = "-".join(getattr(value, "__name__", "") for name, value in parameters.items() if name != "locale")
    return parameters["locale"] is not language_of(f"{item.originalname}-{screen}")


def language_of(screen: str) -> Locale:
    return list(Locale)[crc32(screen.encode()) % len(Locale)]


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
def pictures() -> Path | None:
    """Where the pictures go: `make pictures` names a folder, the suite takes none."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture
def portal_site(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalSite]:
    """The portal, with a reseller and Sam, its administrator, in table and user pool."""
    site = PortalSite(table)
    monkeypatch.setattr(wiring, "now", site.now)
    seeds.put_reseller(table)
    put_user(table, a_user())
    UserPool(monkeypatch).add(a_user())
    with portal_sites.serving(site) as served:
        yield served


@pytest.fixture
def open_portal(chromium: Browser, portal_site: PortalSite) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of one's own, on the portal; with `user`, signed in."""
    opened: list[BrowserContext] = []

    def open_portal(user: User | None = None, **options: Any) -> BrowserContext:
        context = chromium.new_context(**{"base_url": portal_site.url, **options})
        opened.append(context)
        if user is not None:
            portal_site.let_in(context, user)
        return context

    yield open_portal
    for context in opened:
        context.close()
