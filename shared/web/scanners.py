"""Who opens links without being a person: mail scanners, link previews, prefetching browsers (A11).

Only what says so itself is listed. A wrong guess must not hide a customer's visit from the partner, and one that
is missed costs nothing: looking decides nothing.
"""

import re
from collections.abc import Mapping

KNOWN = (
    # Mail security that follows links
    "barracuda", "bingpreview", "cloudmark", "forcepoint", "ironport", "mimecast", "proofpoint", "sophos",
    "symantec", "trend micro", "trendmicro", "urldefense", "zscaler",
    # Mail services, office programs and messengers that fetch a preview
    "existence discovery", "facebookexternalhit", "googleimageproxy", "microsoft office", "ms-office",
    "skypeuripreview", "slack-imgproxy", "whatsapp", "yahoomailproxy",
    # Whatever calls itself one
    "crawler", "link preview", "link-preview", "linkpreview", "spider", "urlscan", "virustotal",
)  # fmt: skip

# "Googlebot", "Slackbot 1.0", but not the telephones of Cubot
_BOT = re.compile(r"(?<!\bcu)bot\b")

PREFETCH = ("purpose", "sec-purpose", "x-moz", "x-purpose")


def is_scanner(headers: Mapping[str, str]) -> bool:
    """By the headers of a request, their names in lower case; whoever names no program at all isn't a browser."""
    user_agent = headers.get("user-agent", "").strip().lower()
    if not user_agent or _BOT.search(user_agent) or any(name in user_agent for name in KNOWN):
        return True
    return any(word in headers.get(name, "").lower() for name in PREFETCH for word in ("prefetch", "preview"))
