"""The use case with what stands behind its ports, for the API and for the portal."""

from functions.workspace_links.create_workspace_link import (
    CreateWorkspaceLink,
    Target,
    WorkspaceLink,
    create_workspace_link,
)
from shared import wiring
from shared.domain.once import Once
from shared.requests import Caller


def make_link(
    caller: Caller, customer_id: str, target: Target, once: Once[WorkspaceLink] | None = None
) -> WorkspaceLink:
    """Raises NotFound, WorkspaceMissing, Unavailable, AlreadyAnswered, IdempotencyKeyReused."""
    return create_workspace_link(
        CreateWorkspaceLink(customer_id=customer_id, target=target, actor=caller.actor),
        customers=wiring.customers(caller.tenant),
        answers=wiring.kept_answers(caller.tenant),
        signer=wiring.workspace_signer(),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
        once=once,
    )
