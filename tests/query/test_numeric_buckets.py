from typing import Any

import pytest
from support.events import aggregation, ascending, condition

from evsrv.query.columns import NumericBucket
from query.conftest import MakePlan, Refusals


def bucket(*path: str, **members: Any) -> Any:
    return {"type": "bucket", "field": "properties", "path": list(path) or ["n"], **members}


def test_bucket_of_width_is_group_key(plan: MakePlan) -> None:
    planned = plan({"select": [bucket(width=0.5), aggregation("count")]})
    [key] = planned.groups
    assert isinstance(key, NumericBucket)
    assert (key.name, key.width, key.offset, key.edges) == ("properties.n_bucket", 0.5, 0, ())
    assert planned.columns[0] == planned.order[0].by == key


def test_bucket_of_edges_is_group_key(plan: MakePlan) -> None:
    [key] = plan({"select": [bucket(edges=[-1, 0, 2.5])]}).groups
    assert (key.width, key.edges) == (None, (-1, 0, 2.5))


def test_offset_moves_buckets_of_width(plan: MakePlan) -> None:
    assert plan({"select": [bucket(width=7, offset=-3)]}).groups[0].offset == -3


def test_time_field_has_numeric_buckets(plan: MakePlan) -> None:
    select = [{"type": "bucket", "field": "createdAt", "width": 1000}]
    assert plan({"select": select}).groups[0].name == "createdAt_bucket"


def test_numeric_buckets_are_sorted_and_filtered_by_name(plan: MakePlan) -> None:
    planned = plan(
        {
            "select": [bucket(width=1)],
            "orderBy": ascending("properties.n_bucket"),
            "having": condition("properties.n_bucket", "gt", 1),
        }
    )
    assert planned.order[0].by == planned.having.column == planned.groups[0]


@pytest.mark.parametrize(
    ("members", "pointer", "says"),
    [
        ({}, "", "a bucket needs width or edges"),
        ({"offset": 1}, "", "a bucket needs width or edges"),
        ({"width": 1, "edges": [1]}, "", "a bucket has either width or edges, not both"),
        ({"edges": [1], "offset": 0}, "/offset", "an offset moves buckets of a width"),
        ({"edges": [1, 1]}, "/edges/1", "edges must ascend, and 1 follows 1"),
        ({"edges": [1, 3, 2]}, "/edges/2", "edges must ascend, and 2 follows 3"),
        ({"edges": []}, "/edges", "needs at least 1 item"),
        ({"edges": list(range(101))}, "/edges", "takes at most 100 items, not 101"),
        ({"width": 0}, "/width", "must be more than 0, not 0"),
        ({"width": None}, "/width", "not null"),
        ({"edges": [None]}, "/edges/0", "not null"),
    ],
)
def test_other_buckets_are_refused(
    refusals: Refusals, members: Any, pointer: str, says: str
) -> None:
    assert says in refusals({"select": [bucket(**members)]})[f"/select/0{pointer}"]


def test_path_of_bucket_goes_into_json_fields_only(refusals: Refusals) -> None:
    body = {"select": [{"type": "bucket", "field": "type", "path": ["a"], "width": 1}]}
    assert "a path goes into" in refusals(body)["/select/0/path"]


def test_numeric_buckets_are_not_filled(refusals: Refusals) -> None:
    body = {"select": [bucket(width=1)], "range": "previous 7 days", "fill": True}
    assert "fill needs a time selection on createdAt" in refusals(body)["/fill"]
