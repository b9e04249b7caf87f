"""The page of a document, where GetAccept has one: here one does by hand what its recipient would."""

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


def page_of(document: Document) -> Response:
    people = ", ".join(
        f"{one.get('first_name', '')} {one.get('last_name', '')} ({one.get('email') or one.get('mobile')})"
        for one in document.recipients
    )
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A document at GetAccept’s stand-in</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{escape(document.name)}</h1><p>To {escape(people)}. "
        f"Its status: <strong>{escape(document.status)}</strong>. "
        f'<a href="/files/{escape(document.id)}.pdf">The PDF</a></p>'
        f"{_by_hand() if document.is_open else '<p>It is closed.</p>'}"
        "<p>This page stands in for GetAccept. No mail and no text was sent.</p></html>"
    )
    headers = {"Content-Security-Policy": POLICY}
    return Response(200, "text/html; charset=utf-8", html.encode(), headers)


def _by_hand() -> str:
    buttons = "".join(f'<button name="status" value="{status}">{words}</button>' for status, words in BY_HAND)
    decline = (
        '<input name="reason" aria-label="Reason" placeholder="Why not">'
        '<button name="status" value="rejected">Decline it</button>'
    )
    return f'<form method="post">{buttons}</form><form method="post">{decline}</form>'
