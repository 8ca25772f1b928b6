"""The public API for plugins.

A plugin is a module (or object) with functions marked `hookimpl`; see `docs/plugins.md`. The terms
of the contract itself, in `evsrv/builtin`, import only this module.
"""

from evsrv.core.errors import BadRequest, Forbidden, Issue, NotFound, RequestError, Unprocessable
from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.limits import MAX_LIST_VALUES
from evsrv.core.percentiles import interpolate, percentile_rank
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.core.timestamps import parse_timestamp
from evsrv.plugin.database import Database
from evsrv.plugin.derived_field import DerivedField, Row, UnknownField
from evsrv.plugin.event_hook import EventContext, Refusal
from evsrv.plugin.hookspecs import hookimpl
from evsrv.plugin.interruption import Interrupted, call_interruptibly, checkpoint
from evsrv.plugin.output_format import Format
from evsrv.plugin.postgresql_value import PostgresqlValue
from evsrv.plugin.route import Route
from evsrv.plugin.route_request import Request, RequestKey
from evsrv.plugin.route_response import Response
from evsrv.plugin.terms import Aggregate, Function, Operator, Schema
from evsrv.plugin.time_unit import FixedLength, TimeUnit
from evsrv.plugin.value import JsonType, Value

__all__ = [
    "MAX_LIST_VALUES",
    "Aggregate",
    "BadRequest",
    "Database",
    "DerivedField",
    "EventContext",
    "FixedLength",
    "Forbidden",
    "Format",
    "Function",
    "Interrupted",
    "Issue",
    "JsonType",
    "Kind",
    "NotFound",
    "Operator",
    "PostgresqlValue",
    "Refusal",
    "Request",
    "RequestError",
    "RequestKey",
    "Response",
    "Route",
    "Row",
    "Schema",
    "Scope",
    "Sql",
    "TimeRange",
    "TimeUnit",
    "UnknownField",
    "Unprocessable",
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
