"""How long the stages of a request took and how many rows it had: numbers, never values.

The stages themselves know nothing of it; whoever calls them marks them with `stage`.
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
    """What is known of one request on its way."""

    started: float = Factory(time.perf_counter)
    seconds: dict[Stage, float] = Factory(dict)
    """How long each stage took, in all of its turns."""
    rows: int = 0
    inside: bool = False

    def elapsed(self) -> float:
        """Tell how many seconds have passed since the request came in."""
        return time.perf_counter() - self.started


_followed: ContextVar[RequestTiming | None] = ContextVar("trace", default=None)


def start_timing() -> RequestTiming:
    """Begin the trace of what the current task does from here on."""
    trace = RequestTiming()
    _followed.set(trace)
    return trace


class stage:  # noqa: N801 - it is used as a word
    """Count the time inside for a stage; a stage within another counts for the outer one.

    It decorates functions too, but no coroutines. Where nothing is followed, as on the command
    line, it does nothing.
    """

    # Not a generator with `contextmanager`: a request has many stages, and that is twice as slow.
    __slots__ = ("_name", "_started", "_trace")

    def __init__(self, name: Stage) -> None:
        self._name = name

    def __enter__(self) -> None:
        trace = _followed.get()
        if trace is None or trace.inside:
            self._trace = None
            return
        self._trace = trace
        trace.inside = True
        self._started = time.perf_counter()

    def __exit__(self, *_error: object) -> None:
        trace = self._trace
        if trace is not None:
            trace.inside = False
            spent = time.perf_counter() - self._started
            trace.seconds[self._name] = trace.seconds.get(self._name, 0.0) + spent

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        """Count each call of a function."""
        name = self._name

        @wraps(function)
        def counted(*args: P.args, **options: P.kwargs) -> T:
            with stage(name):
                return function(*args, **options)

        return counted


def row_counter() -> Callable[[int], None]:
    """Give a function to call with how many rows more the answer has, on any thread."""
    trace = _followed.get()

    def count(rows: int) -> None:
        if trace is not None:
            trace.rows += rows

    return count
