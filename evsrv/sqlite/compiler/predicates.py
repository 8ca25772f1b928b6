"""Predicates as SQL, flat enough for SQLite's parser."""

from collections.abc import Sequence

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import AllOf, AnyOf, Condition, Predicate
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.promoted_path import PromotedPaths

# SQLite before 3.46 parses with a stack of 100 entries and evaluates expressions at most 1000
# deep. A group that is opened first costs one entry, one behind its neighbours three; in a chain
# of n terms the first is n deep. So in a deep predicate the group that needs the most entries comes
# first, and long chains are cut. Then 32 levels and 1000 conditions need 32 entries, three more
# for each time that the number of conditions doubles, and what the deepest test needs.
_SHALLOW = 3
_CHAIN = 40


def render_predicate(predicate: Predicate, promotions: PromotedPaths = ()) -> Sql:
    """Write a condition that is true, or else false or NULL."""
    match predicate:
        case Condition():
            return _render_condition(predicate, promotions)
        case AllOf(()):
            return Sql("1")
        case AnyOf(()):
            return Sql("0")
    word = " AND " if isinstance(predicate, AllOf) else " OR "
    members = predicate.predicates
    if _depth(predicate) <= _SHALLOW:
        return _chain(word, [_enclosed(member, promotions) for member in members])
    first, *others = sorted(members, key=_entries, reverse=True)
    rest = _chain(word, [_enclosed(member, promotions) for member in others])
    return sql(f"{{}}{word}({{}})", _enclosed(first, promotions), rest)


def _render_condition(condition: Condition, promotions: PromotedPaths) -> Sql:
    value = value_of(condition.reference, promotions)
    rendered = sql("({})", condition.operator.render(value, condition.operand))
    # NULL is as good as false everywhere but under NOT, which the plan has driven down to here.
    return sql("{} IS NOT TRUE", rendered) if condition.negated else rendered


def _enclosed(predicate: Predicate, promotions: PromotedPaths) -> Sql:
    rendered = render_predicate(predicate, promotions)
    return rendered if isinstance(predicate, Condition) else sql("({})", rendered)


def _chain(word: str, parts: Sequence[Sql]) -> Sql:
    if len(parts) <= _CHAIN:
        return join(word, parts)
    half = len(parts) // 2
    return sql(f"({{}}){word}({{}})", _chain(word, parts[:half]), _chain(word, parts[half:]))


def _depth(predicate: Predicate) -> int:
    if isinstance(predicate, Condition):
        return 0
    return 1 + max(map(_depth, predicate.predicates), default=0)


def _entries(predicate: Predicate) -> int:
    """Count the parser's entries that a predicate needs, its neediest group being first."""
    if isinstance(predicate, Condition):
        return 0
    most, *others = sorted(map(_entries, predicate.predicates), reverse=True) or [0]
    return max([1 + most, *(3 + entries for entries in others)])
