"""The filter: conditions resolved, `not` pushed down to them, nesting flattened."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from attrs import frozen

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.errors import pointer
from evsrv.core.fields import Kind
from evsrv.core.limits import MAX_PATH_PARTS
from evsrv.core.timestamps import format_timestamp, has_offset, parse_timestamp
from evsrv.plugin.terms import Operator, Schema
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query import ast
from evsrv.query.apply_function import apply_function
from evsrv.query.hints import path_refusal
from evsrv.query.issues import Issues
from evsrv.query.predicate import AllOf, AnyOf, Condition, Predicate
from evsrv.query.reference import Reference
from evsrv.query.schema import Checker, Schemas
from evsrv.query.time_frame import local_instant


@frozen
class FilterResolver:
    """Resolves filters over one dataset against one vocabulary."""

    _dataset: Dataset
    _vocabulary: Vocabulary
    _operands: Mapping[tuple[Operator, Kind], Checker | None]

    @classmethod
    def by_dataset(
        cls, vocabulary: Vocabulary, schemas: Schemas
    ) -> Mapping[Dataset, "FilterResolver"]:
        """Return the resolvers, with a checker of each operator's operand on each kind of value."""
        operands = {
            (operator, kind): None if schema is None else schemas.checker_of(schema)
            for operator in vocabulary.operators.values()
            for kind, schema in operator.operands.items()
        }
        return {dataset: cls(dataset, vocabulary, operands) for dataset in DATASETS.values()}

    def resolve(
        self,
        node: ast.Filter,
        issues: Issues,
        at: str,
        *,
        zone: str = "UTC",
        negated: bool = False,
    ) -> Predicate:
        """Resolve a filter that stands at the JSON Pointer `at`.

        Operands of a time field without an offset are local times of the zone.

        A condition is true or false and never unknown, so De Morgan's laws hold and only
        single conditions remain negated.
        """
        match node:
            case ast.Not():
                inner = pointer(at, "not")
                return self.resolve(node.filter, issues, inner, zone=zone, negated=not negated)
            case ast.Condition():
                at = pointer(at, "condition")
                condition = self._condition(node, issues, at, negated)
                if zone == "UTC":
                    return condition
                return _in_zone(condition, zone, issues, pointer(at, "value"))
        name = "and" if isinstance(node, ast.And) else "or"
        children = [
            self.resolve(child, issues, pointer(at, name, index), zone=zone, negated=negated)
            for index, child in enumerate(node.filters)
        ]
        return _flat(AllOf if isinstance(node, ast.And) is not negated else AnyOf, children)

    def _condition(self, node: ast.Condition, issues: Issues, at: str, negated: bool) -> Condition:
        operator = self._vocabulary.operators[node.operator]
        field = self._vocabulary.fields_of(self._dataset)[node.field]
        reference, operand, has_operand = Reference(field), node.value, node.has_value
        at_operand = pointer(at, "value")
        if field.kind is Kind.ARRAY and _has_path(node.value, operator):
            issues.add(path_refusal(self._dataset, field.name), at_operand, "path")
        if field.kind is Kind.DOCUMENT and _has_path(node.value, operator):
            reference = Reference(field, tuple(node.value["path"]))
            operand, has_operand = node.value.get("value"), "value" in node.value
            if not 0 < len(reference.path) <= MAX_PATH_PARTS:
                issues.add(f"a path needs 1 to {MAX_PATH_PARTS} parts", at_operand, "path")
            at_operand = pointer(at_operand, "value")
        if node.apply is not None:
            functions = self._vocabulary.functions
            reference = apply_function(node.apply, reference, functions, issues, at)
        self._check_operand(operator, reference, operand, has_operand, issues, at, at_operand)
        return Condition(reference, operator, operand, negated)

    def _check_operand(
        self,
        operator: Operator,
        reference: Reference,
        operand: Any,
        has_operand: bool,
        issues: Issues,
        at: str,
        at_operand: str,
    ) -> None:
        name = operator.name
        if reference.kind not in operator.operands:
            if reference.kind is Kind.DOCUMENT and Kind.PATH in operator.operands:
                issues.add(
                    f"{name!r} needs a path into {reference.name}, as"
                    ' {"path": ["plan"], "value": ...}',
                    at_operand,
                )
            else:
                issues.add(f"{name!r} does not work on {reference.name!r}", at, "operator")
            return
        checker = self._operands[operator, reference.kind]
        if checker is None:
            if operand is not None:
                issues.add(f"{name!r} takes no value", at_operand)
        elif not has_operand:
            issues.add(f"{name!r} needs a value", at)
        elif found := checker.issues(operand, at_operand):
            for issue in found:
                issues.add(issue.message, issue.pointer)
        elif operator.check is not None:
            try:
                operator.check(operand)
            except ValueError as error:
                issues.add(str(error), at_operand)


def _in_zone(condition: Condition, zone: str, issues: Issues, at: str) -> Condition:
    """Return a condition whose operands that are local times are in UTC."""
    if condition.reference.kind is not Kind.TIME:
        return condition
    schema = condition.operator.operands.get(Kind.TIME) or {}

    def to_utc(operand: Any, schema: Schema, at: str) -> Any:
        if isinstance(operand, list) and isinstance(items := schema.get("items"), Mapping):
            return [to_utc(one, items, pointer(at, i)) for i, one in enumerate(operand)]
        if schema.get("format") != "timestamp" or not isinstance(operand, str):
            return operand
        if parse_timestamp(operand) is None or has_offset(operand):
            return operand
        try:
            return format_timestamp(local_instant(operand, zone))
        except ValueError as error:
            issues.add(str(error), at)
            return operand

    return attrs.evolve(condition, operand=to_utc(condition.operand, schema, at))


def _has_path(value: Any, operator: Operator) -> bool:
    """Return whether this is `{path, value}`, not a plain JSON object for the whole field."""
    if not isinstance(value, dict) or not isinstance(value.get("path"), list):
        return False
    takes_none = None in operator.operands.values()
    return (value.keys() == {"path", "value"} or (takes_none and value.keys() == {"path"})) and all(
        isinstance(part, str) for part in value["path"]
    )


def _flat(join: type[AllOf | AnyOf], children: Iterable[Predicate]) -> Predicate:
    flat: list[Predicate] = []
    for child in children:
        flat += child.predicates if isinstance(child, join) else (child,)
    return flat[0] if len(flat) == 1 else join(tuple(flat))
