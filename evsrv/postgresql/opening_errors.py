"""The reasons for which a database cannot be opened, in words for its operator."""

import socket
import ssl
from typing import Final

import asyncpg

_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "the server refuses the user, the password or the address of this machine",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "the server has no such database; CREATE DATABASE makes one",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "the user may not connect to it, or may not read the tables of evsrv, which another user"
        " made",
    ),
    (
        asyncpg.TooManyConnectionsError,
        "the server, the database or the user has no connection left",
    ),
    (asyncpg.CannotConnectNowError, "the server starts or shuts down"),
    (
        asyncpg.UndefinedObjectError,
        "the connection string has an option that the server does not know",
    ),
    (
        socket.gaierror,
        "the name of the host is not known; a password has %40, %2F and %3A in place of @, / and :",
    ),
    (ssl.SSLError, "the server and evsrv do not agree on TLS"),
    (ConnectionRefusedError, "no server listens there"),
    (FileNotFoundError, "there is no such socket, or no such file of a certificate"),
    (TimeoutError, "the server does not answer"),
    (ConnectionError, "the server closed the connection, or does not take the sslmode"),
    (ValueError, "the connection string is not a valid one"),
)
"""By the kind of the error; the first one that fits."""


def reason_of(error: Exception) -> str:
    """Return why a database cannot be opened, with the kind of the error.

    Neither its message nor its cause, which may have the secrets of the connection string.
    """
    kind = type(error).__name__
    fitting = (reason for type_, reason in _REASONS if isinstance(error, type_))
    reason = next(fitting, None)
    return kind if reason is None else f"{reason} ({kind})"
