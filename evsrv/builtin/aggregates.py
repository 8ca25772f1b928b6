"""count, countDistinct, sum, avg, min and max."""

from evsrv.plugin import Aggregate, Kind, Sql, Value, hookimpl, sql


def _count_distinct(value: Value) -> Sql:
    shown = value.sql if value.kind is Kind.TIME else value.text
    return sql("count(DISTINCT {})", shown)


def _sum(value: Value) -> Sql:
    # Exact for integers, and never SQLite's "integer overflow": halves of 32 bits cannot overflow
    # in two billion rows. What the lower ones carry goes to the upper ones first, so that only a
    # result beyond 64 bits becomes a double. What is left are fractions.
    number = value.number
    upper = sql("sum(CAST({} AS INTEGER) >> 32)", number)
    lower = sql("sum(CAST({} AS INTEGER) & 4294967295)", number)
    fractions = sql("sum({} - CAST({} AS INTEGER))", number, number)
    return sql(
        "({} + ({} >> 32)) * 4294967296 + ({} & 4294967295) + {}", upper, lower, lower, fractions
    )


@hookimpl
def evsrv_aggregates() -> list[Aggregate]:
    """Give the contract's aggregations."""
    return [
        Aggregate(
            name="count",
            summary="how many values are not null; without a field, how many events",
            render=lambda value: sql("count({})", value.sql),
            rows=Sql("count(*)"),
        ),
        Aggregate(
            name="countDistinct",
            summary="how many different values there are; JSON values count by their text",
            render=_count_distinct,
        ),
        Aggregate(name="sum", summary="the sum of the numbers", render=_sum),
        Aggregate(
            name="avg",
            summary="the mean of the numbers",
            render=lambda value: sql("avg({})", value.number),
        ),
        Aggregate(
            name="min",
            summary="the least number",
            render=lambda value: sql("min({})", value.number),
        ),
        Aggregate(
            name="max",
            summary="the greatest number",
            render=lambda value: sql("max({})", value.number),
        ),
    ]
