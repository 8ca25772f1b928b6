"""Derived fields: fields of plugins, computed from the stored fields of a row."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from attrs import field, frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.plugin.renderings import (
    NO_REASONS,
    NO_RENDERS,
    Reasons,
    Renders,
    are_reasons_without_rendering,
    are_renders_beside_portable,
)
from evsrv.plugin.validators import is_filled, is_name, is_result_kind
from evsrv.plugin.value import Value


class UnknownField(KeyError):
    """A row has no stored field of this name."""


class Row(Protocol):
    """A row of a dataset, as SQL."""

    def value(self, name: str) -> Value:
        """Return the value of a stored field; raise `UnknownField` if there is none."""


@frozen(kw_only=True, eq=False)
class DerivedField:
    """A field that is computed from the stored fields of a row, used by its name as they are.

    `render(row)` returns an SQL expression whose result is of `kind`, TEXT or NUMBER, or NULL. A
    dataset without a field that it reads does not have the derived field. `volatile`,
    `portable`, `renders` and `absent_on` are as for operators.
    """

    noun: ClassVar[str] = "field"

    name: str = field(validator=is_name)
    summary: str = field(validator=is_filled)
    kind: Kind = field(validator=is_result_kind)
    render: Callable[[Row], Sql]
    volatile: bool = False
    portable: bool = False
    renders: Renders = field(default=NO_RENDERS, validator=are_renders_beside_portable)
    absent_on: Reasons = field(default=NO_REASONS, validator=are_reasons_without_rendering)

    nullable = True
    null_in_output = False
