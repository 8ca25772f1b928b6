"""count, countDistinct, sum, avg, min and max."""

from evsrv.plugin import Aggregate, Kind, Sql, Value, hookimpl, sql

_NUMBERS = Kind.TIME | Kind.NUMBER
"""The kinds that are numbers in every row."""


def _distinct(value: Value) -> Sql:
    # Times and numbers are as distinct as their texts, and cheaper.
    return value.plain if value.kind in _NUMBERS else value.text


def _sum(value: Value) -> Sql:
    # The carry of the lower halves is added to the upper ones first, so that only a result beyond
    # 64 bits becomes a double.
    upper, lower, fractions = _parts_of_sum(value)
    return sql(
        "({} + ({} >> 32)) * 4294967296 + ({} & 4294967295) + {}", upper, lower, lower, fractions
    )


def _mean(value: Value) -> Sql:
    return sql("evsrv_mean({}, {}, {}, count({}))", *_parts_of_sum(value), value.number)


def _parts_of_sum(value: Value) -> tuple[Sql, Sql, Sql]:
    """Render the sums of the upper halves, of the lower halves, and of the fractions.

    The sum of integers is exact, and never SQLite's "integer overflow": halves of 32 bits cannot
    overflow in two billion rows.
    """
    number = value.number
    if value.kind is Kind.TIME:
        return sql("sum({} >> 32)", number), sql("sum({} & 4294967295)", number), Sql("0")
    return (
        sql("sum(CAST({} AS INTEGER) >> 32)", number),
        sql("sum(CAST({} AS INTEGER) & 4294967295)", number),
        sql("sum({} - CAST({} AS INTEGER))", number, number),
    )


@hookimpl
def evsrv_aggregates() -> list[Aggregate]:
    """Return the contract's aggregations."""
    return [
        Aggregate(
            name="count",
            summary="how many values are not null; without a field, how many rows",
            render=lambda value: sql("count({})", value.plain),
            without_field=Sql("count(*)"),
            merge="sum",
            portable=True,
        ),
        Aggregate(
            name="countDistinct",
            summary="how many different values there are; JSON values count by their text",
            render=lambda value: sql("count(DISTINCT {})", _distinct(value)),
            distinct=_distinct,
            portable=True,
        ),
        Aggregate(
            name="sum",
            summary="the sum of the numbers",
            render=_sum,
            renders={"postgresql": lambda value: sql("sum({})", value.number)},
            shares_inputs=True,
        ),
        Aggregate(
            name="avg",
            summary="the mean of the numbers",
            render=_mean,
            renders={"postgresql": lambda value: sql("avg({})", value.number)},
            shares_inputs=True,
        ),
        Aggregate(
            name="min",
            summary="the least number",
            render=lambda value: sql("min({})", value.number),
            merge="min",
            portable=True,
        ),
        Aggregate(
            name="max",
            summary="the greatest number",
            render=lambda value: sql("max({})", value.number),
            merge="max",
            portable=True,
        ),
    ]
