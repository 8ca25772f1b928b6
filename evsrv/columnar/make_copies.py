"""The copies that the settings ask for."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evsrv.columnar import scope_sizes
from evsrv.columnar.copy_folder import folder_beside
from evsrv.columnar.copy_options import CopyOptions
from evsrv.columnar.environment import digest_environment
from evsrv.config import ConfigError, Settings
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.memory_tables import MemoryDatabases

if TYPE_CHECKING:
    from evsrv.columnar.copies import Copies

_PACKAGES = ("duckdb", "pyarrow")


def make_copies(
    settings: Settings, vocabulary: Vocabulary, *, min_rows: int | None = None
) -> "Copies | None":
    """Return the copies for a database, or None if there are to be none.

    `min_rows` is the number of rows from which on a scope is answered from a copy.
    Raises `ConfigError` if packages are missing that the settings require.
    """
    if settings.columnar == "off":
        return None
    if missing := [name for name in _PACKAGES if find_spec(name) is None]:
        if settings.columnar == "on":
            raise ConfigError(
                f"columnar is on, but {' and '.join(missing)} cannot be imported: install"
                " evsrv[columnar]"
            )
        return None
    # A server without copies starts without the modules that make them.
    from evsrv.columnar.copies import Copies

    return Copies(
        CopyOptions(
            folder=folder_of_copies(settings),
            memory=f"{settings.columnar_memory}B",
            paths=settings.copied_paths,
            native=vocabulary.builtin_terms,
            composing=MemoryDatabases(vocabulary.prepare_connection),
            environment=partial(
                digest_environment,
                settings.file,
                SqliteEngine.software["sqlite"],
                vocabulary.plugin_objects,
            ),
            min_rows=scope_sizes.MIN_ROWS if min_rows is None else min_rows,
        )
    )


def folder_of_copies(settings: Settings) -> Path:
    """Return the folder of the copies, whether there are any or not."""
    return settings.columnar_dir or folder_beside(settings.file)
