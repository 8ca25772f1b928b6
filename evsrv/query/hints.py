"""Hints for mistakes that a similar name does not cure: the right form, with the caller's names."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evsrv.core.datasets import Dataset
from evsrv.core.errors import MAX_GUESSED_CHARACTERS, clip, expected, fold_name, nearest, unknown
from evsrv.core.kinds import Kind
from evsrv.query.json_access import split_access
from evsrv.query.synonyms import meant_by

Place = Sequence[str | int]
"""The parts of a pointer into the body."""

CONDITION_FORM = '{"condition": {"field": ..., "operator": ..., "value": ...}}'

_USER_IDS = frozenset({"userid", "distinctid", "anonymousid", "visitorid", "clientid"})
_RANGES = frozenset({"between", "notbetween", "range", "indaterange", "notindaterange"})
_KINDS_OF_SELECTIONS = (
    ("aggregation", "aggregation"),
    ("timeUnit", "time"),
    ("formula", "formula"),
    ("by", "rank"),
    ("width", "bucket"),
    ("edges", "bucket"),
    ("field", "field"),
)
"""A member that a selection has, and the `type` of such selections."""
_NEGATED = re.compile(r"(?:(?:does|is)?not|!)(.+)|(.+)not")
_TIME_UNIT_MEMBERS = ("interval", "granularity", "timeunit", "bucket")
_MISPLACED_MEMBERS: Mapping[str, str] = {
    **dict.fromkeys(
        ("datefrom", "dateto", "from", "to", "since", "until", "after", "before", "start", "end"),
        'the time of the rows is one text: "range": "2026-03-01/2026-04-01", or "past 7 days"',
    ),
    **dict.fromkeys(
        _TIME_UNIT_MEMBERS,
        'a column of time stands in "select": {"type": "time", "timeUnit": "day"}',
    ),
    **dict.fromkeys(
        ("aggregation", "aggregate", "count"),
        'an aggregation stands in "select": {"type": "aggregation", "aggregation": "count"}',
    ),
    "formula": 'a formula stands in "select": {"type": "formula", "formula": ..., "as": ...}',
    "rank": 'a rank stands in "select": {"type": "rank", "by": ..., "as": ...}',
}
"""Members of a query that belong elsewhere in it, by their folded names."""
_MEMBERS_OF_QUERY = ("timezone", "weekStart", "range", "compare", "fill", "having", "now", "meta")
"""Members that hold for a whole query, and may be sought in its parts."""


def unknown_name(
    noun: str, name: object, known: Sequence[str], place: Place, dataset: Dataset
) -> str:
    """Return the message for an unknown name at a place of the body."""
    if not isinstance(name, str) or len(name) > MAX_GUESSED_CHARACTERS:
        return unknown(noun, name, known)
    hint = None
    match noun:
        case "field":
            hint = _field_hint(name, known, place, dataset)
        case "operator":
            hint = _operator_hint(name, known)
        case "member":
            hint = _member_hint(name, known, place, dataset)
    if hint is not None:
        return f"unknown {noun} {clip(name)}; {hint}"
    return unknown(noun, name, known, meant_by(noun, name))


def is_bare_condition(value: Any, schema: Mapping[str, Any]) -> bool:
    """Return whether a value that should be a filter is a condition without its wrapper."""
    return (
        "condition" in schema.get("properties", {})
        and isinstance(value, dict)
        and ("field" in value or "operator" in value)
    )


def bare_condition(value: Mapping[str, Any]) -> str:
    """Return the message for a condition without its wrapper."""
    condition = {name: value[name] for name in ("field", "operator", "value") if name in value}
    return f'wrap it in {{"condition": ...}}: {{"condition": {_shown(condition)}}}'


def type_hint(value: Any, place: Place) -> str:
    """Return the right form for a value of a wrong type, after a semicolon; empty for others."""
    match [part for part in place if isinstance(part, str)], value:
        case ["select"], str():
            return f'; write {{"type": "field", "field": {_shown(value)}}}'
        case ["groupBy"], str():
            return f'; write {{"field": {_shown(value)}}}'
        case ["orderBy"], str():
            return f'; write {{"field": {_shown(value)}, "direction": "asc"}}'
        case [*_, "path"], str():
            return f"; write {_shown([value])}"
        case [*_, "where" | "not"], list():
            return '; join filters with {"and": [...]} or {"or": [...]}'
    return ""


def missing_hint(name: str, value: Any) -> str:
    """Return the right form for an object without a member, after a semicolon; empty for others."""
    if name == "direction":
        return "; expected asc or desc"
    if name == "type":
        for member, kind in _KINDS_OF_SELECTIONS:
            if member in value:
                return f'; add "type": "{kind}"'
    return ""


def unknown_column(
    name: str, columns: Sequence[str], known: Sequence[str], dataset: Dataset, *, grouped: bool
) -> str:
    """Return the message for a column that `orderBy` names and the result does not have.

    `known` are further names that could be sorted by.
    """
    if len(name) > MAX_GUESSED_CHARACTERS:
        return unknown("column", name, columns)
    access = split_access(name, dataset)
    if grouped and (access or name in dataset.fields):
        group = group_form(*access) if access else group_form(name)
        return f"{clip(name)} is not a column of the result; add {group} to groupBy"
    if access:
        return f"unknown column {clip(name)}; {path_form(*access, ())}"
    every = (*columns, *known)
    meant = () if grouped else meant_by("field", name)
    if nearest(name, every, meant):
        return unknown("column", name, every, meant)
    message = f"unknown column {clip(name)}; {expected(sorted(columns))}"
    if grouped:
        return message
    return f"{message}; for a member of properties, {path_form('properties', [name], ())}"


def needs_compare(name: str) -> str:
    """Return the message for the name of a column of the compared range if there is none."""
    return f'{clip(name)} needs a compared range, as "compare": "previous"'


def group_form(field: str, path: Sequence[str] = ()) -> str:
    """Return how a field, or a path in it, is written in `groupBy`."""
    return f'{{"field": "{field}", "path": {_shown(path)}}}' if path else f'{{"field": "{field}"}}'


def path_form(field: str, path: Sequence[str], place: Place) -> str:
    """Return how a path into a JSON field is written where a field is expected."""
    match list(place):
        case [*_, "condition", "field"]:
            value = f'{{"path": {_shown(path)}, "value": ...}}'
            return f'write {{"field": "{field}", "operator": ..., "value": {value}}}'
        case ["field"]:
            return f'write {{"field": "{field}", "key": {_shown(path[0])}}}'
    return f'write {{"field": "{field}", "path": {_shown(path)}}}'


def path_refusal(dataset: Dataset, field: str) -> str:
    """Return the message for a path into a field that takes none."""
    fields = " or ".join(dataset.names_of(Kind.DOCUMENT))
    return f"a path goes into {fields} only, not into {field!r}"


def _field_hint(name: str, known: Sequence[str], place: Place, dataset: Dataset) -> str | None:
    if access := split_access(name, dataset):
        return path_form(*access, place)
    if name == "*":
        return f"without field, count counts {dataset.name}; without select, every field is shown"
    if fold_name(name) in _USER_IDS:
        return f"for a member of userProperties, {path_form('userProperties', [name], place)}"
    if nearest(name, known, meant_by("field", name)):
        return None
    member = path_form("properties", [name], place)
    return f"{expected(known)}; for a member of properties, {member}"


def _operator_hint(name: str, known: Sequence[str]) -> str | None:
    folded = fold_name(name)
    if folded in _RANGES:
        return 'write two conditions, with gte and lt, and join them: {"and": [...]}'
    if folded in ("and", "or", "not"):
        return f'it joins filters: {{"{folded}": {"{...}" if folded == "not" else "[...]"}}}'
    if folded in map(fold_name, known) or not set(known).isdisjoint(meant_by("operator", name)):
        return None
    if negated := _NEGATED.fullmatch(folded):
        positive = next(filter(None, negated.groups()))
        if near := nearest(positive, known, meant_by("operator", positive)):
            return f'write {{"not": {{"condition": ...}}}} around the operator {near[0]!r}'
    return None


def _member_hint(name: str, known: Sequence[str], place: Place, dataset: Dataset) -> str | None:
    folded = fold_name(name)
    if "select" in known:
        return _MISPLACED_MEMBERS.get(folded)
    if "operator" in known and folded in ("path", "jsonpath"):
        return 'a path stands in the value: "value": {"path": [...], "value": ...}'
    if "condition" in known and name in dataset.fields:
        return f"a condition is written {CONDITION_FORM}"
    if "includeInSelect" in known:
        if folded in ("as", "alias", "label"):
            return 'a group is named in "select": {"type": "field", "field": ..., "as": ...}'
        if folded in _TIME_UNIT_MEMBERS:
            return _MISPLACED_MEMBERS[folded]
    meant = meant_by("member", name)
    if place[:1] in (("select",), ("groupBy",)) and not nearest(name, known, meant):
        for member in nearest(name, _MEMBERS_OF_QUERY, meant)[:1]:
            return f'"{member}" holds for the whole query, and stands beside "select"'
    return None


def _shown(value: Any) -> str:
    """Return a value from a request as JSON, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:120]}..."
