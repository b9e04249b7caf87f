"""Runs use cases side by side, in every order that their calls can come in: call by call, nothing left to chance."""

from _thread import allocate_lock
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Thread, current_thread
from typing import Any, cast

from shared.domain.errors import DomainError

type Act = Callable[[], object]
type Turn = tuple[int, tuple[int, ...]]


class _Gate:
    """Shut, until somebody opens it for the next one to pass."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._lock.acquire()

    def open(self) -> None:
        self._lock.release()

    def wait(self) -> None:
        self._lock.acquire()


@dataclass(slots=True)
class _Actor:
    act: Act
    gate: _Gate = field(default_factory=_Gate)
    is_done: bool = False
    outcome: object = None


class Turns:
    """Who comes when: as `chosen` says, then whoever came last. `taken` is how it was: who, of whom that could have.

    The turn changes at most `changes` times before an act is over. What an act returns is its outcome, as is the
    refusal that it raises.
    """

    def __init__(self, chosen: Sequence[int] = (), changes: int | None = None) -> None:
        self.taken: list[Turn] = []
        self._chosen = chosen
        self._changes = changes
        self._actors: dict[Thread, _Actor] = {}
        self._is_over = _Gate()

    def watched[T](self, thing: T) -> T:
        """The same, where each call of an actor waits for its turn."""
        return cast("T", _Watched(thing, self))

    def pause(self) -> None:
        """The others' turn, unless nobody is acting."""
        actor = self._actors.get(current_thread())
        if actor is not None:
            self._is_over.open()
            actor.gate.wait()

    def run(self, *acts: Act) -> list[Any]:
        actors = [_Actor(act) for act in acts]
        for actor in actors:
            thread = Thread(target=self._play, args=(actor,), daemon=True)
            self._actors[thread] = actor
            thread.start()
        while could := self._could([number for number, actor in enumerate(actors) if not actor.is_done]):
            at = len(self.taken)
            who = self._chosen[at] if at < len(self._chosen) else could[0]
            self.taken.append((who, could))
            actors[who].gate.open()
            self._is_over.wait()
        for actor in actors:
            if isinstance(actor.outcome, BaseException) and not isinstance(actor.outcome, DomainError):
                raise actor.outcome
        return [actor.outcome for actor in actors]

    def _could(self, waiting: list[int]) -> tuple[int, ...]:
        """Whoever came last comes first, and alone when the turn has changed often enough."""
        last = self.taken[-1][0] if self.taken else None
        if last not in waiting:
            return tuple(waiting)
        if self._changes is not None and self._changed() >= self._changes:
            return (last,)
        return (last, *(other for other in waiting if other != last))

    def _changed(self) -> int:
        """How often somebody else came although the last one was not done."""
        pairs = zip(self.taken, self.taken[1:], strict=False)
        return sum(who != last and last in could for (last, _), (who, could) in pairs)

    def _play(self, actor: _Actor) -> None:
        actor.gate.wait()
        try:
            actor.outcome = actor.act()
        except BaseException as error:  # noqa: BLE001 - `run` raises it again
            actor.outcome = error
        actor.is_done = True
        self._is_over.open()


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


def every_order(play: Callable[[Turns], object], *, changes: int | None = None) -> Iterator[tuple[int, ...]]:
    """Plays it in one order after the other, until there is none left; `play` begins anew each time.

    With `changes`, in every order where the turn changes no oftener than that.
    """
    chosen: list[int] | None = []
    while chosen is not None:
        turns = Turns(chosen, changes)
        play(turns)
        yield tuple(who for who, _ in turns.taken)
        chosen = _next(turns.taken)


def _next(taken: Sequence[Turn]) -> list[int] | None:
    """The same up to the last turn that somebody else could have had who has not had it yet."""
    for at in range(len(taken) - 1, -1, -1):
        who, could = taken[at]
        if who != could[-1]:
            return [one for one, _ in taken[:at]] + [could[could.index(who) + 1]]
    return None
