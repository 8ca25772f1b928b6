"""The terms that PostgreSQL does not have, in plans of the golden cases."""

from collections.abc import Iterator
from typing import Any

import attrs
from golden.harness import vocabulary

from evsrv.plugin.engine_terms import absent_terms
from evsrv.query.plan import Plan

ABSENT = frozenset(absent_terms(vocabulary(), "postgresql"))


def uses_absent_term(plan: Plan) -> bool:
    """Return whether any part of a plan has a term without SQL for PostgreSQL."""
    return any(part in ABSENT for part in _hashable_parts(plan))


def _hashable_parts(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple | list | frozenset):
        for one in node:
            yield from _hashable_parts(one)
    elif attrs.has(type(node)):
        if type(node).__hash__ is not None:
            yield node
        if node not in ABSENT:
            for field in attrs.fields(type(node)):
                if field.name != "dataset":
                    yield from _hashable_parts(getattr(node, field.name))
