"""Errors inside plugins, with the plugin and the term that they come from."""

import traceback
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from inspect import unwrap
from typing import ParamSpec, TypeVar

from evsrv.plugin.interruption import Interrupted

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")

_MAX_MESSAGE_CHARACTERS = 300

registering_plugin: ContextVar[str | None] = ContextVar("registering_plugin", default=None)
"""The plugin that registers SQL functions at the moment."""


class PluginFailure(Exception):
    """A plugin's Python or SQL failed; the message names the plugin, the part and the line."""

    def __init__(self, plugin: str, part: str, error: Exception, line: str | None) -> None:
        message = f"{type(error).__name__}: {error}"
        if len(message) > _MAX_MESSAGE_CHARACTERS:
            message = f"{message[:_MAX_MESSAGE_CHARACTERS]}..."
        place = f" ({line})" if line else ""
        super().__init__(f"plugin {plugin}, {part}: {message}{place}")


def name_failures(
    plugin: str,
    part: str,
    function: Callable[P, T],
    expected: tuple[type[Exception], ...] = (),
) -> Callable[P, T]:
    """Return the function with its errors raised as `PluginFailure`, except the expected ones."""
    passed: tuple[type[Exception], ...] = (Interrupted, PluginFailure, *expected)

    @wraps(function)
    def named(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return function(*arguments, **options)
        except passed:
            raise
        except Exception as error:
            raise PluginFailure(plugin, part, error, line_of_error(error)) from error

    return named


def name_async_failures(
    plugin: str, part: str, function: Callable[P, Awaitable[T]]
) -> Callable[P, Awaitable[T]]:
    """Return the coroutine function with its errors raised as `PluginFailure`."""

    @wraps(function)
    async def named(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return await function(*arguments, **options)
        except Exception as error:
            raise PluginFailure(plugin, part, error, line_of_error(error)) from error

    return named


def refuse_flawed_results(
    plugin: str, part: str, function: Callable[[A], T], find_flaw: Callable[[A, object], str | None]
) -> Callable[[A], T]:
    """Return the function with a `PluginFailure` raised for a result that `find_flaw` explains."""

    @wraps(function)
    def checked(argument: A) -> T:
        result = function(argument)
        flaw = find_flaw(argument, result)
        if flaw is not None:
            raise PluginFailure(plugin, part, ValueError(flaw), line_of_function(function))
        return result

    return checked


def line_of_function(function: Callable[..., object]) -> str | None:
    """Return file and line of a function's definition; None for one of C code."""
    code = getattr(unwrap(function), "__code__", None)
    return None if code is None else f"{code.co_filename}:{code.co_firstlineno}"


def line_of_error(error: Exception) -> str | None:
    """Return file and line of the plugin's innermost frame; None for an error of C code."""
    # The first frame is the caller above; the second is the plugin, which may call libraries.
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else None
