"""Hands that use nothing but the keyboard."""

from playwright.sync_api import Page


def tab_to(page: Page, name: str) -> None:
    """Until what has the focus is called so; it must be seen to have it."""
    passed: list[str] = []
    while not passed or passed[-1] != name:
        page.keyboard.press("Tab")
        passed.append(
            page.evaluate(
                "(it => (it.labels?.[0]?.innerText || it.getAttribute('aria-label') || it.innerText || it.id)"
                ".trim().split('\\n')[0])(document.activeElement)"
            )
        )
        assert len(passed) < 60, passed
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", passed
