"""A reference: the value of a row that a column, a group key or a condition reads."""

from functools import cache
from typing import Literal

import attrs
from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.fields import Field, Kind
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.terms import Function

MAX_CACHED_PATH_CHARACTERS = 200
"""Of a path in a key of a cache; longer ones are rare."""


@frozen(cache_hash=True)
class Reference:
    """A field, the value at a path in a JSON field, or a function of either."""

    field: Field | DerivedField
    path: tuple[str, ...] = ()
    mode: Literal["unpack", "json"] = attrs.field(default="unpack", eq=False)
    """The form of a whole JSON field in an export: a column for each member, or one of JSON."""
    function: Function | None = None
    alias: str | None = None
    """The column's name, if the query gives one."""

    @property
    def name(self) -> str:
        """The column's name: its alias, `field`, `field.p1.p2` or `field.p1_function`."""
        if self.alias is not None:
            return self.alias
        name = ".".join((self.field.name, *self.path))
        return name if self.function is None else f"{name}_{self.function.name}"

    @property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.source_kind if self.function is None else self.function.gives

    @property
    def source_kind(self) -> Kind:
        """The kind of the value that the function is applied to."""
        return Kind.PATH if self.path else self.field.kind

    @property
    def terms(self) -> tuple[Function | DerivedField, ...]:
        """The terms that compute the value."""
        derived = (self.field,) if isinstance(self.field, DerivedField) else ()
        return derived if self.function is None else (*derived, self.function)

    @property
    def is_short(self) -> bool:
        """Whether the path is short enough to be a key of caches."""
        return not self.path or sum(map(len, self.path)) <= MAX_CACHED_PATH_CHARACTERS

    @property
    def nullable(self) -> bool:
        """Whether the value can be null."""
        return bool(self.path) or self.function is not None or self.field.nullable

    @property
    def null_in_output(self) -> bool:
        """Whether a row has the column if it is null."""
        return bool(self.path) or self.field.null_in_output


@cache
def whole_field(field: Field | DerivedField) -> Reference:
    """Return the reference to a whole field."""
    return Reference(field)


@cache
def whole_fields(dataset: Dataset) -> tuple[Reference, ...]:
    """Return every stored field of a dataset, in the order of a raw row."""
    return tuple(map(whole_field, dataset.fields.values()))
