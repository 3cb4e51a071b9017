"""Where the time of a pass goes: its steps, one after the other, and the parts within them that name themselves.

Code says `with part("churn"):` around what a person might want to know the cost of; that costs a microsecond and counts
only while somebody listens. Parts of parts count as the outer one. Work in other threads is counted by who waits.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(slots=True)
class Step:
    """One step: its seconds, and those of the parts that named themselves, by name."""

    seconds: float = 0.0
    parts: Counter[str] = field(default_factory=Counter)


class Stopwatch:
    """Times what happens while it is entered; `step` is told each step that begins, as a pass tells its progress.

    Args:
        first: what the time until the first step is called.
        clock: tells the seconds; processor time, say, on a busy machine.
    """

    def __init__(self, first: str, clock: Callable[[], float] = time.perf_counter) -> None:
        self.steps: dict[str, Step] = {first: Step()}
        self.current = first
        self._clock = clock
        self._since = clock()
        self._in_part = False
        self._token: Token[Stopwatch | None] | None = None

    @property
    def seconds(self) -> float:
        """All of them."""
        return sum(step.seconds for step in self.steps.values())

    def step(self, name: str, _share: float = 0.0) -> None:
        """Step `name` begins."""
        self._lap()
        self.current = name
        self.steps.setdefault(name, Step())

    def __enter__(self) -> Stopwatch:
        self._token = _listening.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lap()
        if self._token is not None:
            _listening.reset(self._token)

    def _lap(self) -> None:
        now = self._clock()
        self.steps[self.current].seconds += now - self._since
        self._since = now

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """See `part`."""
        if self._in_part:
            yield
            return
        step, start, self._in_part = self.steps[self.current], self._clock(), True
        try:
            yield
        finally:
            self._in_part = False
            step.parts[name] += self._clock() - start  # type: ignore[assignment]  # a Counter of floats


_listening: ContextVar[Stopwatch | None] = ContextVar("listening", default=None)


@contextmanager
def part(name: str) -> Iterator[None]:
    """What is done inside is part `name` of the step under way."""
    watch = _listening.get()
    if watch is None:
        yield
    else:
        with watch.part(name):
            yield
