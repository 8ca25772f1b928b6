"""The sources of plugins as lists of plain data, with what each plugin adds."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pluggy

from evsrv.plugin import hookspecs
from evsrv.plugin.loader import Source
from evsrv.plugin.vocabulary import Vocabulary


def list_sources(sources: Iterable[Source], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Describe every plugin, among them those that are switched off.

    Each is `{name, source, distribution, version, file, enabled, summary, hooks, terms}`. `source`
    is `builtin`, `bundled`, `installed` or `folder`. The version is that of the distribution. A
    plugin that is switched off is not loaded, so it has no summary, hooks and terms here.
    """
    return [_describe(source, vocabulary) for source in sources]


def list_routes(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Describe every route of a plugin: `{method, path, open, plugin, summary}`."""
    return [
        {
            "method": one.route.method,
            "path": one.path,
            "open": one.route.open,
            "plugin": one.plugin,
            "summary": one.route.summary,
        }
        for one in vocabulary.routes
    ]


def list_commands(vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Describe every command of a plugin: `{name, plugin, summary}`."""
    return [
        {"name": name, "plugin": one.plugin, "summary": one.command.get_short_help_str()}
        for name, one in vocabulary.commands.items()
    ]


def _describe(source: Source, vocabulary: Vocabulary) -> dict[str, Any]:
    plugin = vocabulary.plugin_objects.get(source.name)
    return {
        "name": source.name,
        "source": source.kind,
        "distribution": source.distribution,
        "version": source.version,
        "file": _file_of(source, plugin),
        "enabled": plugin is not None,
        "summary": vocabulary.plugins.get(source.name),
        "hooks": [] if plugin is None else _hooks_of(plugin),
        "terms": [term.name for term, name in vocabulary.origins.items() if name == source.name],
    }


def _file_of(source: Source, plugin: object) -> str | None:
    if source.kind not in ("installed", "folder"):
        return None
    file = source.file or getattr(plugin, "__file__", None)
    return None if file is None else str(Path(file))


def _hooks_of(plugin: object) -> list[str]:
    """Return the names of the hooks that a plugin implements."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.register(plugin)
    return sorted(caller.name for caller in manager.get_hookcallers(plugin) or ())
