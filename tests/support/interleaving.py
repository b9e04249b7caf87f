"""Runs use cases side by side, in every order that their calls can come in: one call at a time, and no chance in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Semaphore, Thread, current_thread
from typing import Any, cast

from shared.domain.errors import DomainError

type Act = Callable[[], object]


@dataclass(slots=True)
class _Actor:
    act: Act
    may_go_on: Semaphore = field(default_factory=lambda: Semaphore(0))
    is_done: bool = False
    outcome: object = None


class Turns:
    """Who comes when: as `chosen` says, then whoever comes first. `taken` is how it was, beside who else could have.

    What an act returns is its outcome, as is the refusal that it raises.
    """

    def __init__(self, chosen: Sequence[int] = ()) -> None:
        self.taken: list[tuple[int, tuple[int, ...]]] = []
        self._chosen = chosen
        self._actors: dict[Thread, _Actor] = {}
        self._is_over = Semaphore(0)

    def watched[T](self, thing: T) -> T:
        """The same, where each call of an actor waits for its turn."""
        return cast("T", _Watched(thing, self))

    def pause(self) -> None:
        """The others' turn, unless nobody else is acting."""
        actor = self._actors.get(current_thread())
        if actor is not None:
            self._is_over.release()
            actor.may_go_on.acquire()

    def run(self, *acts: Act) -> list[Any]:
        actors = [_Actor(act) for act in acts]
        for actor in actors:
            thread = Thread(target=self._play, args=(actor,), daemon=True)
            self._actors[thread] = actor
            thread.start()
        while waiting := tuple(number for number, actor in enumerate(actors) if not actor.is_done):
            chosen = self._chosen[len(self.taken)] if len(self.taken) < len(self._chosen) else waiting[0]
            self.taken.append((chosen, waiting))
            actors[chosen].may_go_on.release()
            self._is_over.acquire()
        for actor in actors:
            if isinstance(actor.outcome, BaseException) and not isinstance(actor.outcome, DomainError):
                raise actor.outcome
        return [actor.outcome for actor in actors]

    def _play(self, actor: _Actor) -> None:
        actor.may_go_on.acquire()
        try:
            actor.outcome = actor.act()
        except BaseException as error:  # noqa: BLE001 - `run` raises it again
            actor.outcome = error
        actor.is_done = True
        self._is_over.release()


class _Watched:
    def __init__(self, thing: object, turns: Turns) -> None:
        self._thing = thing
        self._turns = turns

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self._turns.pause()
            return found(*arguments, **named)

        return call


def every_order(play: Callable[[Turns], object]) -> Iterator[tuple[int, ...]]:
    """Plays it in one order after the other, until there is none left; `play` begins anew each time."""
    chosen: list[int] | None = []
    while chosen is not None:
        turns = Turns(chosen)
        play(turns)
        yield tuple(who for who, _ in turns.taken)
        chosen = _next(turns.taken)


def _next(taken: Sequence[tuple[int, tuple[int, ...]]]) -> list[int] | None:
    """The same up to the last turn that somebody later in the row could have had instead."""
    for at in range(len(taken) - 1, -1, -1):
        who, waiting = taken[at]
        later = [other for other in waiting if other > who]
        if later:
            return [one for one, _ in taken[:at]] + [later[0]]
    return None
