"""The plugin's term whose SQL made a statement fail."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from evsrv.core.sql import Sql, sql
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.failures import PluginFailure, line_of_function
from evsrv.plugin.terms import Term
from evsrv.query.columns import Aggregation, Bucket, Column
from evsrv.query.plan import Plan
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.connection import SqliteConnection

T = TypeVar("T")

PluginTerms = Mapping[Term, str]
"""The terms of plugins, and which plugin each comes from."""


NO_TERMS: PluginTerms = MappingProxyType({})

_BLAMED_CODES = (
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_TOOBIG,
)
"""The result codes that SQL text can cause; others come from the file, or from an interrupt."""


def run_naming_plugins(
    work: Callable[[SqliteConnection], T],
    plans: Sequence[Plan],
    terms: PluginTerms,
    connection: SqliteConnection,
) -> T:
    """Run work for plans; raise `PluginFailure` if SQLite fails at the SQL of one of the terms."""
    try:
        return work(connection)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if connection.python_error is not None or code not in _BLAMED_CODES:
            raise
        for plan in plans:
            if failure := _find_failure(connection, plan, terms, error):
                raise failure from error
        raise


def _find_failure(
    connection: SqliteConnection, plan: Plan, terms: PluginTerms, error: sqlite3.Error
) -> PluginFailure | None:
    """Return the failure of the first term whose SQL SQLite does not accept by itself.

    An error that shows only in the rows can come from any term, so then it is the only one's.
    """
    parts = _terms_of(plan, read_plan_context(connection, plan))
    used = {term: part for term, part in parts if term in terms}
    for term, part in used.items():
        try:
            connection.execute(
                f"EXPLAIN SELECT {part.text} FROM {plan.dataset.name} AS e",  # noqa: S608 - rendered SQL
                part.parameters,
            ).close()
        except sqlite3.Error as own_error:
            return _failure(term, terms, own_error)
    return _failure(next(iter(used)), terms, error) if len(used) == 1 else None


def _failure(term: Term, terms: PluginTerms, error: sqlite3.Error) -> PluginFailure:
    line = None if term.render is None else line_of_function(term.render)
    return PluginFailure(terms[term], f"SQL of {term.noun} {term.name!r}", error, line)


def _terms_of(plan: Plan, context: CompileContext) -> Iterator[tuple[Term, Sql]]:
    """Yield each term of a plan with an expression that uses it, after those that it embeds."""
    columns = RowColumns(plan.json_values, context)
    shown: tuple[Column, ...] = (*plan.columns, *(ordering.by for ordering in plan.order))
    for column in (*shown, *(plan.groups or ())):
        match column:
            case Reference():
                yield from _terms_of_reference(column, context)
            case Aggregation():
                if column.reference is not None:
                    yield from _terms_of_reference(column.reference, context)
                yield column.aggregate, columns.aggregate(column)
            case Bucket():
                yield from _terms_of_reference(column.reference, context)
                yield column.unit, columns.value(column)
    for condition in _conditions(plan.where):
        yield from _terms_of_reference(condition.reference, context)
        yield condition.operator, sql("({})", render_predicate(condition, context))


def _terms_of_reference(
    reference: Reference, context: CompileContext
) -> Iterator[tuple[Term, Sql]]:
    if isinstance(reference.field, DerivedField):
        yield reference.field, value_of(Reference(reference.field), context).plain
    if reference.function is not None:
        yield reference.function, value_of(reference, context).plain


def _conditions(predicate: Predicate) -> Iterator[Condition]:
    if isinstance(predicate, Condition):
        yield predicate
        return
    for member in predicate.predicates:
        yield from _conditions(member)
