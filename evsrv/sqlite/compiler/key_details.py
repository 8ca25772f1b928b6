"""The SQL of details of property keys, from a sample of rows."""

from collections.abc import Mapping

from attrs import evolve

from evsrv.core.sql import Sql, join, sql
from evsrv.engine.discovered import JSON_KINDS, JsonKind
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.statement import compile_rows

_TYPES_OF_KINDS: Mapping[JsonKind, Sql] = {
    "string": Sql("'text'"),
    "number": Sql("'integer', 'real'"),
    "boolean": Sql("'true', 'false'"),
    "array": Sql("'array'"),
    "object": Sql("'object'"),
}
"""The types of `json_each`, by the kind of JSON value; null is none."""


def compile_key_details(
    plan: Plan, reference: Reference, max_rows: int, context: CompileContext
) -> Sql:
    """Compile a query for the keys of a JSON field in the first rows of a raw plan.

    The columns are the key, the number of rows in which its value is not null, and for each of
    `JSON_KINDS` whether any value is of that kind. The key of the first row is null, and its number
    is that of all rows of the sample.
    """
    rows = compile_rows(evolve(plan, columns=(reference,), limit=max_rows, offset=0), context)
    kinds = [sql("max(member.type IN ({}))", _TYPES_OF_KINDS[kind]) for kind in JSON_KINDS]
    # The tenant guard lets no table be read of which SQLite does not name a column.
    return sql(
        "WITH sample (document) AS MATERIALIZED (\n{}\n)\n"
        "SELECT NULL, count(ifnull(document, '')), {}\nFROM sample\nUNION ALL\n"
        "SELECT member.key, count(nullif(member.type, 'null')), {}\n"
        "FROM sample, json_each(sample.document) AS member\nGROUP BY member.key",
        rows,
        join(", ", [Sql("0")] * len(kinds)),
        join(", ", kinds),
    )
