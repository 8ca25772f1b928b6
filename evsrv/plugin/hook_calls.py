"""Calls of plugins' hooks, with errors that name the plugin."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import pluggy

from evsrv.plugin import hookspecs
from evsrv.plugin.failures import PluginFailure

T = TypeVar("T")


class PluginError(Exception):
    """A plugin cannot be used; the message names it."""


def register(plugins: Mapping[str, object]) -> pluggy.PluginManager:
    """Return a manager of these plugins by name; raise `PluginError` for an unknown hook."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, plugin in plugins.items():
        try:
            manager.register(plugin, name)
            manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(f"plugin {name}: {error}") from error
    return manager


def in_order(hook: pluggy.HookCaller) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the plugins that implement a hook, each with its function, in their order."""
    return ((impl.plugin_name, impl.function) for impl in hook.get_hookimpls())


def returned_by_each(hook: pluggy.HookCaller, kind: type[T]) -> Iterator[tuple[str, T]]:
    """Yield all that the plugins' functions of a hook return, each with its plugin.

    Raises `PluginError` if a function fails, or returns something else than objects of this kind.
    """
    for plugin, implementation in in_order(hook):
        for one in call(plugin, _gather, implementation):
            if not isinstance(one, kind):
                raise PluginError(
                    f"plugin {plugin}: {hook.name} returned {one!r}; expected {kind.__name__}"
                )
            yield plugin, one


def call(plugin: str, function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function of a plugin; raise `PluginError` if it fails."""
    try:
        return function(*arguments)
    except PluginFailure as error:
        raise PluginError(str(error)) from error
    except Exception as error:
        raise PluginError(f"plugin {plugin}: {type(error).__name__}: {error}") from error


def _gather(implementation: Callable[[], Iterable[object]]) -> tuple[object, ...]:
    return tuple(implementation())
