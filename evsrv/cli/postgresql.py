"""Commands on a PostgreSQL database: its care, and the refusal of those that need a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from evsrv.config import ConfigError, Settings
from evsrv.core.dsn import Dsn
from evsrv.database import require_driver

if TYPE_CHECKING:
    from evsrv.cli.postgresql_care import PostgresqlCare


def care_of(dsn: Dsn) -> "PostgresqlCare":
    """Return the care of a database. Raises `ConfigError` if a package is missing."""
    require_driver(dsn)
    from evsrv.cli.postgresql_care import PostgresqlCare

    return PostgresqlCare(dsn)


def require_file_database(settings: Settings, instead: str) -> Path:
    """Return the database file. Raises `ConfigError` if the database is not a file.

    `instead` is a clause that says what to use then.
    """
    if isinstance(settings.db, Dsn):
        raise ConfigError(f"{settings.db} is a PostgreSQL database, not a file; {instead}")
    return settings.db
