"""Conditions joined by AND and OR as SQL that is flat enough for SQLite's parser.

SQLite before 3.46 parses with a stack of 100 entries and evaluates expressions at most 1000 deep. A
group that is opened first costs one entry, one behind its neighbours three; in a chain of n terms
the first is n deep. So in a deep condition the group that needs the most entries comes first, and
long chains are cut. Then 32 levels and 1000 conditions need 32 entries, three more for each
doubling of the number of conditions, and the entries of the deepest condition.
"""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from evsrv.core.sql import Sql, join, sql

Word = Literal["AND", "OR"]

_MAX_SHALLOW_DEPTH = 3
"""Levels of a condition that needs no rearrangement."""
_MAX_CHAIN_TERMS = 40
"""Terms of AND or OR in a row."""


@frozen
class FlatCondition:
    """A condition, or several joined."""

    sql: Sql
    depth: int = 0
    """Levels of AND and OR."""
    stack_entries: int = 0
    """The parser's stack entries, if the neediest group comes first."""

    @property
    def enclosed(self) -> Sql:
        """The condition as a member of another one. A single one has its own brackets."""
        return self.sql if self.depth == 0 else sql("({})", self.sql)


def join_conditions(word: Word, members: Sequence[FlatCondition]) -> FlatCondition:
    """Join conditions; none at all are true for AND and false for OR."""
    if not members:
        return FlatCondition(Sql("1" if word == "AND" else "0"), 1, 1)
    if len(members) == 1:
        return members[0]
    depth = 1 + max(member.depth for member in members)
    neediest_first = sorted(members, key=lambda member: member.stack_entries, reverse=True)
    first, *others = neediest_first
    entries = max(1 + first.stack_entries, *(3 + other.stack_entries for other in others))
    if depth <= _MAX_SHALLOW_DEPTH:
        return FlatCondition(_chain(word, [one.enclosed for one in members]), depth, entries)
    rest = _chain(word, [other.enclosed for other in others])
    return FlatCondition(sql(f"{{}} {word} ({{}})", first.enclosed, rest), depth, entries)


def _chain(word: Word, parts: Sequence[Sql]) -> Sql:
    if len(parts) <= _MAX_CHAIN_TERMS:
        return join(f" {word} ", parts)
    half = len(parts) // 2
    return sql(f"({{}}) {word} ({{}})", _chain(word, parts[:half]), _chain(word, parts[half:]))
