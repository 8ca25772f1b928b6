"""The base of values that are another value with each part changed in the same way."""

from abc import ABC, abstractmethod

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.plugin.value import JsonType, Value


@frozen
class MappedValue(ABC):
    """Another value, in every part of which `map_part` replaces the SQL."""

    value: Value

    @abstractmethod
    def map_part(self, part: Sql) -> Sql:
        """Render a part from that of the other value."""

    @property
    @abstractmethod
    def elements(self) -> Sql: ...

    @abstractmethod
    def at(self, *path: str) -> Value: ...

    @property
    def kind(self) -> Kind:
        return self.value.kind

    @property
    def is_null(self) -> Sql:
        return self.map_part(self.value.is_null)

    def is_type(self, types: JsonType) -> Sql:
        return self.map_part(self.value.is_type(types))

    @property
    def plain(self) -> Sql:
        return self.map_part(self.value.plain)

    @property
    def text(self) -> Sql:
        return self.map_part(self.value.text)

    @property
    def string(self) -> Sql:
        return self.map_part(self.value.string)

    @property
    def number(self) -> Sql:
        return self.map_part(self.value.number)

    @property
    def boolean(self) -> Sql:
        return self.map_part(self.value.boolean)

    @property
    def instant(self) -> Sql:
        return self.map_part(self.value.instant)

    @property
    def local(self) -> Sql:
        return self.map_part(self.value.local)

    @property
    def json(self) -> Sql:
        return self.map_part(self.value.json)

    @property
    def json_type(self) -> Sql:
        return self.map_part(self.value.json_type)
