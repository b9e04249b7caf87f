"""Keep what was typed into a screen of the wizard, right or wrong, or drop it all (E2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.errors import Conflict
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.ports import Clock, OfferDrafts, RandomBytes


class DraftGone(Conflict):
    """The offer that a page was about has been sent, or cancelled, since it was shown."""

    def __init__(self) -> None:
        super().__init__("This offer is not being written any more.")


class DraftThere(Conflict):
    """Two windows began at once, and in the other one this screen was filled in differently."""

    def __init__(self, draft: OfferDraft) -> None:
        super().__init__("An offer is being written in another window.")
        self.draft = draft


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepStep:
    """`draft_id` is empty where the page was made before there was a draft. `typed` are fields of the draft;
    `goes_on`: whether the step is completed by it, if all `is_right`. `reopened` are steps that turned out wrong."""

    user_id: str
    draft_id: str
    step: WizardStep
    typed: Mapping[str, Any]
    is_right: bool
    goes_on: bool = False
    reopened: tuple[WizardStep, ...] = ()


def keep_step(command: KeepStep, *, drafts: OfferDrafts, now: Clock, random_bytes: RandomBytes) -> OfferDraft:
    """The first thing kept begins the draft; where there is nothing to keep, it is as it was.

    Raises DraftGone, DraftThere.
    """

    def attempt() -> OfferDraft:
        found = drafts.find(command.user_id)
        if command.draft_id and (found is None or found.id != command.draft_id):
            raise DraftGone
        present = found or blank_draft(command.user_id)
        if found and not command.draft_id and _differs(found, command.typed):
            raise DraftThere(found)
        changed = replace(present, **command.typed, completed=_completed(present, command))
        if changed == present:
            return present
        identifier = present.id or ids.new_id("prt", now=now(), random_bytes=random_bytes)
        changed = replace(changed, id=identifier, version=present.version + 1)
        drafts.save(changed)
        return changed

    return settle(attempt)


def drop_draft(user_id: str, draft_id: str, *, drafts: OfferDrafts) -> None:
    """Raises DraftGone."""

    def attempt() -> None:
        found = drafts.find(user_id)
        if found is None or found.id != draft_id:
            raise DraftGone
        drafts.remove(found)

    settle(attempt)


def blank_draft(user_id: str) -> OfferDraft:
    """Before anything was kept."""
    return OfferDraft(id="", user_id=user_id, version=0)


def _differs(draft: OfferDraft, typed: Mapping[str, Any]) -> bool:
    """Whether that screen was filled in already, with something else."""
    return any(getattr(draft, name) not in (value, "", ()) for name, value in typed.items())


def _completed(present: OfferDraft, command: KeepStep) -> tuple[WizardStep, ...]:
    completed = set(present.completed) - set(command.reopened)
    if not command.is_right:
        completed.discard(command.step)
    elif command.goes_on:
        completed.add(command.step)
    return tuple(step for step in WizardStep if step in completed)
