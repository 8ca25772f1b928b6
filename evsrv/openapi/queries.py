"""The schemas of queries, as exact as a schema can be: allowed combinations and names."""

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from evsrv.calendar.zones import zone_names
from evsrv.config import Settings
from evsrv.core.datasets import DATASETS
from evsrv.core.kinds import Kind
from evsrv.openapi.components import Components, Json, any_of
from evsrv.openapi.selections import SelectionSchemas, aggregates_by_kinds, functions_by_kinds
from evsrv.plugin.vocabulary import Vocabulary

_ANY = r"[\s\S]*"
_NONE: Json = {"type": "array", "maxItems": 0}
_GROUPED_SELECTIONS = ("Aggregation", "Time", "Bucket", "Formula", "Rank")
_NAME = "[A-Za-z][A-Za-z0-9_]*"
"""Pattern of the names that a query gives to columns, also of the compared range."""
_WITHOUT_NAMES: Json = {
    "properties": {"select": {"not": {"contains": {"required": ["as"]}}}},
}
_WORDS_OF_GROUPS = ("compare", "fill", "having")
"""Members that a query of stored rows cannot have."""


def query_components(vocabulary: Vocabulary, components: Components, settings: Settings) -> None:
    """Replace the schemas of queries by exact ones for this vocabulary and these settings."""
    for dataset in DATASETS.values():
        selections = SelectionSchemas(dataset, vocabulary, components.schemas)
        selections.replace()
        _QuerySchemas(selections, vocabulary, components.schemas).replace()
    zones = components.schemas["Timezone"]
    components.schemas["Timezone"] = {
        name: value for name, value in zones.items() if name != "format"
    } | {"enum": sorted(zone_names())}
    components.schemas["PropertyValues"]["properties"]["limit"]["maximum"] = settings.max_page_size


@frozen
class _QuerySchemas:
    """The schemas of whole queries over one dataset."""

    selections: SelectionSchemas
    vocabulary: Vocabulary
    schemas: dict[str, Json]

    def replace(self) -> None:
        """Replace the schema of a query by three, for the shapes that it can have."""
        order = self.schemas.pop(self.selections.name("Order"))
        name = self.selections.name("Query")
        base = self.schemas[name]
        json_fields = self.selections.json_fields
        fields = [*self.vocabulary.fields_of(self.selections.dataset), _paths(json_fields)]
        functions = _joined(fields, self.vocabulary.functions)
        buckets = _joined(fields, [*self.vocabulary.time_units, "bucket"])
        results = [*self._aggregation_columns(), *buckets]
        select = base["properties"]["select"]
        columns = [self.selections.reference(f"{part}Selection") for part in _GROUPED_SELECTIONS]
        of_json_fields = [*json_fields, *self._aggregations_of_json_fields()]

        def shape(
            title: str,
            columns: Sequence[str],
            needed: list[str],
            with_path: list[str] = of_json_fields,
            **members: Json,
        ) -> Json:
            known = _ordering(base, order, columns, with_path)
            named = _ordering(base, order, [*columns, _NAME], with_path)
            return base | {
                "title": title,
                "properties": base["properties"] | members | {"orderBy": named},
                "required": needed,
                "if": _WITHOUT_NAMES,
                "then": {"properties": {"orderBy": known}},
            }

        raw = shape(
            "Rows as they are stored",
            [*fields, *functions],
            [],
            json_fields,
            select=select | {"items": self.selections.reference("FieldSelection")},
            groupBy=_NONE,
        )
        raw["properties"] = {
            member: schema
            for member, schema in raw["properties"].items()
            if member not in _WORDS_OF_GROUPS
        }
        shapes = {
            "RawQuery": raw,
            "SummaryQuery": shape(
                "Aggregations, of everything or by time",
                _or_compared(results),
                ["select"],
                select=select | {"items": any_of(columns), "minItems": 1},
                groupBy=_NONE,
            ),
            "GroupedQuery": shape(
                "A row a group; a field in select must be in groupBy",
                [*fields, *functions, *_or_compared(results)],
                ["groupBy"],
                groupBy=base["properties"]["groupBy"] | {"minItems": 1},
            ),
        }
        self.schemas.update(
            (self.selections.name(shape), schema) for shape, schema in shapes.items()
        )
        self.schemas[name] = {
            "title": base["title"],
            **any_of([self.selections.reference(shape) for shape in shapes]),
        }

    def _aggregations_of_json_fields(self) -> Iterable[str]:
        """Yield a pattern for the aggregations of values at paths, without the paths."""
        if names := [
            name
            for takes, names in aggregates_by_kinds(self.vocabulary)
            if Kind.PATH in takes
            for name in names
        ]:
            yield f"(?:{'|'.join(names)})_(?:{'|'.join(self.selections.json_fields)})"

    def _aggregation_columns(self) -> Iterable[str]:
        json_fields = self.selections.json_fields
        for name, aggregate in self.vocabulary.aggregates.items():
            if aggregate.without_field is not None:
                yield name
        for takes, aggregations in aggregates_by_kinds(self.vocabulary):
            of = self.selections.fields_of(takes)
            if Kind.PATH in takes:
                of.append(_paths(json_fields))
            for (function_takes, gives), functions in functions_by_kinds(self.vocabulary):
                if gives in takes:
                    applied = self.selections.fields_of(function_takes)
                    if Kind.PATH in function_takes:
                        applied.append(_paths(json_fields))
                    of.extend(_joined(applied, functions))
            if of:
                yield f"(?:{'|'.join(aggregations)})_(?:{'|'.join(of)})"


def _ordering(base: Json, order: Json, columns: Iterable[str], with_path: Iterable[str]) -> Json:
    """Return the schema of `orderBy` with these columns."""
    members: Json = order["properties"]

    def variant(field: Json, *needed: str, **further: Json) -> Json:
        plain = {"field": members["field"] | field, "direction": members["direction"]}
        return order | {"properties": plain | further, "required": [*order["required"], *needed]}

    items = any_of(
        [
            variant(_pattern(columns)),
            variant(_pattern(with_path), "path", path=members["path"]),
        ]
    )
    ordering: Json = base["properties"]["orderBy"] | {"items": items}
    return ordering


def _pattern(names: Iterable[str]) -> Json:
    return {"pattern": f"^(?:{'|'.join(names)})$"}


def _or_compared(columns: Iterable[str]) -> list[str]:
    return [f"(?:compared_)?(?:{'|'.join(columns)})"]


def _joined(fields: Iterable[str], ends: Iterable[str]) -> list[str]:
    return [f"(?:{'|'.join(fields)})_(?:{'|'.join(ends)})"] if fields and ends else []


def _paths(fields: Iterable[str]) -> str:
    return rf"(?:{'|'.join(map(re.escape, fields))})\.{_ANY}"
