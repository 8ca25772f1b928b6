"""The schemas of queries, as exact as a schema can be: allowed combinations and names."""

import re
from collections.abc import Iterable

from attrs import frozen

from evsrv.config import Settings
from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.kinds import Kind
from evsrv.openapi.components import (
    Components,
    Json,
    any_of,
    component_of,
    names,
    reference,
)
from evsrv.plugin.vocabulary import Vocabulary

_ANY = r"[\s\S]*"
_NONE: Json = {"type": "array", "maxItems": 0}


def query_components(vocabulary: Vocabulary, components: Components, settings: Settings) -> None:
    """Replace the schemas of queries by exact ones for this vocabulary and these settings."""
    for dataset in DATASETS.values():
        _QuerySchemas(dataset, vocabulary, components.schemas).replace()
    components.schemas["PropertyValues"]["properties"]["limit"]["maximum"] = settings.max_page_size


@frozen
class _QuerySchemas:
    """The schemas of queries over one dataset."""

    dataset: Dataset
    vocabulary: Vocabulary
    schemas: dict[str, Json]

    def replace(self) -> None:
        for name, kind in (("FieldSelection", "field"), ("TimeSelection", "time")):
            own = self._name(name)
            self.schemas[own] = {
                "title": f"A {kind} column",
                **any_of(self._by_path(_selection(self.schemas[own], kind))),
            }
        aggregations = self._name("AggregationSelection")
        self.schemas[aggregations] = self._aggregations(self.schemas[aggregations])
        parts = ("FieldSelection", "AggregationSelection", "TimeSelection")
        selections = any_of([self._reference(part) for part in parts])
        self.schemas[self._name("Selection")] = {"title": "A column", **selections}
        group = self._name("Group")
        self.schemas[group] = {"title": "A group", **any_of(self._by_path(self.schemas[group]))}
        self._shapes(self.schemas.pop(self._name("Order")))

    @property
    def _json_fields(self) -> list[str]:
        return self.dataset.names_of(Kind.DOCUMENT)

    def _name(self, name: str) -> str:
        return component_of(self.dataset, name)

    def _reference(self, name: str) -> Json:
        return reference(self._name(name))

    def _by_path(self, base: Json) -> list[Json]:
        """Return the variants for a whole field and for a path, which goes into JSON fields."""
        members: Json = base["properties"]
        plain = base | {"properties": {name: members[name] for name in members if name != "path"}}
        needed = dict.fromkeys([*base["required"], "field", "path"])
        return [
            plain,
            base
            | {
                "properties": members | {"field": self._reference("JsonField")},
                "required": list(needed),
            },
        ]

    def _aggregations(self, base: Json) -> Json:
        """Return the variants of aggregations by the fields that they take, or without a field."""
        base = _selection(base, "aggregation")
        plain, at_path = self._by_path(base)
        rows = [
            name
            for name, aggregate in self.vocabulary.aggregates.items()
            if aggregate.without_field is not None
        ]
        of_rows = {name: base["properties"][name] for name in ("type", "aggregation")}
        variants = [_named(plain | {"properties": of_rows}, rows, None)] if rows else []
        for takes, aggregations in _by_kinds(self.vocabulary):
            if fields := self.dataset.names_of(takes):
                variants.append(_named(plain, aggregations, fields))
            if Kind.PATH in takes:
                variants.append(_named(at_path, aggregations, self._json_fields))
        return {"title": "An aggregation column", **any_of(variants)}

    def _shapes(self, order: Json) -> None:
        base = self.schemas[self._name("Query")]
        fields = [*self.dataset.fields, _paths(self._json_fields)]
        buckets = _joined(fields, self.vocabulary.time_units)
        results = [*self._aggregation_columns(), *buckets]
        select = base["properties"]["select"]
        columns = [self._reference("AggregationSelection"), self._reference("TimeSelection")]
        of_json_fields = [*self._json_fields, *self._aggregations_of_json_fields()]

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
                "Rows as they are stored",
                fields,
                [],
                self._json_fields,
                select=select | {"items": self._reference("FieldSelection")},
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
        self.schemas.update((self._name(name), schema) for name, schema in shapes.items())
        self.schemas[self._name("Query")] = {
            "title": base["title"],
            **any_of([self._reference(name) for name in shapes]),
        }

    def _aggregations_of_json_fields(self) -> Iterable[str]:
        """Yield a pattern for the aggregations of values at paths, without the paths."""
        if names := [
            name
            for takes, names in _by_kinds(self.vocabulary)
            if Kind.PATH in takes
            for name in names
        ]:
            yield f"(?:{'|'.join(names)})_(?:{'|'.join(self._json_fields)})"

    def _aggregation_columns(self) -> Iterable[str]:
        for name, aggregate in self.vocabulary.aggregates.items():
            if aggregate.without_field is not None:
                yield name
        for takes, aggregations in _by_kinds(self.vocabulary):
            of = self.dataset.names_of(takes)
            if Kind.PATH in takes:
                of.append(_paths(self._json_fields))
            if of:
                yield f"(?:{'|'.join(aggregations)})_(?:{'|'.join(of)})"


def _selection(base: Json, kind: str) -> Json:
    return base | {
        "type": "object",
        "properties": base["properties"] | {"type": {"const": kind}},
        "required": ["type", *base["required"]],
    }


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


def _ordering(base: Json, order: Json, columns: Iterable[str], with_path: Iterable[str]) -> Json:
    members: Json = order["properties"]

    def variant(names: Iterable[str], *needed: str, **further: Json) -> Json:
        field = members["field"] | {"pattern": f"^(?:{'|'.join(names)})$"}
        plain = {"field": field, "direction": members["direction"]}
        return order | {"properties": plain | further, "required": [*order["required"], *needed]}

    items = any_of([variant(columns), variant(with_path, "path", path=members["path"])])
    ordering: Json = base["properties"]["orderBy"] | {"items": items}
    return ordering


def _joined(fields: Iterable[str], units: Iterable[str]) -> Iterable[str]:
    if units:
        yield f"(?:{'|'.join(fields)})_(?:{'|'.join(units)})"


def _paths(fields: Iterable[str]) -> str:
    return rf"(?:{'|'.join(map(re.escape, fields))})\.{_ANY}"
