"""Predicates as SQL, flat enough for SQLite's parser."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.predicate import AllOf, AnyOf, Condition, Predicate
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.values import value_of

# SQLite before 3.46 parses with a stack of 100 entries and evaluates expressions at most 1000
# deep. A group that is opened first costs one entry, one behind its neighbours three; in a chain
# of n terms the first is n deep. So in a deep predicate the group that needs the most entries comes
# first, and long chains are cut. Then 32 levels and 1000 conditions need 32 entries, three more
# for each doubling of the number of conditions, and the entries of the deepest condition.
_MAX_SHALLOW_DEPTH = 3
"""Levels of a predicate that needs no rearrangement."""
_MAX_CHAIN_TERMS = 40
"""Terms of AND or OR in a row."""


def render_predicate(predicate: Predicate, context: CompileContext) -> Sql:
    """Render a predicate as a condition: 1 if it holds, else 0 or NULL."""
    return _PredicateRenderer(context).render(predicate)


@frozen
class _PredicateRenderer:
    _context: CompileContext

    def render(self, predicate: Predicate) -> Sql:
        match predicate:
            case Condition():
                return self._condition(predicate)
            case AllOf(()):
                return Sql("1")
            case AnyOf(()):
                return Sql("0")
        word = " AND " if isinstance(predicate, AllOf) else " OR "
        members = predicate.predicates
        if _depth(predicate) <= _MAX_SHALLOW_DEPTH:
            return _chain(word, [self._enclosed(member) for member in members])
        first, *others = sorted(members, key=_stack_entries, reverse=True)
        rest = _chain(word, [self._enclosed(member) for member in others])
        return sql(f"{{}}{word}({{}})", self._enclosed(first), rest)

    def _condition(self, condition: Condition) -> Sql:
        value = value_of(condition.reference, self._context)
        rendered = sql("({})", condition.operator.render(value, condition.operand))
        # NULL counts as false everywhere except under NOT, which the planner has pushed down here.
        return sql("{} IS NOT TRUE", rendered) if condition.negated else rendered

    def _enclosed(self, predicate: Predicate) -> Sql:
        rendered = self.render(predicate)
        return rendered if isinstance(predicate, Condition) else sql("({})", rendered)


def _chain(word: str, parts: Sequence[Sql]) -> Sql:
    if len(parts) <= _MAX_CHAIN_TERMS:
        return join(word, parts)
    half = len(parts) // 2
    return sql(f"({{}}){word}({{}})", _chain(word, parts[:half]), _chain(word, parts[half:]))


def _depth(predicate: Predicate) -> int:
    if isinstance(predicate, Condition):
        return 0
    return 1 + max(map(_depth, predicate.predicates), default=0)


def _stack_entries(predicate: Predicate) -> int:
    """Count the parser's stack entries for a predicate whose neediest group comes first."""
    if isinstance(predicate, Condition):
        return 0
    most, *others = sorted(map(_stack_entries, predicate.predicates), reverse=True) or [0]
    return max([1 + most, *(3 + entries for entries in others)])
