"""Request timing: the seconds of each stage and the count of rows; never values.

The stages themselves do not know of it: their callers mark them with `stage`.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from attrs import Factory, define

Stage = Literal["auth", "read", "compile", "db", "render"]

P = ParamSpec("P")
T = TypeVar("T")


@define(eq=False)
class RequestTiming:
    """The timing of one request."""

    started: float = Factory(time.perf_counter)
    seconds: dict[Stage, float] = Factory(dict)
    """The total of each stage, which may have run several times."""
    rows: int = 0
    engine: str | None = None
    """The engine that answered, if there are several."""
    engine_reason: str | None = None
    """A clause after "because" that says why it was not the other one."""
    active: bool = False
    """Whether a stage is being timed."""

    def elapsed(self) -> float:
        """Return the seconds since the request came in."""
        return time.perf_counter() - self.started


_current: ContextVar[RequestTiming | None] = ContextVar("request_timing", default=None)


def start_timing() -> RequestTiming:
    """Start the timing of the current task and return it."""
    timing = RequestTiming()
    _current.set(timing)
    return timing


class stage:  # noqa: N801 - it is used as a word
    """Add the time spent inside to a stage; a nested stage counts for the outer one.

    It decorates functions too, but not coroutines. Outside of a request, as on the command line, it
    does nothing.
    """

    # Not a generator with `contextmanager`: a request has many stages, and that is twice as slow.
    __slots__ = ("_name", "_started", "_timing")

    def __init__(self, name: Stage) -> None:
        self._name = name

    def __enter__(self) -> None:
        timing = _current.get()
        if timing is None or timing.active:
            self._timing = None
            return
        self._timing = timing
        timing.active = True
        self._started = time.perf_counter()

    def __exit__(self, *_error: object) -> None:
        timing = self._timing
        if timing is not None:
            timing.active = False
            spent = time.perf_counter() - self._started
            timing.seconds[self._name] = timing.seconds.get(self._name, 0.0) + spent

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        """Return a function of which each call is timed."""
        name = self._name

        @wraps(function)
        def timed(*args: P.args, **options: P.kwargs) -> T:
            with stage(name):
                return function(*args, **options)

        return timed


def row_counter() -> Callable[[int], None]:
    """Return a function that adds rows to the current timing; any thread may call it."""
    timing = _current.get()

    def count(rows: int) -> None:
        if timing is not None:
            timing.rows += rows

    return count


def engine_recorder() -> Callable[[str, str | None], None]:
    """Return a function that records in the current timing which engine answered, and why.

    Any thread may call it.
    """
    timing = _current.get()

    def record(engine: str, reason: str | None) -> None:
        if timing is not None:
            timing.engine, timing.engine_reason = engine, reason

    return record
