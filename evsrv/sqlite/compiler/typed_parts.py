"""The parts of a value that follow from its plain value and its type."""

from abc import ABC, abstractmethod
from functools import cache

from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import JsonType

_SQLITE_NAMES = {
    JsonType.STRING: ("text",),
    JsonType.NUMBER: ("integer", "real"),
    JsonType.BOOLEAN: ("true", "false"),
    JsonType.ARRAY: ("array",),
    JsonType.OBJECT: ("object",),
}
"""The names that json_type has for each JSON type."""


# Every compilation asks for a few of these again, and a Flag is slow to iterate.
@cache
def _comparison(types: JsonType) -> Sql:
    names = [f"'{name}'" for one in types for name in _SQLITE_NAMES[one]]
    return Sql(f"= {names[0]}" if len(names) == 1 else f"IN ({', '.join(names)})")


class TypedParts(ABC):
    """The typed parts of a value of JSON, by SQLite's json_type."""

    __slots__ = ()

    @property
    @abstractmethod
    def plain(self) -> Sql: ...

    @property
    @abstractmethod
    def json_type(self) -> Sql: ...

    @property
    def is_null(self) -> Sql:
        return sql("{} IS NULL", self.plain)

    def is_type(self, types: JsonType) -> Sql:
        return sql("{} {}", self.json_type, _comparison(types))

    @property
    def string(self) -> Sql:
        return sql("CASE {} WHEN 'text' THEN {} END", self.json_type, self.plain)

    @property
    def boolean(self) -> Sql:
        return sql("CASE {} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END", self.json_type)
