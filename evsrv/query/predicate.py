"""Predicates: the filter of a query with all names resolved."""

from typing import Any

from attrs import frozen

from evsrv.plugin.terms import Operator
from evsrv.query.reference import Reference


@frozen
class Condition:
    """One condition; a negated one holds if the operator's condition is false."""

    reference: Reference
    operator: Operator
    operand: Any
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
