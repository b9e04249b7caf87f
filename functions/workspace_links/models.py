"""What the route of workspace links takes and answers."""

from datetime import datetime
from typing import Self

from functions.workspace_links.create_workspace_link import Target, WorkspaceLink
from shared.models import AnswerModel, RequestModel


class CreateWorkspaceLinkRequest(RequestModel):
    target: Target


class WorkspaceLinkAnswer(AnswerModel):
    """`url` opens the workspace once, until `expires_at`."""

    url: str
    expires_at: datetime

    @classmethod
    def of(cls, link: WorkspaceLink) -> Self:
        return cls(url=link.url, expires_at=link.expires_at)
