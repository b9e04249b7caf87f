"""A form that makes something makes it once, however often its button is pressed."""

import hashlib
import json
from collections.abc import Callable

from shared.domain.once import Once


def form_once[T](form_id: str, content: object, present: Callable[[T], str]) -> Once[T]:
    """A second click sends the same form with the same content; corrected, it is another one."""
    digest = hashlib.sha256(json.dumps(["form", form_id, content]).encode()).hexdigest()
    return Once(digest, digest, present)
