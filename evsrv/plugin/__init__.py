"""The public API for plugins.

A plugin is a module (or object) with functions marked `hookimpl`; see `docs/plugins.md`. The terms
of the contract itself, in `evsrv/builtin`, import only this module.
"""

from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.limits import MAX_LIST_VALUES
from evsrv.core.percentiles import interpolate, percentile_rank
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.core.timestamps import parse_timestamp
from evsrv.plugin.derived_field import DerivedField, Row, UnknownField
from evsrv.plugin.event_hook import EventContext, Refusal
from evsrv.plugin.hookspecs import hookimpl
from evsrv.plugin.interruption import Interrupted, call_interruptibly, checkpoint
from evsrv.plugin.output_format import Format
from evsrv.plugin.terms import Aggregate, Function, Operator, Schema
from evsrv.plugin.time_unit import FixedLength, TimeUnit
from evsrv.plugin.value import JsonType, Value

__all__ = [
    "MAX_LIST_VALUES",
    "Aggregate",
    "DerivedField",
    "EventContext",
    "FixedLength",
    "Format",
    "Function",
    "Interrupted",
    "JsonType",
    "Kind",
    "Operator",
    "Refusal",
    "Row",
    "Schema",
    "Sql",
    "TimeRange",
    "TimeUnit",
    "UnknownField",
    "Value",
    "bind",
    "call_interruptibly",
    "canonical",
    "checkpoint",
    "hookimpl",
    "interpolate",
    "join",
    "parse_timestamp",
    "percentile_rank",
    "sql",
]
