"""The schemas of queries, as exact as a schema can be: allowed combinations and names."""

import re
from collections.abc import Iterable

from evsrv.config import Settings
from evsrv.core.kinds import Kind
from evsrv.openapi.components import Components, Json, any_of, names, reference
from evsrv.openapi.conditions import names_of
from evsrv.plugin.vocabulary import Vocabulary

_ANY = r"[\s\S]*"
_NONE: Json = {"type": "array", "maxItems": 0}


def query_components(vocabulary: Vocabulary, components: Components, settings: Settings) -> None:
    """Replace the schemas of queries by exact ones for this vocabulary and these settings."""
    schemas = components.schemas
    for name, kind in (("FieldSelection", "field"), ("TimeSelection", "time")):
        schemas[name] = {
            "title": f"A {kind} column",
            **any_of(_by_path(_selection(schemas[name], kind))),
        }
    schemas["AggregationSelection"] = _aggregations(schemas["AggregationSelection"], vocabulary)
    parts = ("FieldSelection", "AggregationSelection", "TimeSelection")
    schemas["Selection"] = {"title": "A column", **any_of([reference(part) for part in parts])}
    schemas["Group"] = {"title": "A group", **any_of(_by_path(schemas["Group"]))}
    _shapes(schemas, schemas.pop("Order"), vocabulary)
    schemas["PropertyValues"]["properties"]["limit"]["maximum"] = settings.max_page_size


def _selection(base: Json, kind: str) -> Json:
    return base | {
        "type": "object",
        "properties": base["properties"] | {"type": {"const": kind}},
        "required": ["type", *base["required"]],
    }


def _by_path(base: Json) -> list[Json]:
    """Return the variants for a whole field and for a path, which goes into JSON fields only."""
    members: Json = base["properties"]
    plain = base | {"properties": {name: members[name] for name in members if name != "path"}}
    needed = dict.fromkeys([*base["required"], "field", "path"])
    return [
        plain,
        base
        | {
            "properties": members | {"field": reference("JsonField")},
            "required": list(needed),
        },
    ]


def _aggregations(base: Json, vocabulary: Vocabulary) -> Json:
    """Return the variants of aggregations by the fields that they take, or without a field."""
    base = _selection(base, "aggregation")
    plain, at_path = _by_path(base)
    rows = [
        name
        for name, aggregate in vocabulary.aggregates.items()
        if aggregate.without_field is not None
    ]
    of_rows = {name: base["properties"][name] for name in ("type", "aggregation")}
    variants = [_named(plain | {"properties": of_rows}, rows, None)] if rows else []
    for takes, aggregations in _by_kinds(vocabulary):
        if fields := names_of(takes):
            variants.append(_named(plain, aggregations, fields))
        if Kind.PATH in takes:
            variants.append(_named(at_path, aggregations, names_of(Kind.DOCUMENT)))
    return {"title": "An aggregation column", **any_of(variants)}


def _named(base: Json, aggregations: list[str], fields: list[str] | None) -> Json:
    members = base["properties"] | {"aggregation": names(aggregations)}
    if fields is None:
        return base | {"properties": members}
    return base | {
        "properties": members | {"field": {"enum": fields}},
        "required": list(dict.fromkeys([*base["required"], "field"])),
    }


def _by_kinds(vocabulary: Vocabulary) -> Iterable[tuple[Kind, list[str]]]:
    groups: dict[Kind, list[str]] = {}
    for name, aggregate in vocabulary.aggregates.items():
        groups.setdefault(aggregate.takes, []).append(name)
    return groups.items()


def _shapes(schemas: dict[str, Json], order: Json, vocabulary: Vocabulary) -> None:
    base = schemas["Query"]
    fields = [*names_of(Kind.ANY), _paths(names_of(Kind.DOCUMENT))]
    buckets = _joined(fields, vocabulary.time_units)
    results = [*_aggregation_columns(vocabulary), *buckets]
    select = base["properties"]["select"]
    columns = [reference("AggregationSelection"), reference("TimeSelection")]

    json_fields = names_of(Kind.DOCUMENT)
    of_json_fields = [*json_fields, *_aggregations_of(vocabulary, json_fields)]

    def shape(
        title: str,
        columns: list[str],
        needed: list[str],
        with_path: list[str] = of_json_fields,
        **members: Json,
    ) -> Json:
        ordering = _ordering(base, order, columns, with_path)
        properties = base["properties"] | members | {"orderBy": ordering}
        return base | {"title": title, "properties": properties, "required": needed}

    shapes = {
        "RawQuery": shape(
            "A row an event",
            fields,
            [],
            json_fields,
            select=select | {"items": reference("FieldSelection")},
            groupBy=_NONE,
        ),
        "SummaryQuery": shape(
            "Aggregations, of everything or by time",
            results,
            ["select"],
            select=select | {"items": any_of(columns), "minItems": 1},
            groupBy=_NONE,
        ),
        "GroupedQuery": shape(
            "A row a group; a field in select must be in groupBy",
            [*fields, *results],
            ["groupBy"],
            groupBy=base["properties"]["groupBy"] | {"minItems": 1},
        ),
    }
    schemas |= shapes
    schemas["Query"] = {"title": base["title"], **any_of([reference(name) for name in shapes])}


def _ordering(base: Json, order: Json, columns: Iterable[str], with_path: Iterable[str]) -> Json:
    members: Json = order["properties"]

    def variant(names: Iterable[str], *needed: str, **further: Json) -> Json:
        field = members["field"] | {"pattern": f"^(?:{'|'.join(names)})$"}
        plain = {"field": field, "direction": members["direction"]}
        return order | {"properties": plain | further, "required": [*order["required"], *needed]}

    items = any_of([variant(columns), variant(with_path, "path", path=members["path"])])
    ordering: Json = base["properties"]["orderBy"] | {"items": items}
    return ordering


def _aggregations_of(vocabulary: Vocabulary, json_fields: Iterable[str]) -> Iterable[str]:
    """Yield a pattern for the aggregations of values at paths, without the paths."""
    if names := [
        name for takes, names in _by_kinds(vocabulary) if Kind.PATH in takes for name in names
    ]:
        yield f"(?:{'|'.join(names)})_(?:{'|'.join(json_fields)})"


def _aggregation_columns(vocabulary: Vocabulary) -> Iterable[str]:
    for name, aggregate in vocabulary.aggregates.items():
        if aggregate.without_field is not None:
            yield name
    for takes, aggregations in _by_kinds(vocabulary):
        of = names_of(takes)
        if Kind.PATH in takes:
            of.append(_paths(names_of(Kind.DOCUMENT)))
        yield f"(?:{'|'.join(aggregations)})_(?:{'|'.join(of)})"


def _joined(fields: Iterable[str], units: Iterable[str]) -> Iterable[str]:
    if units:
        yield f"(?:{'|'.join(fields)})_(?:{'|'.join(units)})"


def _paths(fields: Iterable[str]) -> str:
    return rf"(?:{'|'.join(map(re.escape, fields))})\.{_ANY}"
