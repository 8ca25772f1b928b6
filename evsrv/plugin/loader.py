"""The sources of plugins: built-in, bundled, installed, and a folder."""

import importlib.util
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from evsrv.core.errors import unknown
from evsrv.plugin.hookspecs import PROJECT
from evsrv.plugin.vocabulary import PluginError

Source = tuple[str, Callable[[], object]]


def find_plugins(
    builtin: Mapping[str, object],
    *,
    bundled: Path,
    folder: Path | None = None,
    disabled: Collection[str] = (),
) -> dict[str, object]:
    """Load the plugins that are not disabled, by name.

    They come from `builtin`, from the files of the folder `bundled`, from the entry points of
    installed distributions and from the files of `folder`. Raises `PluginError` if two have one
    name, if one cannot be loaded, or if a disabled name is not the name of any.
    """
    sources: list[Source] = [(name, partial(_identity, plugin)) for name, plugin in builtin.items()]
    sources += _files(bundled)
    sources += ((entry.name, entry.load) for entry in entry_points(group=PROJECT))
    if folder is not None:
        if not folder.is_dir():
            raise PluginError(
                f"the plugins folder {folder} does not exist; name it with --plugins-dir"
            )
        sources += _files(folder)
    known = {name for name, _ in sources}
    for name in disabled:
        if name not in known:
            raise PluginError(f"cannot disable: {unknown('plugin', name, known)}")
    plugins: dict[str, object] = {}
    for name, load in sources:
        if name in disabled:
            continue
        if name in plugins:
            raise PluginError(f"two plugins are named {name!r}; rename one of them")
        try:
            plugins[name] = load()
        except Exception as error:
            raise PluginError(
                f"plugin {name}: {type(error).__name__}: {error}; mend it, or switch it off"
                " with the setting disabled_plugins"
            ) from error
    return plugins


def installed_versions() -> dict[str, str]:
    """Return the versions of the distributions that installed plugins come from, by plugin."""
    return {
        entry.name: entry.dist.version
        for entry in entry_points(group=PROJECT)
        if entry.dist is not None
    }


def _identity(plugin: object) -> object:
    return plugin


def _files(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            yield path.stem, partial(_load_file, path)


def _load_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"evsrv_plugin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
