"""A form that makes something makes it once, however often its button is pressed (F3).

Each form carries an id of its own. A second click sends the same form with the same content to the same address, and
finds the receipt of the first; a corrected form is another one.
"""

import hashlib
from collections.abc import Callable

from shared.domain.once import Once
from shared.ports import RandomBytes
from shared.web.portal_request import PortalRequest

LENGTH = 12


def new_form_id(random_bytes: RandomBytes) -> str:
    return random_bytes(LENGTH).hex()


def form_once[T](request: PortalRequest, present: Callable[[T], str]) -> Once[T]:
    """For what the form of this request makes; `present` says which it was (`AlreadyAnswered.answer`)."""
    whose = f"form {request.user.id} {request.web.address} "
    digest = hashlib.sha256(whose.encode() + request.web.body).hexdigest()
    return Once(digest, digest, present)
