"""Paths in JSON documents, as PostgreSQL's operators read them."""

import re

from evsrv.core.json_path import array_index
from evsrv.core.sql import Sql, bind, join, sql

_PLAIN = re.compile(r"[A-Za-z0-9_ .:@$/-]+")


def render_path(path: tuple[str, ...]) -> Sql:
    """Render a path as text[]; as a literal if every part is safe, so that an index serves."""
    if all(map(_PLAIN.fullmatch, path)):
        quoted = ",".join(f'"{part}"' for part in path)
        return Sql(f"'{{{quoted}}}'::text[]")
    return sql("ARRAY[{}]", join(", ", (sql("{}::text", bind(part)) for part in path)))


def leads_through_objects(path: tuple[str, ...]) -> bool:
    """Return whether a path can only lead through objects: a JSON field is always an object."""
    return all(array_index(part) is None for part in path[1:])
