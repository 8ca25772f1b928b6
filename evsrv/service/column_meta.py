"""The columns of an answer as `meta` describes them."""

from collections.abc import Sequence
from typing import Any, Literal

from evsrv.core.fields import Kind
from evsrv.query.columns import (
    Bucket,
    Column,
    ComparedStart,
    Formula,
    Rank,
    ResultValue,
    TopValues,
)
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference

Role = Literal["time", "group", "number", "field"]


def describe_columns(plan: Plan) -> Sequence[dict[str, Any]]:
    """Return the columns of a plan's rows, in their order."""
    return [_describe(column, is_raw=plan.groups is None) for column in plan.columns]


def _describe(column: Column, *, is_raw: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "role": "field" if is_raw else _role(column),
        "kind": _kind(column).label,
    }
    bucket = column.bucket if isinstance(column, ComparedStart) else column
    if (reference := _reference(bucket)) is not None:
        described["field"] = reference.field.name
        if reference.path:
            described["path"] = reference.path
    if isinstance(bucket, Bucket):
        described["unit"] = bucket.unit.name
    return described


def _role(column: Column) -> Role:
    if isinstance(column, Bucket | ComparedStart):
        return "time"
    return "number" if isinstance(column, ResultValue) else "group"


def _kind(column: Column) -> Kind:
    match column:
        case Reference():
            return column.kind
        case TopValues():
            return column.reference.kind
        case Bucket() | ComparedStart():
            return Kind.TIME
    return Kind.NUMBER


def _reference(column: Column) -> Reference | None:
    match column:
        case Reference():
            return column
        case Formula() | Rank() | ComparedStart():
            return None
    return column.reference
