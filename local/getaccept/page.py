"""The page of a document, where GetAccept has one: here one does by hand what its recipient would."""

from collections.abc import Iterable
from html import escape

from local.asgi import Response
from local.getaccept.state import Document

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.25rem }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0 }
button, input { font: inherit; min-height: 2.75rem; padding: 0 .75rem }
input { flex: 1 1 12rem }
"""
BY_HAND = (
    ("viewed", "Open it"),
    ("signed", "Sign it"),
    ("expired", "Let it expire"),
    ("hardbounced", "Let its mail bounce"),
)


def index_of(documents: Iterable[Document]) -> Response:
    rows = "".join(
        f'<li><a href="/document/view/{escape(one.id)}">{escape(one.name)}</a>: {escape(one.status)}'
        for one in documents
    )
    return _page(f"<h1>Documents at GetAccept’s stand-in</h1>{f'<ul>{rows}</ul>' if rows else '<p>None yet.</p>'}")


def page_of(document: Document) -> Response:
    people = ", ".join(
        f"{one.get('first_name', '')} {one.get('last_name', '')} ({one.get('email') or one.get('mobile')})"
        for one in document.recipients
    )
    return _page(
        f"<h1>{escape(document.name)}</h1><p>To {escape(people)}. "
        f"Its status: <strong>{escape(document.status)}</strong>. "
        f'<a href="/files/{escape(document.id)}.pdf">The PDF</a></p>'
        f"{_by_hand() if document.is_open else '<p>It is closed.</p>'}"
        "<p>This page stands in for GetAccept. No mail and no text was sent.</p>"
    )


def _page(content: str) -> Response:
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>GetAccept’s stand-in</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>{content}</html>'
    )
    return Response(200, "text/html; charset=utf-8", html.encode(), {"Content-Security-Policy": POLICY})


def _by_hand() -> str:
    buttons = "".join(f'<button name="status" value="{status}">{words}</button>' for status, words in BY_HAND)
    decline = (
        '<input name="reason" aria-label="Reason" placeholder="Why not">'
        '<button name="status" value="rejected">Decline it</button>'
    )
    return f'<form method="post">{buttons}</form><form method="post">{decline}</form>'
