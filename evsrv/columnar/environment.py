"""The digest of all that computes values of columns: if it differs, copies are made again."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import evsrv


def digest_environment(database: Path, sqlite: str, plugins: Mapping[str, object]) -> str:
    """Return the digest for a database file, a version of SQLite and the plugins by name."""
    digest = hashlib.sha256()
    parts = (str(database.resolve()), sqlite, version("duckdb"), evsrv.__version__, sys.version)
    for part in parts:
        digest.update(part.encode() + b"\0")
    for name, plugin in plugins.items():
        digest.update(name.encode() + b"\0")
        digest.update(type(plugin).__qualname__.encode() + b"\0")
    for file in sorted(set(_source_files([evsrv, *plugins.values()]))):
        digest.update(str(file).encode() + b"\0")
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _source_files(plugins: Iterable[object]) -> Iterator[Path]:
    """Yield the files of plugins, and all of the packages that they are in."""
    for plugin in plugins:
        module = (
            plugin if isinstance(plugin, ModuleType) else sys.modules.get(type(plugin).__module__)
        )
        root = sys.modules.get((getattr(module, "__package__", None) or "").partition(".")[0])
        for folder in getattr(root, "__path__", ()):
            yield from Path(folder).rglob("*.py")
        if file := getattr(module, "__file__", None):
            yield Path(file)
