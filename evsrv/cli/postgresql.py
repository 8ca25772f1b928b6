"""Finding the care of a PostgreSQL database, if the settings name one."""

from typing import TYPE_CHECKING

from evsrv.core.dsn import Dsn
from evsrv.database import require_driver

if TYPE_CHECKING:
    from evsrv.cli.postgresql_care import PostgresqlCare


def care_of(dsn: Dsn) -> "PostgresqlCare":
    """Return the care of a database. Raises `ConfigError` if a package is missing."""
    require_driver(dsn)
    from evsrv.cli.postgresql_care import PostgresqlCare

    return PostgresqlCare(dsn)
