"""Predicates as SQL, flat enough for SQLite's parser."""

from collections.abc import Sequence

from evsrv.plan.model import AllOf, AnyOf, Predicate, Test
from evsrv.sql.values import value_of
from evsrv.sqltext import Sql, join, sql

# SQLite before 3.46 parses with a stack of 100 entries and evaluates expressions at most 1000
# deep. Each level that is opened before its neighbours costs one entry, each one behind them
# three; a chain of n terms is n deep.
_SHALLOW = 8
_CHAIN = 100


def render_predicate(predicate: Predicate) -> Sql:
    """Write a condition that is true, or else false or NULL."""
    match predicate:
        case Test():
            return _render_test(predicate)
        case AllOf(()):
            return Sql("1")
        case AnyOf(()):
            return Sql("0")
    word = " AND " if isinstance(predicate, AllOf) else " OR "
    members = predicate.predicates
    if _depth(predicate) > _SHALLOW:
        members = tuple(sorted(members, key=_depth, reverse=True))
    return _chain(word, [_enclosed(member) for member in members])


def _render_test(test: Test) -> Sql:
    condition = sql("({})", test.operator.render(value_of(test.reference), test.operand))
    # NULL is as good as false everywhere but under NOT, which the plan has driven down to here.
    return sql("{} IS NOT TRUE", condition) if test.negated else condition


def _enclosed(predicate: Predicate) -> Sql:
    rendered = render_predicate(predicate)
    return rendered if isinstance(predicate, Test) else sql("({})", rendered)


def _chain(word: str, parts: Sequence[Sql]) -> Sql:
    if len(parts) <= _CHAIN:
        return join(word, parts)
    half = len(parts) // 2
    return sql(f"({{}}){word}({{}})", _chain(word, parts[:half]), _chain(word, parts[half:]))


def _depth(predicate: Predicate) -> int:
    if isinstance(predicate, Test):
        return 0
    return 1 + max(map(_depth, predicate.predicates), default=0)
