"""Tables of the values that are groups of their own."""

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.query.columns import TopValues
from evsrv.sqlite.compiler.row_columns import RowColumns


def top_table(name: Sql, key: TopValues, rows: RowColumns, source: Sql) -> Sql:
    """Render the table of a key's greatest values, from the clauses from FROM up to WHERE.

    Ties are in the order of values, null first.
    """
    reference = key.reference
    is_path = reference.kind is Kind.PATH
    # A text may be that of a string and of a number; a number among the rows decides.
    number = sql("min({})", rows.number(reference)) if is_path else Sql("NULL")
    text = Sql("value")
    if rows.is_native(reference):
        text = Sql("CASE json_type(value) WHEN 'text' THEN value ->> '$' ELSE value END")
    return sql(
        "{} (value) AS MATERIALIZED (\nSELECT value FROM (\n"
        "SELECT {} AS value, {} AS size, {} AS number\n{}\nGROUP BY 1\n)\n"
        "ORDER BY size DESC, value IS NOT NULL, number NULLS LAST, {}, value\nLIMIT {}\n)",
        name,
        rows.value(reference),
        rows.aggregate(key.by),
        number,
        source,
        text,
        bind(key.limit),
    )
