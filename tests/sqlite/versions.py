"""Files as older releases left them."""

import sqlite3

from evsrv.sqlite.migrations import objects, objects_of_version


def take_back_to(version: int, connection: sqlite3.Connection) -> None:
    """Take away what came after a version, but for columns."""
    for type_, name in objects(connection).keys() - objects_of_version(version).keys():
        connection.execute(f"DROP {type_} IF EXISTS {name}")
    connection.execute(f"PRAGMA user_version = {version}")
