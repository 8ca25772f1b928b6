"""Connection strings of PostgreSQL, whose secrets are never shown."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from attrs import field, frozen

_SCHEMES = ("postgresql", "postgres")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
"""The begin of an address; a scheme of one letter is a drive."""


class UnknownAddress(ValueError):
    """A name of a database is an address of something else; the message has none of its secrets."""

    def __init__(self) -> None:
        super().__init__(
            "this is neither the path of a file nor an address that begins with postgresql://"
        )


def is_dsn(database: str) -> bool:
    """Return whether the name of a database is a connection string of PostgreSQL."""
    return database.partition("://")[0] in _SCHEMES and "://" in database


@frozen
class Dsn:
    """A connection string; it shows as the place alone, without user, password and options."""

    secret: str = field(repr=False)
    """The string with all that it has, for the driver."""

    @property
    def place(self) -> str:
        """Return host and database, for logs and messages."""
        try:
            parts = urlsplit(self.secret)
            host = parts.hostname or parse_qs(parts.query).get("host", ["the default host"])[0]
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return "postgresql"
        return f"{host}{port}/{parts.path.strip('/')}"

    def __str__(self) -> str:
        return self.place


def parse_database(name: str) -> Path | Dsn:
    """Return the connection string or the path that a name of a database is.

    Raises `UnknownAddress`.
    """
    if is_dsn(name):
        return Dsn(name)
    if _ADDRESS.match(name):
        raise UnknownAddress
    return Path(name)
