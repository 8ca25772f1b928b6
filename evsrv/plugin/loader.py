"""The sources of plugins: built-in, bundled, installed, and a folder."""

import importlib.util
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Literal

from attrs import frozen

from evsrv.core.errors import unknown
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.hookspecs import PROJECT

SourceKind = Literal["builtin", "bundled", "installed", "folder", "given"]
NO_PLUGINS: Mapping[str, object] = MappingProxyType({})


@frozen
class Source:
    """A place that a plugin is loaded from."""

    name: str
    """The name of the plugin."""
    kind: SourceKind
    load: Callable[[], object]
    file: Path | None = None
    distribution: str | None = None
    """The name of the distribution of an installed plugin."""
    version: str | None = None
    """The version of the distribution."""


def find_sources(
    builtin: Mapping[str, object],
    *,
    bundled: Path,
    folder: Path | None = None,
    given: Mapping[str, object] = NO_PLUGINS,
) -> list[Source]:
    """Return the sources of all plugins, among them the disabled ones; none is loaded.

    They come from `builtin`, from the files of the folder `bundled`, from the entry points of
    installed distributions and from the files of `folder`. A plugin of `given` replaces those of
    its name. Raises `PluginError` if `folder` does not exist.
    """
    sources = [Source(name, "builtin", partial(_identity, one)) for name, one in builtin.items()]
    sources += _files(bundled, "bundled")
    sources += outer_sources(folder)
    others = [source for source in sources if source.name not in given]
    return [*others, *(Source(name, "given", partial(_identity, given[name])) for name in given)]


def find_plugins(
    builtin: Mapping[str, object],
    *,
    bundled: Path,
    folder: Path | None = None,
    given: Mapping[str, object] = NO_PLUGINS,
    disabled: Collection[str] = (),
) -> dict[str, object]:
    """Load the plugins that are not disabled, by name, from the sources of `find_sources`.

    Raises `PluginError` if two have one name, if one cannot be loaded, or if a disabled name is not
    the name of any.
    """
    sources = find_sources(builtin, bundled=bundled, folder=folder, given=given)
    known = {source.name for source in sources}
    for name in disabled:
        if name not in known:
            raise PluginError(f"cannot disable: {unknown('plugin', name, known)}")
    plugins: dict[str, object] = {}
    for source in sources:
        name = source.name
        if name in disabled:
            continue
        if name in plugins:
            raise PluginError(f"two plugins are named {name!r}; rename one of them")
        plugins[name] = load_plugin(source)
    return plugins


def outer_sources(folder: Path | None) -> list[Source]:
    """Return the sources of the plugins that are neither built-in nor bundled.

    Raises `PluginError` if `folder` does not exist.
    """
    if folder is None:
        return [*_installed()]
    if not folder.is_dir():
        raise PluginError(f"the plugins folder {folder} does not exist; name it with --plugins-dir")
    return [*_installed(), *_files(folder, "folder")]


def load_plugin(source: Source) -> object:
    """Return the plugin of a source. Raises `PluginError` if it cannot be loaded."""
    try:
        return source.load()
    except Exception as error:
        raise PluginError(
            f"plugin {source.name}: {type(error).__name__}: {error}; mend it, or switch it off with"
            " the setting disabled_plugins"
        ) from error


def installed_versions() -> dict[str, str]:
    """Return the versions of the distributions that installed plugins come from, by plugin."""
    return {source.name: source.version for source in _installed() if source.version is not None}


def _identity(plugin: object) -> object:
    return plugin


def _installed() -> Iterator[Source]:
    for entry in entry_points(group=PROJECT):
        name, version = (
            (None, None) if entry.dist is None else (entry.dist.name, entry.dist.version)
        )
        yield Source(entry.name, "installed", entry.load, distribution=name, version=version)


def _files(folder: Path, kind: SourceKind) -> Iterator[Source]:
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            yield Source(path.stem, kind, partial(_load_file, path), file=path)


def _load_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"evsrv_plugin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
