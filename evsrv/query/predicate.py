"""Predicates: the filter of a query with all names resolved."""

from typing import Any

from attrs import field, frozen

from evsrv.plugin.terms import Operator
from evsrv.query.reference import Reference


@frozen
class Condition:
    """One condition; a negated one holds if the operator's condition is false."""

    reference: Reference
    operator: Operator
    operand: Any = field(hash=False)
    """JSON, which may be a list or an object, and so has no hash."""
    negated: bool = False


@frozen
class AllOf:
    """True if all predicates are."""

    predicates: tuple["Predicate", ...] = ()


@frozen
class AnyOf:
    """True if any predicate is."""

    predicates: tuple["Predicate", ...] = ()


Predicate = Condition | AllOf | AnyOf
