"""The compile context of a database."""

import sqlite3

from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.promotions import list_ready_paths


def read_compile_context(connection: sqlite3.Connection) -> CompileContext:
    """Read the context for queries in the transaction that the connection is in.

    SQL that is compiled with it is valid in that transaction only: a moment later, a column may
    hold another path's values.
    """
    return CompileContext(list_ready_paths(connection))
