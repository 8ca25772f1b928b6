"""The schemas of columns and groups: which terms go with which fields."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.kinds import Kind
from evsrv.openapi.components import Json, any_of, component_of, names, reference
from evsrv.plugin.vocabulary import Vocabulary

_ROWS = ("type", "aggregation", "as", "where", "over", "within")
"""The members of an aggregation of rows."""


@frozen
class SelectionSchemas:
    """The schemas of the columns and groups of one dataset."""

    dataset: Dataset
    vocabulary: Vocabulary
    schemas: dict[str, Json]

    def replace(self) -> None:
        """Replace the schemas of columns and groups by exact ones."""
        group = self.name("Group")
        self.schemas[group] = {"title": "A group", **any_of(self._applied(self.schemas[group]))}
        field, time, bucket = (
            self.name(f"{kind}Selection") for kind in ("Field", "Time", "Bucket")
        )
        of_field = _selection(self.schemas[field], "field")
        self.schemas[field] = {"title": "A field column", **any_of(self._applied(of_field))}
        of_time = _selection(self.schemas[time], "time")
        self.schemas[time] = {"title": "A time column", **any_of(self._by_path(of_time))}
        of_bucket = _selection(self.schemas[bucket], "bucket")
        self.schemas[bucket] = {
            "title": "A column of numeric buckets",
            **any_of(
                [
                    _without(variant, *others) | {"required": [*variant["required"], needed]}
                    for variant in self._by_path(of_bucket)
                    for needed, others in (("width", ["edges"]), ("edges", ["width", "offset"]))
                ]
            ),
        }
        for kind in ("formula", "rank"):
            own = self.name(f"{kind.capitalize()}Selection")
            title = {"title": f"A {kind} column"}
            self.schemas[own] = title | _selection(self.schemas[own], kind)
        own = self.name("AggregationSelection")
        self.schemas[own] = self._aggregations(self.schemas[own])
        parts = ("Field", "Aggregation", "Time", "Bucket", "Formula", "Rank")
        selections = any_of([self.reference(f"{part}Selection") for part in parts])
        self.schemas[self.name("Selection")] = {"title": "A column", **selections}

    @property
    def json_fields(self) -> list[str]:
        """The names of the JSON fields, which take paths."""
        return self.dataset.names_of(Kind.DOCUMENT)

    def fields_of(self, kinds: Kind) -> list[str]:
        """Return the names of the fields of these kinds, derived ones included."""
        fields = self.vocabulary.fields_of(self.dataset)
        return [name for name, field in fields.items() if field.kind in kinds]

    def name(self, name: str) -> str:
        """Return the name of a component of the dataset."""
        return component_of(self.dataset, name)

    def reference(self, name: str) -> Json:
        """Return a reference to a component of the dataset."""
        return reference(self.name(name))

    def _by_path(self, base: Json) -> list[Json]:
        """Return the variants for a whole field and for a path, which goes into JSON fields."""
        members: Json = base["properties"]
        needed = dict.fromkeys([*base["required"], "field", "path"])
        return [
            _without(base, "path"),
            base
            | {
                "properties": members | {"field": self.reference("JsonField")},
                "required": list(needed),
            },
        ]

    def _applied(self, base: Json) -> list[Json]:
        """Return the variants of `_by_path`, without a function and with each kind of function."""
        variants = self._by_path(_without(base, "apply"))
        for (takes, _), functions in functions_by_kinds(self.vocabulary):
            applied = _required(_without(base, "mode"), apply=names(functions))
            variants.extend(self._of_kinds(applied, takes))
        return variants

    def _of_kinds(self, base: Json, takes: Kind) -> Iterable[Json]:
        """Yield the variants for fields of these kinds, and for paths if they are of one."""
        if fields := self.fields_of(takes):
            yield _required(_without(base, "path"), field={"enum": fields})
        if Kind.PATH in takes:
            yield self._by_path(base)[1]

    def _aggregations(self, base: Json) -> Json:
        """Return the variants of aggregations by the values that they take, or without a field."""
        base = _selection(base, "aggregation") | {
            "dependentRequired": {name: ["as"] for name in ("where", "over", "within")},
            "not": {"required": ["over", "within"]},
        }
        rows = [
            name
            for name, aggregate in self.vocabulary.aggregates.items()
            if aggregate.without_field is not None
        ]
        of_rows = {name: base["properties"][name] for name in _ROWS}
        variants = [_named(base | {"properties": of_rows}, rows)] if rows else []
        for takes, aggregations in aggregates_by_kinds(self.vocabulary):
            variants.extend(self._of_kinds(_named(_without(base, "apply"), aggregations), takes))
            for (of, gives), functions in functions_by_kinds(self.vocabulary):
                if gives in takes:
                    applied = _required(_named(base, aggregations), apply=names(functions))
                    variants.extend(self._of_kinds(applied, of))
        return {"title": "An aggregation column", **any_of(variants)}


def aggregates_by_kinds(vocabulary: Vocabulary) -> Iterable[tuple[Kind, list[str]]]:
    """Return the kinds of value that aggregations take, with their names."""
    groups: dict[Kind, list[str]] = {}
    for name, aggregate in vocabulary.aggregates.items():
        groups.setdefault(aggregate.takes, []).append(name)
    return groups.items()


def functions_by_kinds(vocabulary: Vocabulary) -> Iterable[tuple[tuple[Kind, Kind], list[str]]]:
    """Return the kinds of value that functions take and give, with their names."""
    groups: dict[tuple[Kind, Kind], list[str]] = {}
    for name, function in vocabulary.functions.items():
        groups.setdefault((function.takes, function.gives), []).append(name)
    return groups.items()


def _selection(base: Json, kind: str) -> Json:
    return base | {
        "type": "object",
        "properties": base["properties"] | {"type": {"const": kind}},
        "required": ["type", *base["required"]],
    }


def _named(base: Json, aggregations: Sequence[str]) -> Json:
    return base | {"properties": base["properties"] | {"aggregation": names(aggregations)}}


def _required(base: Json, **members: Json) -> Json:
    """Return a schema in which these members are required and have these schemas."""
    return base | {
        "properties": base["properties"] | members,
        "required": list(dict.fromkeys([*base["required"], *members])),
    }


def _without(base: Json, *members: str) -> Json:
    """Return a schema without these members."""
    kept = {name: schema for name, schema in base["properties"].items() if name not in members}
    return base | {"properties": kept}
