from typing import Any

import pytest
from support.events import aggregation, field, formula, group, named, rank, time

from evsrv.core.errors import Unprocessable
from evsrv.query.columns import Aggregation, Formula
from evsrv.query.expression import Hours, Number, Operation, Variable
from query.conftest import MakePlan, Refusals

RANGE = {"range": "previous 7 days"}


def columns_of(plan: MakePlan, text: str, **body: Any) -> list[Any]:
    """Plan a formula `left + right`; return both columns."""
    select = [*body.pop("select", ()), formula("f", text)]
    expression = plan({"select": select, **body}).columns[-1].expression
    assert isinstance(expression, Operation)
    assert isinstance(expression.left, Variable)
    assert isinstance(expression.right, Variable)
    return [expression.left.column, expression.right.column]


def test_formula_takes_selected_columns_and_unselected_aggregations(plan: MakePlan) -> None:
    select = [named("users", aggregation("countDistinct", "userProperties", "userId"))]
    users, ids = columns_of(plan, "users + count_id", select=select)
    assert users == plan({"select": select}).columns[0]
    assert (ids.aggregate.name, ids.reference.name) == ("count", "id")


def test_formula_takes_unselected_aggregation_of_function(plan: MakePlan) -> None:
    lowered, count = columns_of(plan, "countDistinct_searchQuery_lower + count")
    assert (lowered.reference.name, count.reference) == ("searchQuery_lower", None)


def test_formula_takes_earlier_formulas_and_ranks(plan: MakePlan) -> None:
    select = [formula("half", "count / 2"), rank("place", "half")]
    half, place = columns_of(plan, "half + place", select=select)
    assert isinstance(half, Formula)
    assert place.by == half


def test_formula_takes_compared_columns(plan: MakePlan) -> None:
    body = {"select": [named("rows", aggregation("count"))], **RANGE, "compare": "previous"}
    selected, unselected = columns_of(plan, "compared_rows + compared_count_id", **body)
    assert selected == plan(body).columns[1]
    assert (unselected.name, unselected.compared) == ("compared_count_id", True)


def test_formula_of_hours_needs_range(plan: MakePlan, refusals: Refusals) -> None:
    select = [formula("rate", "coalesce(-(count / hours), 0)"), time("day")]
    body = {"select": select, **RANGE}
    assert len(plan(body).range.timeline.buckets) == 7
    assert plan({"select": select[:1], **RANGE}).range.timeline is None
    assert refusals({"select": select}) == {
        "/select/0/formula": 'hours needs a range, as "range": "previous 7 days"'
    }
    two = [*select, time("week")]
    assert refusals({"select": two, **RANGE}) == {
        "/select/0/formula": "hours takes one time selection, not 2"
    }
    assert "at most 10000 are taken with hours" in refusals(
        {"select": [select[0], time("minute")], "range": "previous year"}
    )["/select/0/formula"]  # fmt: skip


def test_hours_is_no_column(plan: MakePlan) -> None:
    expression = plan({"select": [formula("f", "hours")], **RANGE}).columns[0].expression
    assert expression == Hours()


GROUPED = [time("day"), named("kind", field("type")), aggregation("count")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cuont", "unknown column 'cuont'; did you mean 'count'?"),
        ("raet", "did you mean 'rate'?"),
        ("zzz", "unknown column 'zzz'; expected one of count, rate"),
        ("number", "did you mean 'count'?"),
        ("kind", "'kind' is a group; a formula takes aggregations, and formulas and ranks"),
        ("type", "'type' is a group; a formula takes"),
        ("createdAt_day", "'createdAt_day' is a group; a formula takes"),
        ("searchQuery", "'searchQuery' is a field; a formula takes aggregations"),
        ("sum", "'sum' needs a field; select it with a name of its own, as: ..."),
        ("f", "'f' does not come before this in select; a formula takes"),
        ("later", "'later' does not come before this in select"),
        ("compared_count", '\'compared_count\' needs a compared range, as "compare": "previous"'),
        ("count count", "expected one of + - * / at character 7, not 'count'"),
    ],
)
def test_name_that_formula_cannot_take_is_refused(refusals: Refusals, text: str, says: str) -> None:
    select = [*GROUPED, formula("rate", "count / 2"), formula("f", text), formula("later", "count")]
    body = {"select": select, "groupBy": [group("type")]}
    assert says in refusals(body)["/select/4/formula"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("compared_rate", "'compared_rate' is no column; only aggregations are compared"),
        ("compared_createdAt_day", "'compared_createdAt_day' is the start of a bucket"),
        ("compared_compared_count", "unknown column"),
    ],
)
def test_compared_name_of_no_aggregation_is_refused(
    refusals: Refusals, text: str, says: str
) -> None:
    select = [*GROUPED, formula("rate", "count / 2"), formula("f", text)]
    body = {"select": select, "groupBy": [group("type")], **RANGE, "compare": "previous"}
    assert says in refusals(body)["/select/4/formula"]


def test_refused_formula_causes_no_further_issue(refusals: Refusals) -> None:
    select = [formula("bad", "1 +"), formula("f", "bad * 2"), rank("r", "bad")]
    body = {
        "select": select,
        "having": {"condition": {"field": "bad", "operator": "gt", "value": 1}},
        "orderBy": [{"field": "bad", "direction": "asc"}],
    }
    assert set(refusals(body)) == {"/select/0/formula"}


def test_every_unknown_name_of_formula_is_an_issue(plan: MakePlan) -> None:
    with pytest.raises(Unprocessable) as refused:
        plan({"select": [formula("f", "coalesce(xx, yy) - zz")]})
    assert len(refused.value.issues) == 3


def test_long_chain_is_planned(plan: MakePlan) -> None:
    planned = plan({"select": [formula("f", "1" + "-1" * 249)]})
    assert isinstance(planned.columns[0].expression, Operation)
    assert planned.columns[0].expression.right == Number(1)


@pytest.mark.parametrize("texts", [["{0} + {0}"], ["{0} + {0}", "{0}+{0}"], ["-{0}", "{0} * 2"]])
def test_formulas_of_formulas_are_planned_in_linear_time(plan: MakePlan, texts: list[str]) -> None:
    """Each doubles the number of the paths to the first; there are up to two formulas a name."""
    select = [
        formula(f"f{i}", text.format(f"f{i - 1}" if i else "count"))
        for text in texts
        for i in range(60)
    ]
    if texts[0].startswith("-"):
        with pytest.raises(Unprocessable):
            plan({"select": select})
    else:
        assert len(plan({"select": select}).columns) == 60


def test_formula_of_501_characters_is_refused(refusals: Refusals) -> None:
    assert refusals({"select": [formula("f", "1" + "+" * 500)]}) == {
        "/select/0/formula": "takes at most 500 characters, not 501"
    }


def test_formula_needs_name(refusals: Refusals) -> None:
    body = {"select": [{"type": "formula", "formula": "count"}]}
    assert refusals(body) == {"/select/0": "'as' is missing"}


def test_rank_is_by_column_within_groups(plan: MakePlan) -> None:
    select = [*GROUPED, rank("first", "sum_createdAt"), rank("last", "count", direction="asc",
              within=["createdAt_day"])]  # fmt: skip
    planned = plan({"select": select, "groupBy": [group("type")]})
    first, last = planned.columns[-2:]
    assert isinstance(first.by, Aggregation)
    assert (first.name, first.within, first.descending) == ("first", (), True)
    assert (last.by, last.descending) == (planned.columns[2], False)
    assert [key.name for key in last.within] == ["createdAt_day"]


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("kind", "'kind' is a group; a rank is by an aggregation, or a formula or rank before it"),
        ("cuont", "did you mean 'count'?"),
        ("r", "'r' does not come before this in select; a rank is by"),
        ("hours", "'hours' stands in formulas only"),
    ],
)
def test_rank_by_other_name_is_refused(refusals: Refusals, by: str, says: str) -> None:
    body = {"select": [*GROUPED, rank("r", by)], "groupBy": [group("type")]}
    assert says in refusals(body)["/select/3/by"]


def test_rows_are_sorted_by_formulas_and_ranks(plan: MakePlan) -> None:
    select = [*GROUPED, formula("f", "count / 2"), rank("r", "f")]
    for name in ("f", "r"):
        orders = [{"field": name, "direction": "desc"}]
        planned = plan({"select": select, "groupBy": [group("type")], "orderBy": orders})
        assert planned.order[0].by.name == name
