"""A secondary engine: it answers grouped plans in place of SQLite, in SQLite's snapshot."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from evsrv.core.errors import RequestError
from evsrv.engine.port import Page, Row
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.interruption import Interrupted
from evsrv.query.plan import Plan
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.reader_pool import ReaderPool

T = TypeVar("T")

_log = logging.getLogger(__name__)


class NotOffloaded(Exception):
    """SQLite has to answer; the message is a clause after "because"."""


class SecondaryEngine(Protocol):
    """Answers grouped plans from a copy of the rows."""

    @property
    def name(self) -> str:
        """Return its name in logs."""

    def read_page(self, plan: Plan, connection: SqliteConnection) -> Page:
        """Return the page of a grouped plan, with the rows that the connection sees.

        It runs on the thread of a reader of the pool, in its transaction for the plan's scope.
        Raises `NotOffloaded`, and `Interrupted` if the read has to stop.
        """

    def start(self, readers: ReaderPool) -> None:
        """Begin to keep copies, by reads of this pool."""

    async def close(self) -> None:
        """Interrupt what runs, and close the copies without a wait for it."""


@frozen
class Offloading(Generic[T]):
    """An answer, and the engine that gave it."""

    answer: T
    engine: str
    reason: str | None
    """A clause after "because" that says why it was not the secondary engine."""


def read_offloaded(
    secondary: SecondaryEngine,
    plan: Plan,
    take: Callable[[Page], T],
    otherwise: Callable[[sqlite3.Connection], T],
    connection: SqliteConnection,
) -> Offloading[T]:
    """Answer by the secondary engine or, if it does not, in the same transaction by SQLite.

    `take` makes the answer of the page of the secondary engine.
    """
    try:
        return Offloading(take(secondary.read_page(plan, connection)), secondary.name, None)
    except NotOffloaded as refusal:
        reason = str(refusal)
    except (RequestError, PluginFailure, Interrupted, sqlite3.Error):
        raise
    except Exception:
        _log.exception("%s has failed, and SQLite answers", secondary.name)
        reason = "the secondary engine has failed"
    return Offloading(otherwise(connection), "sqlite", reason)


def whole_page(page: Page) -> Page:
    """Return a page as it is."""
    return page


def rows_of_page(page: Page) -> Sequence[Row]:
    """Return the rows of a page."""
    return page.rows
