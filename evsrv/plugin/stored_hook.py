"""The hook on stored events, which is called after their commit."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import Any

from attrs import frozen

from evsrv.core.daemon_thread import run_in_daemon_thread
from evsrv.plugin.failures import name_async_failures, name_failures

_PART = "hook 'evsrv_stored'"

Events = Sequence[Mapping[str, Any]]


@frozen
class StoredHook:
    """The function of a plugin that gets stored events."""

    plugin: str
    call: Callable[[Events], Awaitable[object]]
    """Calls it, on a thread unless it is async. Raises `PluginFailure`."""

    @classmethod
    def of_plugin(cls, plugin: str, function: Callable[..., Any]) -> "StoredHook":
        """Return the hook of a plugin's function, async or not."""
        if iscoroutinefunction(function):
            return cls(plugin, name_async_failures(plugin, _PART, function))
        named = name_failures(plugin, _PART, function)

        async def call(events: Events) -> object:
            return await run_in_daemon_thread(named, events)

        return cls(plugin, call)
