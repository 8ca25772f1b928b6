"""A secondary engine: it answers grouped plans in place of SQLite, in SQLite's snapshot."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from evsrv.core.errors import RequestError
from evsrv.core.timing import engine_recorder
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


def offload(
    secondary: SecondaryEngine | None,
    plan: Plan,
    take: Callable[[Page], T],
    otherwise: Callable[[sqlite3.Connection], T],
) -> Callable[[SqliteConnection], T]:
    """Return work that answers a plan by the secondary engine, if there is one, else by SQLite.

    `take` makes the answer of the page of the secondary engine. Both see the same rows.
    """
    if secondary is None or plan.groups is None:
        return otherwise
    note = engine_recorder()

    def answer(connection: SqliteConnection) -> T:
        try:
            answer = take(secondary.read_page(plan, connection))
        except NotOffloaded as refusal:
            reason = str(refusal)
        except (RequestError, PluginFailure, Interrupted, sqlite3.Error):
            raise
        except Exception:
            _log.exception("%s has failed, and SQLite answers", secondary.name)
            reason = "the secondary engine has failed"
        else:
            note(secondary.name, None)
            return answer
        note("sqlite", reason)
        return otherwise(connection)

    return answer


def whole_page(page: Page) -> Page:
    """Return a page as it is."""
    return page


def rows_of_page(page: Page) -> Sequence[Row]:
    """Return the rows of a page."""
    return page.rows
