"""A grouped query that is being drawn: the items of `select` and `groupBy`."""

from typing import Any

from hypothesis import strategies as st

from semantics.language.filter_strategies import filters
from semantics.language.reference_strategies import derived_name, references
from semantics.language.time_strategies import When, times
from semantics.model.events import CONVERSATIONS, Dataset

Json = Any
OVER = [2, 2, 3, 7, 30, 400, "all", "all"]


class Draft:
    """A grouped query that is being drawn, and the names in it."""

    def __init__(self, draw: st.DrawFn, dataset: Dataset) -> None:
        self.draw = draw
        self.dataset = dataset
        self.when: When = draw(times())
        self.select: list[Json] = []
        self.groups: list[Json] = []
        self.keys: list[str] = []
        self.aggregations: list[str] = []
        self.computed: list[str] = []
        self.number_keys: list[str] = []
        self.time_label: str | None = None

    def is_likely(self, one_of: int) -> bool:
        """Draw true once in so many times."""
        return bool(self.draw(st.integers(1, one_of)) == one_of)

    def new_name(self, kind: str) -> Json:
        """Return a member `as` with a name that is not taken."""
        return {"as": f"{kind}{len(self.select) + 1}"}

    @property
    def has_hours(self) -> bool:
        """Return whether each row has a length: in a range, and not by a time at a path."""
        has_other_time = any(item["type"] == "time" and "path" in item for item in self.select)
        return self.when.range is not None and not has_other_time

    @property
    def compared(self) -> list[str]:
        """The names of compared aggregations."""
        has_any = self.when.compared is not None
        return [f"compared_{name}" for name in self.aggregations] if has_any else []

    @property
    def columns(self) -> list[str]:
        """The names that formulas, ranks and having may use, some of them not selected."""
        unselected = ["count_id", "countDistinct_type"]
        if self.dataset == CONVERSATIONS:
            unselected.append("max_userMessageCount")
        extra = self.draw(st.lists(st.sampled_from(unselected), max_size=1))
        if extra and self.when.compared is not None and self.draw(st.booleans()):
            extra = [f"compared_{extra[0]}"]
        return [*self.aggregations, *self.compared, *self.computed, *extra]


def add_time(draft: Draft) -> None:
    """Add a time selection, on the time field if the query has a range."""
    units = draft.when.units()
    if draft.when.range is None or not draft.draw(st.integers(0, 3)):
        if draft.when.compared is None and draft.is_likely(3):
            of_path = {"field": "properties", "path": ["t"]}
            unit = draft.draw(st.sampled_from(["hour", "day", "week", "month", "year"]))
            draft.select.append({"type": "time", "timeUnit": unit, **of_path})
            draft.keys.append(f"properties.t_{unit}")
        return
    if not units:
        return
    # The longest of the units gives few buckets.
    unit = draft.draw(st.sampled_from([*units[:3], units[0]]))
    named = draft.new_name("time") if draft.is_likely(4) else {}
    draft.select.append({"type": "time", "timeUnit": unit, **named})
    draft.time_label = named.get("as", f"{draft.dataset.time_field}_{unit}")
    draft.keys.append(draft.time_label)


def add_number_bucket(draft: Draft) -> None:
    """Add a bucket of numbers."""
    of: Json = {"field": "properties", "path": [draft.draw(st.sampled_from(["n", "v"]))]}
    if draft.is_likely(6):
        of = {"field": draft.dataset.time_field}
        shape: Json = {"width": 21_600_000, "offset": draft.draw(st.sampled_from([0, 3_600_000]))}
    elif draft.draw(st.booleans()):
        edges = draft.draw(st.sampled_from([[0], [0, 1, 2.25], [-1, 0.5, 4], [1, 100]]))
        shape = {"edges": edges}
    else:
        shape = {"width": draft.draw(st.sampled_from([0.1, 0.5, 1, 3, 10]))}
        if draft.draw(st.booleans()):
            shape["offset"] = draft.draw(st.sampled_from([0, 1, 0.25, -2]))
    named = draft.new_name("number") if draft.draw(st.booleans()) else {}
    draft.select.append({"type": "bucket", **of, **shape, **named})
    label = named.get("as", f"{derived_name(of)}_bucket")
    draft.keys.append(label)
    draft.number_keys.append(label)


def add_groups(draft: Draft) -> None:
    """Add group keys, some under another name or hidden."""
    keys = st.lists(references(draft.dataset), max_size=2, unique_by=derived_name)
    for reference in draft.draw(keys):
        label = derived_name(reference)
        if draft.is_likely(4):
            named = draft.new_name("group")
            draft.select.append({"type": "field", **reference, **named})
            label = named["as"]
        is_hidden = draft.is_likely(6)
        draft.groups.append({**reference, **({"includeInSelect": False} if is_hidden else {})})
        draft.keys.append(label)


def add_aggregation(draft: Draft) -> None:
    """Add an aggregation, over the group's events or others."""
    item: Json = {"type": "aggregation", "aggregation": "count"}
    if draft.draw(st.booleans()):
        item |= _measured(draft)
    if draft.is_likely(3):
        item["where"] = draft.draw(filters(draft.dataset, draft.when))
    if draft.time_label is not None and draft.is_likely(3):
        item["over"] = draft.draw(st.sampled_from(OVER))
    elif draft.is_likely(4):
        item["within"] = draft.draw(
            st.lists(st.sampled_from(draft.keys), unique=True) if draft.keys else st.just([])
        )
    if {"where", "over", "within"} & set(item) or draft.is_likely(3):
        item |= draft.new_name("value")
    label = item.get("as") or derived_name(item)
    if label not in draft.aggregations:
        draft.select.append(item)
        draft.aggregations.append(label)


def _measured(draft: Draft) -> Json:
    """Return an aggregation of a field whose result is exact."""
    name = draft.draw(st.sampled_from(["count", "countDistinct", "sum", "avg", "min", "max"]))
    if name in ("count", "countDistinct"):
        return {"aggregation": name, **draft.draw(references(draft.dataset))}
    choices: list[Json] = [{"field": "properties", "path": ["n"]}]
    if draft.dataset == CONVERSATIONS:
        choices.append({"field": "userMessageCount"})
    if name in ("min", "max"):
        choices += [{"field": "properties", "path": ["v"]}, {"field": draft.dataset.time_field}]
    choices.append({"field": draft.dataset.time_field, "apply": "hourOfDay"})
    return {"aggregation": name, **draft.draw(st.sampled_from(choices))}


def add_tops(draft: Draft) -> None:
    """Give group keys their top values: all of them with the rest, or one without."""
    rest = draft.draw(st.booleans())
    names = [
        item.get("as") or derived_name(item)
        for item in draft.select
        if item["type"] == "aggregation" and "over" not in item and "within" not in item
    ]
    for group in draft.groups:
        if draft.draw(st.booleans()):
            continue
        top: Json = {"limit": draft.draw(st.sampled_from([1, 2, 3, 100]))}
        is_ranked = bool(names) and draft.draw(st.booleans())
        if is_ranked:
            top["by"] = draft.draw(st.sampled_from(names))
        if rest:
            top["other"] = draft.draw(st.sampled_from(["Other", "(other)", "a", ""]))
        group["top"] = top
        if not rest:
            return
